// @ts-check
// npm run proof [-- --small] [-- --seed N]: tries every law at full size (about 25 minutes on two cores) and prints one page. Exits 1 on any loss.
import { randomInt } from 'node:crypto';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pageOf, parseReport } from './proof/page.mjs';
import { ensureBuilt } from './runtime/buildApp.mjs';
import { ensureZstd } from './runtime/ensureZstd.mjs';
import { resultsDir, root } from './runtime/paths.mjs';
import { endChildrenWithUs, runPackage } from './runtime/processes.mjs';
import { Stop, runMain } from './runtime/say.mjs';
import { countTests } from './test/counts.mjs';
import { ensureZstdCommand } from './test/ensurePeers.mjs';

/** How much is tried; what the environment already says goes before. */
const FULL = {
  COLDPRESS_POWER_STATES: '64',
  COLDPRESS_SCHEDULES: '100000',
  COLDPRESS_FLIPS: '10000',
  COLDPRESS_KILLS: '200',
  COLDPRESS_WRITER_SECONDS: '60',
};
const MAX_SEED = 2 ** 31 - 1;
/** A test against the built program that is part of the proof: it reports to the page, or is the list of bad input. */
const IN_PROOF = /reportProof\(|badInput/;

async function main() {
  const { small, seed } = options(process.argv.slice(2));
  await ensureZstd();
  await ensureZstdCommand();
  await ensureBuilt();
  await mkdir(resultsDir, { recursive: true });
  const reportFile = join(resultsDir, 'proof.jsonl');
  await rm(reportFile, { force: true });
  const env = { ...(small ? {} : FULL), ...process.env, COLDPRESS_SEED: seed, COLDPRESS_PROOF_REPORT: reportFile };
  const startedAt = Date.now();
  const suites = [await runTests('fault', [], env), await runTests('contract', await contractFiles(), env)];
  const lines = parseReport(await readFile(reportFile, 'utf8').catch(() => ''));
  const page = pageOf({ lines, suites, seed, seconds: (Date.now() - startedAt) / 1000, node: process.version });
  await writeFile(join(resultsDir, 'proof.txt'), page.text);
  console.log(page.text);
  process.exitCode = page.holds ? 0 : 1;
}

/** @param {readonly string[]} args @returns {{ small: boolean, seed: string }} */
function options(args) {
  const small = args.includes('--small');
  const rest = args.filter((arg) => arg !== '--small');
  const seed = rest[0] === '--seed' ? rest[1] : (process.env['COLDPRESS_SEED'] ?? String(randomInt(1, MAX_SEED)));
  if (!/^\d+$/.test(seed ?? '') || (rest.length > 0 && rest[0] !== '--seed') || rest.length > 2) {
    throw new Stop('usage: npm run proof [-- --small] [-- --seed NUMBER]');
  }
  return { small, seed: seed ?? '' };
}

async function contractFiles() {
  const folder = 'test/contract';
  const names = (await readdir(join(root, folder))).filter((name) => name.endsWith('.test.ts'));
  const texts = await Promise.all(names.map((name) => readFile(join(root, folder, name), 'utf8')));
  return names
    .filter((name, at) => IN_PROOF.test(texts[at] ?? '') || IN_PROOF.test(name))
    .map((name) => `${folder}/${name}`);
}

/**
 * One file after the other, so that no test's times are those of another.
 * @param {'fault' | 'contract'} project @param {readonly string[]} files none: all of them
 * @param {Readonly<Record<string, string | undefined>>} env
 */
async function runTests(project, files, env) {
  const report = join(resultsDir, `proof-${project}.json`);
  await rm(report, { force: true });
  const options = ['--no-file-parallelism', '--testTimeout=7200000', '--reporter=default', '--reporter=json'];
  const args = ['run', '--project', project, ...files, ...options, `--outputFile.json=${report}`];
  const { code } = await runPackage('vitest', args, { env });
  return { project, ...(await countTests('vitest', report, code)) };
}

endChildrenWithUs();
await runMain(main);
