import type { ActivityRow } from '#contract/activity';
import { memo } from 'react';
import { formatClock, formatExactTime } from '../../lib/time';
import { isJobRow } from '../../store/activityState';
import { Amount } from '../../ui/Amount';
import { LinkButton } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { JobIcon } from '../../ui/icons/JobIcon';
import { PassIcon } from '../../ui/icons/product';
import { ArrowRightIcon, CheckIcon, ChevronRightIcon, DashIcon, InfoIcon, WarningIcon } from '../../ui/icons/stock';
import styles from './ActivityList.module.css';
import { asidesOf, headWord, proofOf, subjectOf, undoLabel, undoWord } from './activityWords';

type ActivityLineProps = {
  readonly row: ActivityRow;
  readonly level: 1 | 2;
  readonly isCurrent: boolean;
  readonly onUndo: (seq: number) => void;
};

/** One entry in one line: when, what, to whom, before → after, its proof, and the way back. */
export const ActivityLine = memo(function ActivityLine({ row, level, isCurrent, onUndo }: ActivityLineProps) {
  const undo = undoWord(row);
  return (
    <div
      className={cx(styles['columns'], styles['line'], isCurrent && styles['current'], level === 2 && styles['inner'])}
    >
      <span className={styles['fold']} aria-hidden="true">
        <ChevronRightIcon />
      </span>
      <span role="gridcell" className={styles['time']} title={formatExactTime(row.atMs)}>
        {formatClock(row.atMs)}
      </span>
      <span role="gridcell" className={styles['icon']}>
        <EntryIcon row={row} />
      </span>
      <span role="gridcell" className={styles['words']}>
        <Words row={row} />
      </span>
      <span role="gridcell" className={styles['number']}>
        {row.beforeBytes === null ? null : <Amount bytes={row.beforeBytes} />}
      </span>
      <span role="gridcell" className={styles['arrow']}>
        {row.beforeBytes === null || row.afterBytes === null ? null : <ArrowRightIcon />}
      </span>
      <span role="gridcell" className={styles['number']}>
        {row.afterBytes === null ? null : <Amount bytes={row.afterBytes} />}
      </span>
      <span role="gridcell" className={styles['proof']}>
        <ProofCell row={row} />
      </span>
      <span role="gridcell" className={styles['undo']}>
        {undo === null ? null : (
          <LinkButton
            tabIndex={isCurrent ? 0 : -1}
            aria-label={undoLabel(row)}
            onClick={(event) => {
              event.stopPropagation();
              onUndo(row.seq);
            }}
          >
            {undo}
          </LinkButton>
        )}
      </span>
    </div>
  );
});

function Words({ row }: { readonly row: ActivityRow }) {
  const asides = asidesOf(row);
  const subject = subjectOf(row);
  return (
    <span className={styles['cut']} title={[subject, ...asides].join(' · ')}>
      <strong className={cx(row.result === 'failed' && styles['danger'])}>{headWord(row)}</strong>
      {subject === '' ? null : <span className={styles['subject']}> {subject}</span>}
      {asides.map((aside) => (
        <span key={aside} className={styles['aside']}>
          {' '}
          · {aside}
        </span>
      ))}
    </span>
  );
}

function EntryIcon({ row }: { readonly row: ActivityRow }) {
  if (row.result === 'left_alone') return <DashIcon />;
  if (row.result === 'failed') return <WarningIcon />;
  switch (row.action) {
    case 'compress':
    case 'recompress':
    case 'restore':
      return isJobRow(row) ? <PassIcon /> : <JobIcon kind={row.action} />;
    case 'verify':
      return <JobIcon kind="verify" />;
    case 'recover':
    case 'set_aside':
    case 'put_back':
    case 'keep_both':
      return <InfoIcon />;
  }
}

function ProofCell({ row }: { readonly row: ActivityRow }) {
  const proof = proofOf(row);
  if (proof === null) return null;
  if (proof.kind !== 'proven') {
    return <span className={proof.kind === 'failed' ? styles['danger'] : styles['aside']}>{proof.words}</span>;
  }
  return (
    <>
      <span className={styles['good']}>
        <CheckIcon />
      </span>
      <span className={styles['hash']} title={row.sha256 ?? undefined}>
        {proof.words}
      </span>
    </>
  );
}
