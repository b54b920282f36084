// @ts-check
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './paths.mjs';
import { packageDir, run, runPackage } from './processes.mjs';
import { Stop, say } from './say.mjs';
import { hasProgram, installPackages } from './systemPackages.mjs';

const downloadLimitMs = 20_000;

/** Makes the native half of zstd-napi where it is missing (npm runs no install scripts here): the maker's prebuilt file from GitHub, else
 * built from the sources in the package with the headers that lie beside this Node. */
export async function ensureZstd() {
  if (await zstdLoads()) return;
  const cwd = packageDir('zstd-napi');
  say('zstd-napi has no native binary yet; looking for a prebuilt one …');
  const download = await runPackage('prebuild-install', ['-r', 'napi'], {
    cwd,
    output: 'collect',
    timeoutMs: downloadLimitMs,
  });
  if (download.code === 0 && (await zstdLoads())) return;
  say('none in reach: building it from source (about a minute) …');
  await ensureCompiler();
  const build = await runPackage('node-gyp', ['rebuild', '--jobs=max', ...headersOption()], { cwd, output: 'collect' });
  if (build.code !== 0 || !(await zstdLoads())) {
    throw new Stop(
      `zstd-napi could not be built. The end of what node-gyp said:\n${(build.stdout + build.stderr).trim().split('\n').slice(-25).join('\n')}`,
    );
  }
  say('zstd-napi is built');
}

/** Asked of a new process: a failed load must not be remembered in this one. */
async function zstdLoads() {
  const { code } = await run(process.execPath, ['-e', "require('zstd-napi')"], { cwd: root, output: 'collect' });
  return code === 0;
}

/** Node's headers lie beside the binary in every usual installation; without them node-gyp downloads them. */
function headersOption() {
  const prefix = dirname(dirname(process.execPath));
  return existsSync(join(prefix, 'include', 'node', 'node_api.h')) ? [`--nodedir=${prefix}`] : [];
}

async function ensureCompiler() {
  if (process.platform !== 'linux') return;
  const tools = { make: 'make', 'g++': 'g++', python3: 'python3' };
  const missing = Object.entries(tools).filter(([program]) => !hasProgram(program));
  if (missing.length === 0) return;
  await installPackages(
    missing.map(([, name]) => name),
    `the tools that build zstd-napi (${missing.map(([program]) => program).join(', ')})`,
  );
}
