import { flockExclusive, flockRelease } from '../fs/libc';
import type { Locks } from '../ports';

/** flock(2), the primitive of Codex's `File::lock` on Unix; POSIX record locks would not exclude Codex. */
export const systemLocks: Locks = { tryLock: flockExclusive, unlock: flockRelease };
