import type { JobKind } from '#contract/job';

type JobWords = {
  /** On the button that starts it: `Compress 302 threads`. */
  readonly verb: string;
  /** While it runs: `Compressing 302 threads`. */
  readonly doing: string;
  /** Of what it did: `Nothing was compressed`. */
  readonly done: string;
};

/** The one set of words for what a job does, everywhere in the window. */
export const jobWords: Readonly<Record<JobKind, JobWords>> = {
  compress: { verb: 'Compress', doing: 'Compressing', done: 'compressed' },
  restore: { verb: 'Restore', doing: 'Restoring', done: 'restored' },
  recompress: { verb: 'Press again', doing: 'Pressing again', done: 'pressed again' },
  verify: { verb: 'Verify', doing: 'Verifying', done: 'verified' },
};

/** `Compress 302 threads`, `Press 12 threads again`. */
export function doWhat(kind: JobKind, what: string): string {
  return kind === 'recompress' ? `Press ${what} again` : `${jobWords[kind].verb} ${what}`;
}

/** `Compressing 302 threads`, `Pressing 12 threads again`. */
export function doingWhat(kind: JobKind, what: string): string {
  return kind === 'recompress' ? `Pressing ${what} again` : `${jobWords[kind].doing} ${what}`;
}
