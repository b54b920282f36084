import path from 'node:path';
import { flockHolders } from '../locks/heldLocks';
import { threadLockPath } from '../locks/storeLocks';
import type { Effects, FileState } from '../ports';
import { DiskFull, leaveAlone } from './outcome';
import { HOLD_SUFFIX, otherDirectories } from './place';
import type { RolloutPlace } from './place';

/** Kept free on the disk while we write, so that Codex can go on writing its turns. */
export const RESERVE_BYTES = 16 * 1024 * 1024;

/** Whether two states are of the same, untouched file. Every field is compared that a writer or a mover changes. */
export function sameState(a: FileState, b: FileState): boolean {
  return (
    a.dev === b.dev &&
    a.ino === b.ino &&
    a.size === b.size &&
    a.mtimeNs === b.mtimeNs &&
    a.ctimeNs === b.ctimeNs &&
    a.mode === b.mode &&
    a.uid === b.uid &&
    a.gid === b.gid &&
    a.nlink === b.nlink
  );
}

function checkPlace(effects: Effects, place: RolloutPlace): void {
  const real = effects.fs.realpath(place.directory);
  const root = effects.fs.realpath(path.join(effects.fs.realpath(place.home), place.root));
  if (real !== root && !real.startsWith(root + path.sep)) {
    leaveAlone('skipped_unsupported', 'A link in its path leads out of the store. Coldpress only works inside it.');
  }
}

function checkOwner(state: FileState): void {
  const user = process.geteuid?.();
  if (user === undefined || user === 0 || state.uid === user) return;
  leaveAlone('skipped_unsupported', `The file belongs to another user (uid ${state.uid}). Run Coldpress as that user.`);
}

function checkAttributes(effects: Effects, file: string): void {
  const names = effects.fs.extendedAttributes(file);
  if (names.length === 0) return;
  leaveAlone('skipped_unsupported', `The file has extended attributes (${names.join(', ')}) that a swap would lose.`);
}

/** The state of a regular, single-linked file of ours inside the store; anything else is left alone with the reason. */
export function ownFile(effects: Effects, place: RolloutPlace, file: string): FileState {
  const state = effects.fs.lstat(file);
  if (state === null)
    return leaveAlone('skipped_changed', 'The file is gone: it was moved, archived or deleted meanwhile.');
  if (state.kind === 'link') leaveAlone('skipped_unsupported', 'It is a symbolic link, not a file.');
  if (state.kind !== 'file') leaveAlone('skipped_unsupported', 'It is not a regular file.');
  if (state.nlink !== 1)
    leaveAlone('skipped_unsupported', `The file has ${state.nlink} hard links; only one is safe to swap.`);
  checkPlace(effects, place);
  checkOwner(state);
  checkAttributes(effects, file);
  return state;
}

function exists(effects: Effects, file: string): boolean {
  return effects.fs.lstat(file) !== null;
}

/** No other file may claim this thread: no twin, no hold, nothing of the same name in the other root. */
export function checkAlone(effects: Effects, place: RolloutPlace, twin: string): void {
  if (exists(effects, twin)) {
    leaveAlone('skipped_already_compressed', 'A plain and a compressed file of this thread stand side by side.');
  }
  if (exists(effects, place.plain + HOLD_SUFFIX) || exists(effects, place.compressed + HOLD_SUFFIX)) {
    leaveAlone('skipped_unsupported', 'An earlier swap of this thread was not finished; its hold is still there.');
  }
  const name = path.basename(place.plain);
  for (const directory of otherDirectories(place)) {
    for (const suffix of ['', '.zst', HOLD_SUFFIX, `.zst${HOLD_SUFFIX}`]) {
      if (!exists(effects, path.join(directory, name + suffix))) continue;
      leaveAlone('skipped_unsupported', `Another file has the same thread: ${path.join(directory, name + suffix)}`);
    }
  }
}

/** A thread that Codex has loaded is not even read; the swap itself asks again, under the locks. */
export function checkNotLoaded(effects: Effects, place: RolloutPlace): void {
  const [pid] = flockHolders(effects.fs, threadLockPath(place.home, place.id)) ?? [];
  if (pid !== undefined)
    leaveAlone('skipped_in_use', `The thread is loaded in Codex (process ${pid}). Close it there first.`);
}

/** Leaves the thread alone where writing `bytes` more would eat into the reserve of free disk. */
export function checkSpace(effects: Effects, directory: string, bytes: number): void {
  const { freeBytes } = effects.fs.space(directory);
  if (freeBytes >= bytes + RESERVE_BYTES) return;
  throw new DiskFull(
    `Not enough free disk: ${Math.ceil(bytes / 1e6)} MB and a reserve of ${Math.ceil(RESERVE_BYTES / 1e6)} MB are needed, ` +
      `${Math.floor(freeBytes / 1e6)} MB are free. Free some space and try again.`,
  );
}
