// @ts-check
import { ensureElectron, electronEnv } from './ensureElectron.mjs';
import { ensureZstd } from './ensureZstd.mjs';
import { needsVirtualDisplay, startVirtualDisplay } from './display.mjs';
import { ensureSandbox } from './sandbox.mjs';
import { ensureSystemLibraries } from './systemLibraries.mjs';

/**
 * @typedef {object} Prepared
 * @property {import('./ensureElectron.mjs').ElectronRuntime} electron
 * @property {Record<string, string>} env what a program that starts Electron needs in its environment
 * @property {boolean} isDisplayVirtual
 * @property {() => void} release ends the virtual display
 */

/** Everything that a window needs on this machine, fetched and installed where it is missing. @returns {Promise<Prepared>} */
export async function prepareWindow() {
  const electron = await ensureElectron();
  await ensureSystemLibraries(electron.dist);
  await ensureSandbox(electron.dist);
  await ensureZstd();
  const isDisplayVirtual = needsVirtualDisplay();
  const display = isDisplayVirtual ? await startVirtualDisplay() : { env: {}, stop: () => {} };
  return { electron, env: { ...electronEnv(electron), ...display.env }, isDisplayVirtual, release: display.stop };
}
