import type { AppError } from '#contract/errors';
import type { JobKind, JobPreview } from '#contract/job';
import { bytesText } from '../../lib/format';
import { doWhat } from '../../lib/jobWords';
import { formatAge } from '../../lib/time';
import { counted } from '../../lib/words';

const whats: Readonly<Record<JobKind, string>> = {
  compress: 'cold thread',
  restore: 'thread',
  recompress: 'compressed thread',
  verify: 'compressed thread',
};

const nothings: Readonly<Record<JobKind, string>> = {
  compress: 'Nothing to compress here',
  restore: 'Nothing to restore here',
  recompress: 'Nothing to press again here',
  verify: 'Nothing to verify here',
};

/** The dialog's title: what would be done, to how many. */
export function previewTitle(kind: JobKind, preview: JobPreview | null): string {
  const what = whats[kind];
  if (preview === null) return doWhat(kind, `${what}s`);
  return preview.threads > 0 ? doWhat(kind, counted(preview.threads, what)) : nothings[kind];
}

/** The line under the title: what stays as it is. `minAgeMs`: the policy's age, `null` while it is not known. */
export function previewDescription(kind: JobKind, preview: JobPreview | null, minAgeMs: number | null): string {
  if (preview?.threads === 0) return 'Every one of these threads would be left alone, for the reason below.';
  switch (kind) {
    case 'compress': {
      const age = minAgeMs === null || minAgeMs === 0 ? '' : `Not changed for ${formatAge(minAgeMs)} or more. `;
      return `${age}Codex still lists, searches, reads and resumes them.`;
    }
    case 'restore':
      return 'The same bytes, the same time stamp, the same mode as before they were compressed.';
    case 'recompress':
      return 'Another tool compressed these with less gain. Their content stays the same, bit for bit.';
    case 'verify':
      return 'Each one is decoded completely and compared with its proof. Nothing is changed.';
  }
}

/** On the button that starts it. */
export function startLabel(kind: JobKind, preview: JobPreview | null): string {
  return doWhat(kind, preview === null ? 'threads' : counted(preview.threads, 'thread'));
}

/** Whether the disk is too full, in words. Compressing begins with the smallest then; restoring cannot begin. */
export function shortageOf({ kind, neededBytes, freeBytes }: JobPreview): AppError | null {
  if (kind === 'verify' || freeBytes === null || neededBytes <= freeBytes) return null;
  const message = `${bytesText(neededBytes)} of free disk needed, ${bytesText(freeBytes)} free.`;
  const hint =
    kind === 'restore'
      ? 'Nothing was changed. Free some disk, or restore fewer threads.'
      : 'The smallest threads go first and make room for the rest; what does not fit is left alone.';
  return { code: 'DISK_FULL', message, hint };
}

/** Why the job cannot be started now; `null` where it can. */
export function whyNotStart(preview: JobPreview | null, isRunning: boolean): string | null {
  if (isRunning) return 'Another job is running. This one can start when it ends.';
  if (preview === null) return 'The files are being looked at.';
  return shortageOf(preview) !== null && preview.kind === 'restore' ? 'There is not enough free disk.' : null;
}
