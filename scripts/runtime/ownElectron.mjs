// @ts-check
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheDir } from './paths.mjs';
import { packageDir, run } from './processes.mjs';
import { byteProgress, say } from './say.mjs';
import { watchGrowth } from './watchGrowth.mjs';

/** @typedef {{ executable: string, dist: string, version: string, source: 'override' | 'package' | 'registry' }} ElectronRuntime */

/** The electron package's binary if it has been downloaded; null otherwise. Does what `require('electron')` does, which since
 * Electron 42 would start the download itself, without a word on why it failed. @returns {ElectronRuntime | null} */
export function findOwnElectron() {
  const folder = packageDir('electron');
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const pathFile = join(folder, 'path.txt');
  if (!existsSync(pathFile)) return null;
  const dist = join(folder, 'dist');
  const executable = join(dist, readFileSync(pathFile, 'utf8'));
  return existsSync(executable) ? { executable, dist, version, source: 'package' } : null;
}

/** Lets the electron package download its binary from GitHub (or from the mirror or proxy that the usual ELECTRON_* variables name).
 * Where the host cannot be reached its own limit of 10 seconds on connecting ends the attempt.
 * @returns {Promise<ElectronRuntime | null>} null where that failed, which has been said. */
export async function downloadOwnElectron() {
  const folder = packageDir('electron');
  const tmp = join(cacheDir, `download-${process.pid}`);
  await mkdir(tmp, { recursive: true });
  say('downloading Electron for this system (about 120 MB, once) …');
  const unwatch = watchGrowth([tmp], byteProgress('downloaded', null));
  try {
    const { code, stderr } = await run(process.execPath, ['--no-warnings', join(folder, 'install.js')], {
      env: { TMPDIR: tmp, TEMP: tmp, TMP: tmp, ELECTRON_GET_NO_PROGRESS: '1' },
      output: 'collect',
    });
    const electron = code === 0 ? findOwnElectron() : null;
    if (electron === null)
      say(`that failed: ${stderr.trim().split('\n')[0] || `the installer ended with status ${code}`}`);
    return electron;
  } finally {
    unwatch();
    await rm(tmp, { recursive: true, force: true });
  }
}
