import path from 'node:path';
import { failure } from '#contract/errors';
import type { FileSystem } from '../ports';

/** Where a folder really is, or will be once it is made: the real path of the part that exists, and the rest. */
function realFolder(fs: FileSystem, folder: string): string {
  const parent = path.dirname(folder);
  if (parent === folder || fs.lstat(folder) !== null) return fs.realpath(folder);
  return path.join(realFolder(fs, parent), path.basename(folder));
}

/**
 * The real path of the folder for Coldpress's own data, `named`; refused inside the Codex home, where nothing may
 * stand that Codex has not put there. `home` is a real path.
 */
export function dataPlace(fs: FileSystem, named: string, home: string): string {
  const data = realFolder(fs, path.resolve(named));
  if (data !== home && !data.startsWith(home.endsWith(path.sep) ? home : home + path.sep)) return data;
  const message = `The folder for Coldpress’s own data, ${named}, lies inside the Codex home.`;
  throw failure('INVALID_REQUEST', message, 'Choose a folder outside of it: --data DIR, or COLDPRESS_DATA.');
}
