// @ts-check
// npm run mutation [-- --only TEXT]: makes one mistake at a time in a copy of the project and shows that a test fails of it. Exits 1 if one survives.
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { mutations } from './mutation/mutations.mjs';
import { ensureZstd } from './runtime/ensureZstd.mjs';
import { root } from './runtime/paths.mjs';
import { endChildrenWithUs, run } from './runtime/processes.mjs';
import { Stop, runMain } from './runtime/say.mjs';
import { ensureZstdCommand } from './test/ensurePeers.mjs';

/** @typedef {import('./mutation/mutations.mjs').Mutation} Mutation @typedef {import('./mutation/mutations.mjs').Tests} Tests */
/** @typedef {'caught' | 'SURVIVED' | 'no longer fits' | 'broke the tests'} Verdict */

/** What the tests need of the project. */
const COPIED = ['electron', 'test', 'package.json', 'tsconfig.json', 'tsconfig.base.json', 'vitest.config.ts'];
/** Nothing that a mistake does may keep a test running for ever. */
const TIMEOUT_MS = 300_000;

async function main() {
  const chosen = choose(process.argv.slice(2));
  await ensureZstd();
  await ensureZstdCommand();
  const folder = await copyProject();
  try {
    await expectHealthy(folder, chosen);
    /** @type {Verdict[]} */
    const verdicts = [];
    for (const mutation of chosen) verdicts.push(await tryMutation(folder, mutation));
    const caught = verdicts.filter((verdict) => verdict === 'caught').length;
    console.log(`\n${caught} of ${chosen.length} mistakes caught, ${chosen.length - caught} not`);
    if (caught < chosen.length) process.exitCode = 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @param {readonly string[]} args */
function choose(args) {
  if (args.length === 0) return mutations;
  const [flag, text = ''] = args;
  const chosen = mutations.filter(({ name }) => name.includes(text));
  if (flag !== '--only' || args.length !== 2 || chosen.length === 0) {
    throw new Stop(
      `usage: npm run mutation [-- --only TEXT] with a part of: ${mutations.map(({ name }) => name).join(', ')}`,
    );
  }
  return chosen;
}

async function copyProject() {
  const folder = await mkdtemp(join(tmpdir(), 'coldpress-mutation-'));
  for (const name of COPIED) await cp(join(root, name), join(folder, name), { recursive: true });
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  return folder;
}

/** Without a mistake all of them pass, or their failing would say nothing. @param {string} folder @param {readonly Mutation[]} chosen */
async function expectHealthy(folder, chosen) {
  const tests = new Map(chosen.flatMap((mutation) => mutation.tests).map((test) => [JSON.stringify(test), test]));
  console.log(`${chosen.length} mistakes; ${tests.size} tests that must pass without one …`);
  for (const test of tests.values()) {
    if ((await outcomeOf(folder, test)) !== 'passed')
      throw new Stop(`without a mistake ${sayTest(test)} does not pass.`);
  }
}

/** @param {Tests} test */
function sayTest({ file, only }) {
  return only === undefined ? file : `${file} (${only})`;
}

/** @param {string} folder @param {Mutation} mutation @returns {Promise<Verdict>} */
async function tryMutation(folder, mutation) {
  const startedAt = Date.now();
  const verdict = await verdictOf(folder, mutation);
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  console.log(`${verdict.padEnd(15)} ${mutation.name.padEnd(50)} ${`${seconds} s`.padStart(7)}  ${mutation.breaks}`);
  for (const test of mutation.tests) console.log(`${' '.repeat(16)}${sayTest(test)}`);
  return verdict;
}

/** @param {string} folder @param {Mutation} mutation @returns {Promise<Verdict>} */
async function verdictOf(folder, mutation) {
  const files = [...new Set(mutation.edits.map(({ file }) => file))];
  const sources = new Map(
    await Promise.all(
      files.map(async (file) => /** @type {const} */ ([file, await readFile(join(folder, file), 'utf8')])),
    ),
  );
  const mutated = new Map(sources);
  for (const { file, find, replace } of mutation.edits) {
    const parts = (mutated.get(file) ?? '').split(find);
    if (parts.length !== 2) return 'no longer fits';
    mutated.set(file, parts.join(replace));
  }
  try {
    for (const [file, source] of mutated) await writeFile(join(folder, file), source);
    for (const test of mutation.tests) {
      const outcome = await outcomeOf(folder, test);
      if (outcome === 'passed') return 'SURVIVED';
      if (outcome === 'broken') return 'broke the tests';
    }
    return 'caught';
  } finally {
    for (const [file, source] of sources) await writeFile(join(folder, file), source);
  }
}

/**
 * `failed`: a test ran and failed. `broken`: none ran; that catches nothing.
 * @param {string} folder @param {Tests} test @returns {Promise<'passed' | 'failed' | 'broken'>}
 */
async function outcomeOf(folder, { project, file, only }) {
  const report = join(folder, 'report.json');
  await rm(report, { force: true });
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const named = only === undefined ? [] : ['-t', only.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')];
  const args = [vitest, 'run', '--project', project, file, ...named, '--reporter=json', `--outputFile.json=${report}`];
  const workers = `--maxWorkers=${availableParallelism()}`;
  const { code } = await run(process.execPath, [...args, workers], {
    cwd: folder,
    output: 'collect',
    timeoutMs: TIMEOUT_MS,
  });
  const text = await readFile(report, 'utf8').catch(() => null);
  if (text === null) return 'broken';
  const { numFailedTests, numPassedTests } = JSON.parse(text);
  if (numFailedTests > 0) return 'failed';
  return code === 0 && numPassedTests > 0 ? 'passed' : 'broken';
}

endChildrenWithUs();
await runMain(main);
