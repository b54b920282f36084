import path from 'node:path';
import type { AppError } from '#contract/errors';
import { describeError, hasCode, isDiskFull } from '../rollout/outcome';

const ELSEWHERE = 'or let Coldpress keep its data elsewhere: --data DIR, or COLDPRESS_DATA.';

function matches(error: unknown, pattern: RegExp): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return pattern.test(`${code} ${error instanceof Error ? error.message : String(error)}`);
}

/** Whether the system refused the folder itself or one above it, and not some file of the store. */
function isAbout(folder: string, error: unknown): boolean {
  const { path: place } = error as NodeJS.ErrnoException;
  return place !== undefined && (folder === place || folder.startsWith(place + path.sep));
}

/**
 * Why Coldpress cannot keep its own catalog in `file`, and what to do; `null`: the error is about something else.
 * The store has nothing to do with it, and was not touched.
 */
export function catalogTrouble(file: string, error: unknown): AppError | null {
  const folder = path.dirname(file);
  if (isDiskFull(error) || matches(error, /SQLITE_FULL|disk is full/)) {
    const message = `The disk of ${folder}, where Coldpress keeps its catalog, is full.`;
    return { code: 'DISK_FULL', message, hint: `Free some space there, ${ELSEWHERE}` };
  }
  if (matches(error, /SQLITE_IOERR|disk I\/O error/)) {
    // What SQLite says, too, where there is no room for the index of its log.
    const message = `The disk of ${folder}, where Coldpress keeps its catalog, is full or reports errors.`;
    return { code: 'DISK_FULL', message, hint: `Free some space there, ${ELSEWHERE}` };
  }
  if (hasCode(error, 'ENOTDIR', 'EEXIST') && isAbout(folder, error)) {
    const message = `Coldpress cannot keep its catalog in ${folder}: that is not a folder.`;
    return { code: 'INVALID_REQUEST', message, hint: `Move away what is there, ${ELSEWHERE}` };
  }
  const denied = hasCode(error, 'EACCES', 'EPERM', 'EROFS') && isAbout(folder, error);
  if (!denied && !matches(error, /SQLITE_(READONLY|CANTOPEN|PERM)|readonly database|[Uu]nable to open/)) return null;
  const message = `Coldpress cannot write its catalog, ${file}${denied ? ` (${describeError(error)})` : ''}.`;
  return { code: 'PERMISSION_DENIED', message, hint: `Check the owner and mode of its folder, ${ELSEWHERE}` };
}
