import { createRequire } from 'node:module';
import { join } from 'node:path';

export const repository = join(import.meta.dirname, '..', '..', '..');

/** The Electron that the launcher found: the folder it names, else the electron package's own binary. */
export function electronExecutable(): string {
  const folder = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (folder !== undefined && folder !== '') return join(folder, executableName());
  // The package's main module is the path of its binary.
  return createRequire(import.meta.url)('electron') as string;
}

function executableName(): string {
  if (process.platform === 'darwin') return join('Electron.app', 'Contents', 'MacOS', 'Electron');
  return process.platform === 'win32' ? 'electron.exe' : 'electron';
}
