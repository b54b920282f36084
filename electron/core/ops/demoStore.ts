import { randomBytes } from 'node:crypto';
import path from 'node:path';
import type { FileSystem } from '../ports';
import { makeDemoStore } from './makeDemoStore';

/** Written last, so that a demo store without it is one that was never finished, or somebody else's folder. */
const MARK = 'coldpress-demo.txt';
const MARK_TEXT = 'A generated store to play with. Delete this whole folder whenever you like.\n';

function isOurs(fs: FileSystem, home: string): boolean {
  const state = fs.lstat(home);
  if (state?.kind !== 'directory' || (process.geteuid !== undefined && state.uid !== process.geteuid())) return false;
  return fs.lstat(path.join(home, MARK))?.kind === 'file';
}

function mark(fs: FileSystem, home: string): void {
  const fd = fs.open(path.join(home, MARK), 'createExclusive');
  try {
    fs.writeAll(fd, new TextEncoder().encode(MARK_TEXT));
  } finally {
    fs.close(fd);
  }
}

/**
 * The demo store of this user in the temporary directory: the one that is there, as it was left, or a new one. A
 * folder of that name that we did not make is left alone.
 */
export async function findOrMakeDemoStore(fs: FileSystem, temporary: string, user: string): Promise<string> {
  const usual = path.join(temporary, `coldpress-demo-${user.replace(/[^\w.-]/g, '_')}`);
  if (isOurs(fs, usual)) return usual;
  const home = fs.lstat(usual) === null ? usual : `${usual}-${randomBytes(4).toString('hex')}`;
  await makeDemoStore(home, () => undefined);
  mark(fs, home);
  return home;
}
