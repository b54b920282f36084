import type { AppError } from '#contract/errors';
import type { JobPreview } from '#contract/job';
import { bytesText } from '../../lib/format';
import { formatAge } from '../../lib/time';
import { counted } from '../../lib/words';
import { useAppStore } from '../../store';
import type { JobRequest } from '../../store/jobsState';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { Note } from '../../ui/Note';
import { SkeletonRows } from '../../ui/Skeleton';
import { PreviewBars } from './PreviewBars';
import { PreviewFiles } from './PreviewFiles';
import { PreviewPromise } from './PreviewPromise';
import { LeftAloneLine } from './LeftAloneLine';

/** What would happen, to how many threads and to which files, before anything does. */
export function PreviewDialog() {
  const open = useAppStore((state) => state.jobs.preview);
  const startError = useAppStore((state) => state.jobs.startError);
  const minAgeMs = useAppStore((state) => state.usage.value?.minAgeMs ?? null);
  const closePreview = useAppStore((state) => state.closePreview);
  if (open === null) return null;
  const { request, preview, error } = open;
  return (
    <Dialog
      open
      onClose={closePreview}
      title={titleOf(request, preview)}
      description={descriptionOf(request, preview, minAgeMs)}
      cancelLabel={preview?.threads === 0 ? 'Close' : 'Cancel'}
      actions={<StartButton />}
    >
      {error === null ? null : <ErrorNote error={error} />}
      {startError === null ? null : <ErrorNote error={startError} />}
      {preview === null ? error === null ? <SkeletonRows count={6} label="Looking at the files" /> : null : null}
      {preview === null ? null : <PreviewBody preview={preview} />}
    </Dialog>
  );
}

function PreviewBody({ preview }: { readonly preview: JobPreview }) {
  const shortage = shortageOf(preview);
  return (
    <>
      {shortage === null ? null : <ErrorNote error={shortage} />}
      {preview.threads === 0 ? null : (
        <>
          <PreviewBars preview={preview} />
          <PreviewFiles preview={preview} />
        </>
      )}
      <LeftAloneLine kind={preview.kind} leftAlone={preview.leftAlone} />
      {preview.kind === 'compress' && preview.threads > 0 ? <PreviewPromise firstTime={preview.firstTime} /> : null}
    </>
  );
}

function StartButton() {
  const open = useAppStore((state) => state.jobs.preview);
  const isStarting = useAppStore((state) => state.jobs.isStarting);
  const isRunning = useAppStore((state) => state.jobs.progress !== null && !state.jobs.isStarting);
  const start = useAppStore((state) => state.startPreviewed);
  const preview = open?.preview ?? null;
  if (preview?.threads === 0) return null;
  const verb = open?.request.kind === 'restore' ? 'Restore' : 'Compress';
  return (
    <Button
      variant="primary"
      busy={isStarting}
      disabledReason={whyNotStart(preview, isRunning)}
      onClick={() => void start()}
    >
      {preview === null ? verb : `${verb} ${counted(preview.threads, 'thread')}`}
    </Button>
  );
}

function whyNotStart(preview: JobPreview | null, isRunning: boolean): string | null {
  if (isRunning) return 'Another job is running. This one can start when it ends.';
  if (preview === null) return 'The files are being looked at.';
  return shortageOf(preview) !== null && preview.kind === 'restore' ? 'There is not enough free disk.' : null;
}

function titleOf({ kind }: JobRequest, preview: JobPreview | null): string {
  const verb = kind === 'compress' ? 'Compress' : 'Restore';
  const what = kind === 'compress' ? 'cold thread' : 'thread';
  if (preview === null) return `${verb} ${what}s`;
  if (preview.threads > 0) return `${verb} ${counted(preview.threads, what)}`;
  return kind === 'compress' ? 'Nothing to compress here' : 'Nothing to restore here';
}

function descriptionOf({ kind }: JobRequest, preview: JobPreview | null, minAgeMs: number | null): string {
  if (preview?.threads === 0) return 'Every one of these threads would be left alone, for the reason below.';
  if (kind === 'restore') return 'The same bytes, the same time stamp, the same mode as before they were compressed.';
  const age = minAgeMs === null || minAgeMs === 0 ? '' : `Not changed for ${formatAge(minAgeMs)} or more. `;
  return `${age}Codex still lists, searches, reads and resumes them.`;
}

/** Whether the disk is too full, in words. Compressing begins with the smallest then; restoring cannot begin. */
function shortageOf({ kind, neededBytes, freeBytes }: JobPreview): AppError | null {
  if (freeBytes === null || neededBytes <= freeBytes) return null;
  const message = `${bytesText(neededBytes)} of free disk needed, ${bytesText(freeBytes)} free.`;
  const hint =
    kind === 'restore'
      ? 'Nothing was changed. Free some disk, or restore fewer threads.'
      : 'The smallest threads go first and make room for the rest; what does not fit is left alone.';
  return { code: 'DISK_FULL', message, hint };
}

function ErrorNote({ error }: { readonly error: AppError }) {
  return (
    <Note tone={error.code === 'DISK_FULL' ? 'caution' : 'danger'} title={error.message} live>
      {error.hint}
    </Note>
  );
}
