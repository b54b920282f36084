import type { AppError } from '#contract/errors';
import type { JobPreview } from '#contract/job';
import { useAppStore } from '../../store';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { Note } from '../../ui/Note';
import { SkeletonRows } from '../../ui/Skeleton';
import { PreviewBars } from './PreviewBars';
import { PreviewFiles } from './PreviewFiles';
import { PreviewPromise } from './PreviewPromise';
import { LeftAloneLine } from './LeftAloneLine';
import { previewDescription, previewTitle, shortageOf, startLabel, whyNotStart } from './previewWords';

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
      title={previewTitle(request.kind, preview)}
      description={previewDescription(request.kind, preview, minAgeMs)}
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
      {preview.caution === null ? null : (
        <Note tone="caution" title={preview.caution.message}>
          {preview.caution.hint}
        </Note>
      )}
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
  if (open === null || open.preview?.threads === 0) return null;
  const { request, preview } = open;
  return (
    <Button
      variant="primary"
      busy={isStarting}
      disabledReason={whyNotStart(preview, isRunning)}
      onClick={() => void start()}
    >
      {startLabel(request.kind, preview)}
    </Button>
  );
}

function ErrorNote({ error }: { readonly error: AppError }) {
  return (
    <Note tone={error.code === 'DISK_FULL' ? 'caution' : 'danger'} title={error.message} live>
      {error.hint}
    </Note>
  );
}
