// @ts-check
// npm run bench [-- NAME [ARGUMENT …]]: all benchmarks of test/bench, or the named one, against the built program. Never part of the tests.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureBuilt } from './runtime/buildApp.mjs';
import { ensureZstd } from './runtime/ensureZstd.mjs';
import { root } from './runtime/paths.mjs';
import { endChildrenWithUs, run, runPackage } from './runtime/processes.mjs';
import { Stop, runMain } from './runtime/say.mjs';

const NATIVE = ['libsql', 'koffi', 'zstd-napi', 'zstd-napi/binding.js'];
const SUFFIX = '.bench.ts';

async function main() {
  const [wanted, ...args] = process.argv.slice(2);
  const files = (await readdir(join(root, 'test/bench'))).filter((file) => file.endsWith(SUFFIX));
  const names = files.map((file) => file.slice(0, -SUFFIX.length)).sort();
  if (wanted !== undefined && !names.includes(wanted)) {
    throw new Stop(`there is no benchmark ${wanted}; there are ${names.join(', ')}.`);
  }
  await ensureZstd();
  await ensureBuilt();
  for (const name of wanted === undefined ? names : [wanted]) await runBenchmark(name, args);
}

/** @param {string} name @param {readonly string[]} args */
async function runBenchmark(name, args) {
  console.log(`\n── ${name} ──`);
  const bundle = join(root, 'out/bench', `${name}.js`);
  const externals = NATIVE.flatMap((module) => ['--external', module]);
  const options = ['--platform', 'node', '--format', 'esm', '--file', bundle, '--log-level', 'warn', ...externals];
  const bundled = await runPackage('rolldown', [join('test/bench', `${name}${SUFFIX}`), ...options]);
  if (bundled.code !== 0) throw new Stop(`the benchmark ${name} could not be bundled.`);
  const { code } = await run(process.execPath, [bundle, ...args]);
  if (code !== 0) throw new Stop(`the benchmark ${name} ended with status ${code}.`);
}

endChildrenWithUs();
await runMain(main);
