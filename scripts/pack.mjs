// @ts-check
// npm run pack [-- --for-tests]: the app as a folder under dist/, with a command line that needs no Node.
// --for-tests leaves --inspect on, through which Playwright attaches.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'electron-builder';
import { ensureBuilt } from './runtime/buildApp.mjs';
import { ensureElectron } from './runtime/ensureElectron.mjs';
import { ensureZstd } from './runtime/ensureZstd.mjs';
import { root } from './runtime/paths.mjs';
import { endChildrenWithUs } from './runtime/processes.mjs';
import { Stop, runMain, say } from './runtime/say.mjs';

/** @typedef {import('./runtime/ensureElectron.mjs').ElectronRuntime} ElectronRuntime */

async function main() {
  const isForTests = process.argv.includes('--for-tests');
  const unknown = process.argv.slice(2).filter((option) => option !== '--for-tests');
  if (unknown.length > 0) throw new Stop(`usage: npm run pack [-- --for-tests] (not ${unknown.join(' ')})`);
  const electron = await ensureElectron();
  if (electron.source === 'registry') say('this package is for trying out: its Electron is too old to give to users');
  await ensureZstd();
  await ensureBuilt();
  await build({
    projectDir: root,
    dir: true,
    config: {
      extends: join(root, 'electron-builder.yml'),
      ...electronConfig(electron),
      ...(isForTests ? { electronFuses: { enableNodeCliInspectArguments: true } } : {}),
    },
  });
}

/** An Electron that the electron package did not download comes from its folder; then what only a bare Electron has is removed.
 * @param {ElectronRuntime} electron @returns {import('electron-builder').Configuration} */
function electronConfig(electron) {
  if (electron.source === 'package') return {};
  return { electronDist: electron.dist, electronVersion: electron.version, afterPack: removeDefaultApp };
}

/** @param {import('electron-builder').AfterPackContext} context */
async function removeDefaultApp({ appOutDir, packager }) {
  const resources = packager.getResourcesDir(appOutDir);
  for (const path of [join(resources, 'app'), join(resources, 'default_app.asar'), join(appOutDir, 'version')]) {
    await rm(path, { recursive: true, force: true });
  }
}

endChildrenWithUs();
await runMain(main);
