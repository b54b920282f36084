import { z } from 'zod';

/** Codes of errors that end a whole operation. One thread's trouble is an outcome, never one of these. */
const errorCode = z.enum([
  'INVALID_REQUEST',
  'ENGINE_GONE',
  'NO_STORE',
  'STORE_NOT_FOUND',
  'NOT_A_DIRECTORY',
  'NOT_A_CODEX_HOME',
  'PERMISSION_DENIED',
  'READ_ONLY',
  /** A layout that is not understood. */
  'STORE_UNSUPPORTED',
  'LOCKS_BROKEN',
  'DISK_FULL',
  'STORE_BUSY',
  'CODEX_RUNNING',
  'JOB_RUNNING',
  'NO_SUCH_JOB',
  'NO_SUCH_THREAD',
  'NO_SUCH_ENTRY',
  'TARGET_NOT_EMPTY',
  'CATALOG_BROKEN',
  'CANCELLED',
  'INTERNAL',
]);
export type ErrorCode = z.infer<typeof errorCode>;

/**
 * What went wrong for a whole operation, in words for a person.
 * `message` says what happened and to which file, `hint` what to do next; `path` is for display only.
 */
export const appError = z.object({
  code: errorCode,
  message: z.string(),
  hint: z.string(),
  path: z.string().optional(),
});
export type AppError = z.infer<typeof appError>;

/** An `AppError` on its way up the stack of one process. */
export class AppFailure extends Error {
  constructor(readonly appError: AppError) {
    super(appError.message);
    this.name = 'AppFailure';
  }
}

export function failure(code: ErrorCode, message: string, hint: string): AppFailure {
  return new AppFailure({ code, message, hint });
}
