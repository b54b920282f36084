import { formatCount } from '../../lib/format';
import { useAppStore } from '../../store';
import type { ActivityState } from '../../store/activityState';
import { LinkButton } from '../../ui/Button';
import type { ActivityItem } from './activityItems';
import { ActivityLine } from './ActivityLine';
import styles from './ActivityList.module.css';
import { Proof } from './Proof';

type ActivityBlockProps = {
  readonly item: ActivityItem;
  readonly current: number | null;
  readonly proofs: ActivityState['proofs'];
  readonly onUndo: (seq: number) => void;
};

/** What stands at one place of the list: the head of a day, an entry, its proof, or a word about a job's threads. */
export function ActivityBlock({ item, current, proofs, onUndo }: ActivityBlockProps) {
  switch (item.kind) {
    case 'day':
      return (
        <span role="rowheader" className={styles['day']}>
          {item.label}
        </span>
      );
    case 'row':
      return <ActivityLine row={item.row} level={item.level} isCurrent={item.row.seq === current} onUndo={onUndo} />;
    case 'proof':
      return <Proof seq={item.seq} proof={proofs.get(item.seq) ?? null} level={item.level} />;
    case 'more':
      return <More jobId={item.jobId} left={item.left} />;
    case 'waiting':
      return <Word>Reading its threads.</Word>;
    case 'noThreads':
      return <Word>No thread has an entry of its own here.</Word>;
  }
}

function Word({ children }: { readonly children: string }) {
  return (
    <span role="gridcell" className={styles['word']}>
      {children}
    </span>
  );
}

function More({ jobId, left }: { readonly jobId: string; readonly left: number }) {
  const wantJobThreads = useAppStore((state) => state.wantJobThreads);
  return (
    <span role="gridcell" className={styles['word']}>
      <LinkButton onClick={() => wantJobThreads(jobId)}>Show {formatCount(Math.min(200, left))} more</LinkButton>
      {left > 200 ? ` of ${formatCount(left)}` : null}
    </span>
  );
}
