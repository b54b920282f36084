import { bytesText } from '../../lib/format';
import { jobWords } from '../../lib/jobWords';
import { counted } from '../../lib/words';
import { useAppStore } from '../../store';
import { isStoreAway } from '../../store/storeSlice';
import type { Interruption } from '../../store/jobsState';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { Note } from '../../ui/Note';

/** The engine died under a job: what happened, what is safe, what now. */
export function InterruptedDialog() {
  const interrupted = useAppStore((state) => state.jobs.interrupted);
  const isAway = useAppStore(isStoreAway);
  const { closeSummary, openPreview } = useAppStore.getState();
  if (interrupted === null) return null;
  const { kind } = interrupted.last;
  const handleContinue = () => {
    closeSummary();
    openPreview({ kind, selection: { kind: 'cold' } });
  };
  return (
    <Dialog
      open
      onClose={closeSummary}
      width="narrow"
      title={`${jobWords[kind].doing} was cut short`}
      description={doneWords(interrupted)}
      cancelLabel="Close"
      actions={
        kind === 'compress' ? (
          <Button
            variant="primary"
            disabledReason={isAway ? 'The store is not connected.' : null}
            onClick={handleContinue}
          >
            Review the rest…
          </Button>
        ) : null
      }
    >
      <Note tone="caution" title={interrupted.reason}>
        {kind === 'verify'
          ? 'Verifying changes nothing: every file is as it was.'
          : 'No thread is lost: a file goes only after its twin was proven equal, so each one in hand is whole under one of its two names.'}
      </Note>
    </Dialog>
  );
}

function doneWords({ last }: Interruption): string {
  const verb = last.doneThreads === 1 ? 'was' : 'were';
  const done = `${last.doneThreads} of ${counted(last.totalThreads, 'thread')} ${verb} done`;
  return last.freedBytes > 0 ? `${done}, ${bytesText(last.freedBytes)} freed.` : `${done}.`;
}
