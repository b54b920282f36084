import { AppFailure } from '#contract/errors';
import type { AppError } from '#contract/errors';
import type { FileSystem } from '../ports';
import { describeError, hasCode, isDiskFull } from '../rollout/outcome';

export function diskFull(home: string, changed: number): AppError {
  const hint = 'Free some space on this disk and try again.';
  const so = changed === 0 ? 'Nothing was changed.' : `${changed} threads were done before.`;
  return { code: 'DISK_FULL', message: `The disk of ${home} is full. ${so}`, hint };
}

function isGone(fs: FileSystem, home: string): boolean {
  try {
    return fs.lstat(home) === null;
  } catch {
    return true; // not even to be looked for: a folder above it is none any more, or closed to us
  }
}

type Whole = { readonly fs: FileSystem; readonly home: string; readonly changed: number };

/** What an error says of a job as a whole. `changed`: threads that were done before it. */
export function wholeError(error: unknown, { fs, home, changed }: Whole): AppError {
  if (error instanceof AppFailure) return error.appError;
  if (hasCode(error, 'ENOENT') && isGone(fs, home)) {
    const away = 'Connect its disk if it is away, then scan again.';
    return { code: 'STORE_NOT_FOUND', message: `There is nothing at ${home} any more.`, hint: away };
  }
  const hint = 'Nothing more was changed. Check the store’s folder and try again.';
  if (hasCode(error, 'EROFS')) return { code: 'READ_ONLY', message: 'The store is on a read-only file system.', hint };
  if (isDiskFull(error)) return diskFull(home, changed);
  if (hasCode(error, 'EACCES', 'EPERM')) return { code: 'PERMISSION_DENIED', message: describeError(error), hint };
  return { code: 'INTERNAL', message: describeError(error), hint };
}
