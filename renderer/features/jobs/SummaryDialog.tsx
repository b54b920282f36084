import type { JobSummary } from '#contract/job';
import { formatBytes, spokenBytes } from '../../lib/format';
import { useAppStore } from '../../store';
import { Button } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { Dialog } from '../../ui/Dialog';
import { Hidden } from '../../ui/Hidden';
import { ActivityIcon } from '../../ui/icons/product';
import { CheckIcon, InfoIcon, UndoIcon, WarningIcon } from '../../ui/icons/stock';
import { Note } from '../../ui/Note';
import styles from './Summary.module.css';
import { Failures, LargestSavings, LeftAloneList } from './SummaryLists';
import { costOf, countsOf, endingOf, headingOf } from './summaryParts';

/** A finished job as a fact: what was freed, what was left alone and why, what failed, and the way back. */
export function SummaryDialog() {
  const summary = useAppStore((state) => state.jobs.summary);
  const startError = useAppStore((state) => state.jobs.startError);
  const closeSummary = useAppStore((state) => state.closeSummary);
  if (summary === null) return null;
  const cost = costOf(summary);
  return (
    <Dialog
      open
      onClose={closeSummary}
      title={<Heading summary={summary} />}
      description={cost ?? undefined}
      cancelLabel="Done"
      isCancelPrimary
      choice={
        <span className={styles['choices']}>
          <Undo summary={summary} />
          <ShowReceipts summary={summary} />
        </span>
      }
    >
      {summary.error === null ? null : (
        <Note tone="danger" title={summary.error.message}>
          {summary.error.hint}
        </Note>
      )}
      {startError === null ? null : (
        <Note tone="danger" title={startError.message} live>
          {startError.hint}
        </Note>
      )}
      <Counts summary={summary} />
      <Failures summary={summary} />
      <LargestSavings summary={summary} />
      <LeftAloneList summary={summary} />
    </Dialog>
  );
}

function Heading({ summary }: { readonly summary: JobSummary }) {
  const { bytes, words } = headingOf(summary);
  const amount = bytes === null ? null : formatBytes(bytes);
  return (
    <>
      <span className={styles['ending']}>
        <EndingIcon summary={summary} />
        {endingOf(summary)}
      </span>
      <span className={styles['heading']}>
        {amount === null || bytes === null ? null : (
          <>
            <span aria-hidden="true">
              {amount.value}
              <span className={styles['unit']}>{amount.unit}</span>{' '}
            </span>
            <Hidden>{spokenBytes(bytes)} </Hidden>
          </>
        )}
        {words}
      </span>
    </>
  );
}

function EndingIcon({ summary }: { readonly summary: JobSummary }) {
  if (summary.error !== null || summary.counts.corrupt > 0) {
    return (
      <span className={styles['danger']}>
        <WarningIcon />
      </span>
    );
  }
  return summary.cancelled ? (
    <InfoIcon />
  ) : (
    <span className={styles['good']}>
      <CheckIcon />
    </span>
  );
}

function Counts({ summary }: { readonly summary: JobSummary }) {
  return (
    <dl className={styles['counts']}>
      {countsOf(summary).map(({ id, name, count, note }) => (
        <div key={id}>
          <dt>{name}</dt>
          <dd>
            <span className={cx(styles['count'], count === 0 && styles['zero'])}>{count.toLocaleString('en')}</span>
            <span className={styles['note']}>{note}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Undo({ summary }: { readonly summary: JobSummary }) {
  const startJob = useAppStore((state) => state.startJob);
  const isStarting = useAppStore((state) => state.jobs.isStarting);
  if (summary.kind !== 'compress' || summary.changedIds.length === 0) return null;
  const handleUndo = () => void startJob({ kind: 'restore', selection: { kind: 'ids', ids: summary.changedIds } });
  return (
    <Button variant="quiet" icon={<UndoIcon />} busy={isStarting} onClick={handleUndo}>
      Undo: restore all
    </Button>
  );
}

/** The record of what this job did, with the proofs. */
function ShowReceipts({ summary }: { readonly summary: JobSummary }) {
  const { closeSummary, goTo, showJobActivity } = useAppStore.getState();
  if (summary.changedIds.length === 0 && summary.kind !== 'verify') return null;
  const handleShow = () => {
    closeSummary();
    showJobActivity(summary.jobId);
    goTo('activity');
  };
  return (
    <Button variant="quiet" icon={<ActivityIcon />} onClick={handleShow}>
      Show receipts
    </Button>
  );
}
