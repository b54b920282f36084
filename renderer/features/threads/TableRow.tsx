import type { ThreadRow } from '#contract/thread';
import { memo } from 'react';
import { formatAgo, formatExactTime } from '../../lib/time';
import { Amount } from '../../ui/Amount';
import { Checkbox } from '../../ui/Checkbox';
import { cx } from '../../ui/cx';
import { Hidden } from '../../ui/Hidden';
import { WarningIcon } from '../../ui/icons/stock';
import { SizeBar } from '../../ui/SizeBar';
import { StateChip } from '../../ui/StateChip';
import { rowElementId } from './columns';
import styles from './Table.module.css';

type TableRowProps = {
  readonly index: number;
  /** `null` while its page is on the way. */
  readonly row: ThreadRow | null;
  readonly topPx: number;
  readonly isCurrent: boolean;
  readonly isSelected: boolean;
  readonly scaleBytes: number;
  readonly nowMs: number;
  readonly onCheck: (index: number, extend: boolean) => void;
};

/** One thread. Clicks are the table's, which knows the row by its `data-index`. */
export const TableRow = memo(function TableRow(props: TableRowProps) {
  const { index, row, topPx, isCurrent, isSelected } = props;
  return (
    <div
      role="row"
      id={rowElementId(index)}
      data-index={index}
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      aria-busy={row === null || undefined}
      className={cx(styles['columns'], styles['row'], isCurrent && styles['current'])}
      style={{ transform: `translateY(${topPx}px)` }}
    >
      {row === null ? <RowToCome index={index} /> : <Cells {...props} row={row} />}
    </div>
  );
});

function RowToCome({ index }: { readonly index: number }) {
  return (
    <span role="gridcell" className={styles['toCome']}>
      <span className={styles['stroke']} style={{ width: `${24 + ((index * 37) % 32)}%` }} />
      <Hidden>on its way</Hidden>
    </span>
  );
}

function Cells({ index, row, isSelected, scaleBytes, nowMs, onCheck }: TableRowProps & { readonly row: ThreadRow }) {
  return (
    <>
      <span role="gridcell" className={styles['check']}>
        <Checkbox
          checked={isSelected}
          label={`Select ${row.title}`}
          tabIndex={-1}
          onChange={(_, shiftKey) => onCheck(index, shiftKey)}
        />
      </span>
      <span role="gridcell" className={styles['title']}>
        <span className={styles['cut']} title={row.title}>
          {row.title}
        </span>
        {row.problem === null ? null : <Problem reason={row.problem} />}
      </span>
      <span role="gridcell" className={cx(styles['second'], styles['cut'])} title={row.project}>
        {row.project}
      </span>
      <span role="gridcell" className={cx(styles['second'], styles['cut'])} title={formatExactTime(row.updatedAtMs)}>
        {formatAgo(row.updatedAtMs, nowMs)}
      </span>
      <span role="gridcell" className={styles['size']}>
        <SizeBar
          parts={[{ state: row.state, bytes: row.physicalBytes }]}
          fullBytes={row.logicalBytes}
          scaleBytes={scaleBytes}
        />
        <span className={styles['number']}>
          <Amount bytes={row.physicalBytes} />
        </span>
      </span>
      <span role="gridcell" className={cx(styles['second'], styles['number'], styles['fullSize'])}>
        <Amount bytes={row.logicalBytes} />
      </span>
      <span role="gridcell" className={cx(styles['second'], styles['number'])}>
        <Amount bytes={row.savedBytes} dashForZero />
      </span>
      <span role="gridcell" className={styles['state']}>
        <StateChip state={row.state} archived={row.archived} />
      </span>
    </>
  );
}

function Problem({ reason }: { readonly reason: string }) {
  return (
    <span className={styles['problem']} title={reason}>
      <WarningIcon />
      <Hidden>{reason}</Hidden>
    </span>
  );
}
