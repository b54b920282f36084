import fs from 'node:fs';
import { errorCodeOf } from './errorCode';
import { moveFileNoReplace } from './kernel32';
import { renameNoReplace } from './libc';

/** What a file system says that has no hard links (exFAT, FAT, many of FUSE). */
const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL']);

/** `false`: this file system has no hard links. */
function linkAndUnlink(from: string, to: string): boolean {
  try {
    fs.linkSync(from, to);
  } catch (error) {
    if (NO_LINKS.has(errorCodeOf(error))) return false;
    throw error;
  }
  try {
    fs.unlinkSync(from);
  } catch (error) {
    if (errorCodeOf(error) !== 'ENOENT') throw error; // a sweep took the old name; the new one stands
  }
  return true;
}

function failed(code: string, path: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: rename '${path}'`), { code, path });
}

/** Gives a name that was reserved back, unless somebody has put something into it. */
function giveUp(to: string): void {
  const there = fs.lstatSync(to, { throwIfNoEntry: false });
  if (there?.isFile() === true && there.size === 0) fs.unlinkSync(to);
}

/**
 * The name is reserved by an empty file, made exclusively, and that is replaced: a crash in between leaves it. It is not
 * held open, because FUSE would keep it under another name then.
 */
function reserveAndRename(from: string, to: string): void {
  const { size } = fs.lstatSync(from);
  fs.closeSync(fs.openSync(to, 'wx', 0o600));
  try {
    const reserved = fs.lstatSync(to);
    if (!reserved.isFile() || reserved.size !== 0) throw failed('EEXIST', to);
    fs.renameSync(from, to);
  } catch (error) {
    giveUp(to);
    throw error;
  }
  if (fs.lstatSync(to).size !== size) throw failed('EIO', to);
}

/**
 * Gives a file another name without ever replacing what stands there (EEXIST): in one step where the system and the file
 * system have it, else with a hard link. Where there are none either, in two steps with an empty file in between;
 * `beforeTwoSteps` is called first then, to write down what is about to be done.
 */
export function moveNoReplace(from: string, to: string, beforeTwoSteps?: () => void): void {
  if (process.platform === 'win32') {
    moveFileNoReplace(from, to);
    return;
  }
  if (renameNoReplace(from, to) || linkAndUnlink(from, to)) return;
  beforeTwoSteps?.();
  reserveAndRename(from, to);
}
