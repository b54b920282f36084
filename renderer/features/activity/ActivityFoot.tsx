import { useAppStore } from '../../store';
import { isActivityFiltered } from '../../store/activityState';
import { Key } from '../../ui/Key';
import styles from './ActivityPage.module.css';
import { totalsParts } from './activityWords';

/** What the entries on show add up to; at the right the keys, or what the last small action did. */
export function ActivityFoot() {
  const totals = useAppStore((state) => state.activity.totals);
  const notice = useAppStore((state) => state.activity.notice);
  const isFiltered = useAppStore((state) => isActivityFiltered(state.activity.filter));
  const hasRows = useAppStore((state) => (state.activity.list?.total ?? 0) > 0);
  return (
    <div className={styles['foot']} role="group" aria-label="Totals">
      {totals === null || !hasRows
        ? null
        : totalsParts(totals).map((part, index) => (
            <span key={part}>{index === 0 && isFiltered ? `${part} match` : part}</span>
          ))}
      <span className={styles['end']}>{notice ?? (hasRows ? <Keys /> : null)}</span>
    </div>
  );
}

function Keys() {
  return (
    <>
      <Key>⏎</Key> proof <Key>u</Key> undo <Key>/</Key> filter
    </>
  );
}
