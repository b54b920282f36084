import { lockWholeFile, unlockWholeFile } from '../fs/kernel32';
import { flockExclusive, flockRelease } from '../fs/libc';
import type { Locks } from '../ports';

/**
 * The primitives of Codex's `File::lock`: flock(2) on Unix (POSIX record locks would not exclude Codex), LockFileEx on
 * Windows, where this has not been tried yet.
 */
export const systemLocks: Locks =
  process.platform === 'win32'
    ? { tryLock: lockWholeFile, unlock: unlockWholeFile }
    : { tryLock: flockExclusive, unlock: flockRelease };
