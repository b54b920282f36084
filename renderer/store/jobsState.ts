import type { AppError } from '#contract/errors';
import type { JobKind, JobPreview, JobProgress, JobSelection, JobSummary } from '#contract/job';
import { formatShare } from '../lib/format';
import { jobWords as wordsOf } from '../lib/jobWords';

export type JobRequest = { readonly kind: JobKind; readonly selection: JobSelection };

/** The dialog before a job. `preview` keeps its last answer while a newer one is on its way. */
type OpenPreview = {
  readonly request: JobRequest;
  readonly preview: JobPreview | null;
  readonly error: AppError | null;
};

/** What a job had done when the engine died under it. */
export type Interruption = { readonly last: JobProgress; readonly reason: string };

export type JobsState = {
  readonly preview: OpenPreview | null;
  /** The job that runs or waits now. */
  readonly progress: JobProgress | null;
  /** A request to start a job is on its way. */
  readonly isStarting: boolean;
  /** Why the last job could not be started or cancelled. */
  readonly startError: AppError | null;
  readonly summary: JobSummary | null;
  readonly interrupted: Interruption | null;
  /** Jobs whose end has been seen: a straggling event does not bring them back. */
  readonly lastFinishedId: string | null;
};

export const initialJobs: JobsState = {
  preview: null,
  progress: null,
  isStarting: false,
  startError: null,
  summary: null,
  interrupted: null,
  lastFinishedId: null,
};

/** What stands in the panel between the click and the first event of the engine. */
export function announcedJob(request: JobRequest, jobId: string, startedAtMs: number): JobProgress {
  return {
    jobId,
    kind: request.kind,
    phase: 'planning',
    blockedBy: null,
    startedAtMs,
    doneBytes: 0,
    totalBytes: 0,
    doneThreads: 0,
    totalThreads: 0,
    freedBytes: 0,
    bytesPerSecond: 0,
    remainingMs: null,
    inHand: null,
  };
}

/** How much of a job's bytes are done, 0 to 1, or `null` while nobody can say. */
export function shareDone(progress: JobProgress): number | null {
  return progress.totalBytes > 0 ? Math.min(1, progress.doneBytes / progress.totalBytes) : null;
}

/** The job in a few words, for the title bar: “Compressing, 52 %”; `null` when nothing runs. */
export function jobWords({ progress }: JobsState): string | null {
  if (progress === null) return null;
  const { doing } = wordsOf[progress.kind];
  if (progress.phase === 'queued') return `${doing}: waiting for its turn`;
  if (progress.phase === 'cancelling') return `${doing}: cancelling`;
  const share = shareDone(progress);
  return share === null ? doing : `${doing}, ${formatShare(share)}`;
}

/** Progress as a screen reader hears it: changes ten times in a whole job, and at each turn of its fortune. */
export function spokenProgress(progress: JobProgress | null): string {
  if (progress === null) return '';
  const { doing } = wordsOf[progress.kind];
  switch (progress.phase) {
    case 'queued':
      return `${doing} starts when ${progress.blockedBy ?? 'the pass before it'} ends`;
    case 'planning':
      return `${doing} begins`;
    case 'cancelling':
      return 'Cancelling: finishing the file in hand';
    case 'running':
    case 'finished':
      return `${doing}, ${Math.floor((shareDone(progress) ?? 0) * 10) * 10} percent`;
  }
}
