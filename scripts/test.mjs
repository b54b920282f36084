// @ts-check
// npm test [-- --only unit,e2e]: all suites in order, each whatever became of those before. The last line is `N passed, M failed`.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureZstd } from './runtime/ensureZstd.mjs';
import { resultsDir } from './runtime/paths.mjs';
import { prepareWindow } from './runtime/prepare.mjs';
import { endChildrenWithUs, run, runPackage } from './runtime/processes.mjs';
import { Stop, runMain } from './runtime/say.mjs';
import { countTests } from './test/counts.mjs';
import { ensureCodex, ensureZstdCommand } from './test/ensurePeers.mjs';
import { suites } from './test/suites.mjs';

/** @typedef {import('./test/suites.mjs').Suite} Suite @typedef {import('./test/counts.mjs').Counts & { suite: Suite, seconds: number }} Outcome */

async function main() {
  const chosen = chooseSuites(process.argv.slice(2));
  await mkdir(resultsDir, { recursive: true });
  const needs = new Set(chosen.flatMap(({ needs }) => needs));
  if (needs.has('codex')) await ensureCodex();
  if (needs.has('zstd')) await ensureZstd();
  if (needs.has('peers')) await ensureZstdCommand();
  const window = needs.has('window') ? await prepareWindow() : null;
  /** @type {Outcome[]} */
  const outcomes = [];
  for (const suite of chosen) outcomes.push(await runSuite(suite, window?.env ?? {}));
  window?.release();
  const summary = summarize(outcomes);
  await writeFile(join(resultsDir, 'summary.txt'), `${summary}\n`);
  process.exitCode = outcomes.every(({ failed }) => failed === 0) ? 0 : 1;
  console.log(summary);
}

/** @param {readonly string[]} args @returns {readonly Suite[]} */
function chooseSuites(args) {
  if (args.length === 0) return suites;
  const known = suites.map(({ name }) => name);
  const names = args[0] === '--only' && args.length === 2 ? (args[1] ?? '').split(',') : [];
  const unknown = names.filter((name) => !known.includes(name));
  if (names.length === 0 || unknown.length > 0) {
    throw new Stop(
      `usage: npm test [-- --only NAME,…] with names of ${known.join(', ')}${unknown.length > 0 ? ` (not ${unknown.join(', ')})` : ''}`,
    );
  }
  return suites.filter(({ name }) => names.includes(name));
}

/** @param {Suite} suite @param {Readonly<Record<string, string>>} windowEnv @returns {Promise<Outcome>} */
async function runSuite(suite, windowEnv) {
  console.log(`\n── ${suite.title} ── ${suite.command.join(' ')}`);
  const report = join(resultsDir, `${suite.name}.json`);
  await rm(report, { force: true });
  const startedAt = Date.now();
  const status = await runCommand(suite, report, windowEnv);
  const seconds = (Date.now() - startedAt) / 1000;
  const outcome = { suite, seconds, ...(await countTests(suite.counts, report, status)) };
  console.log(line(outcome));
  return outcome;
}

/** @param {Suite} suite @param {string} report @param {Readonly<Record<string, string>>} windowEnv */
async function runCommand(suite, report, windowEnv) {
  const [program, ...args] = suite.command;
  const env = { ...(suite.needs.includes('window') ? windowEnv : {}), PLAYWRIGHT_JSON_OUTPUT_FILE: report };
  const options = [...args, ...reporterOptions(suite, report)];
  const { code } = program.startsWith('scripts/')
    ? await run(process.execPath, [program, ...options], { env })
    : await runPackage(program, options, { env });
  return code;
}

/** @param {Suite} suite @param {string} report @returns {readonly string[]} */
function reporterOptions({ counts }, report) {
  if (counts === 'vitest') return ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  return counts === 'playwright' ? ['--reporter=list,json'] : [];
}

/** @param {readonly Outcome[]} outcomes the whole table, and the total as its last line */
function summarize(outcomes) {
  const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0);
  const failed = outcomes.reduce((sum, outcome) => sum + outcome.failed, 0);
  return ['\n── Summary ──', ...outcomes.map(line), `${passed} passed, ${failed} failed`].join('\n');
}

/** @param {Outcome} outcome */
function line({ suite, passed, failed, seconds }) {
  return `${failed === 0 ? 'ok    ' : 'FAILED'} ${suite.name}: ${passed} passed, ${failed} failed in ${seconds.toFixed(1)} s`;
}

endChildrenWithUs();
await runMain(main);
