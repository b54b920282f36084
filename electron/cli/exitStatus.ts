import type { AppError, ErrorCode } from '#contract/errors';
import type { JobSummary } from '#contract/job';

/** The exit statuses of cli.md. */
export const EXIT = {
  done: 0,
  someFailed: 1,
  usage: 2,
  noStore: 3,
  busy: 4,
  storeRefuses: 5,
  interrupted: 130,
} as const;

const BY_CODE: Partial<Record<ErrorCode, number>> = {
  INVALID_REQUEST: EXIT.usage,
  NO_SUCH_THREAD: EXIT.usage,
  TARGET_NOT_EMPTY: EXIT.usage,
  NO_STORE: EXIT.noStore,
  STORE_NOT_FOUND: EXIT.noStore,
  NOT_A_DIRECTORY: EXIT.noStore,
  NOT_A_CODEX_HOME: EXIT.noStore,
  STORE_BUSY: EXIT.busy,
  CODEX_RUNNING: EXIT.busy,
  DISK_FULL: EXIT.storeRefuses,
  PERMISSION_DENIED: EXIT.storeRefuses,
  READ_ONLY: EXIT.storeRefuses,
  STORE_UNSUPPORTED: EXIT.storeRefuses,
  LOCKS_BROKEN: EXIT.storeRefuses,
  CANCELLED: EXIT.interrupted,
};

export function exitStatusOfError({ code }: AppError): number {
  return BY_CODE[code] ?? EXIT.someFailed;
}

export function exitStatusOfJob(summary: JobSummary): number {
  if (summary.cancelled) return EXIT.interrupted;
  if (summary.error !== null) return exitStatusOfError(summary.error);
  const { failed, corrupt, missing } = summary.counts;
  return failed + corrupt + missing > 0 ? EXIT.someFailed : EXIT.done;
}
