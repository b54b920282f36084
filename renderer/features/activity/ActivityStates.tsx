import type { RefObject } from 'react';
import { useAppStore } from '../../store';
import { isActivityFiltered } from '../../store/activityState';
import { Button } from '../../ui/Button';
import { EmptyState } from '../../ui/EmptyState';
import { ActivityIcon } from '../../ui/icons/product';
import { FilterIcon } from '../../ui/icons/stock';
import { Note } from '../../ui/Note';
import { SkeletonRows } from '../../ui/Skeleton';
import { ActivityList } from './ActivityList';
import styles from './ActivityPage.module.css';

type ActivityStatesProps = { readonly gridRef: RefObject<HTMLDivElement | null> };

/** The record, or what stands in its place: entries to come, none yet, none that match, an error. */
export function ActivityStates({ gridRef }: ActivityStatesProps) {
  const list = useAppStore((state) => state.activity.list);
  const hasError = useAppStore((state) => state.activity.error !== null);
  return (
    <>
      <Notes />
      {list !== null && list.total > 0 ? (
        <ActivityList gridRef={gridRef} />
      ) : (
        <div className={styles['state']}>
          {list === null ? hasError ? null : <SkeletonRows count={18} label="Reading the record" /> : <NoEntries />}
        </div>
      )}
    </>
  );
}

/** What went wrong with the question, and with the ledger itself. */
function Notes() {
  const error = useAppStore((state) => state.activity.error);
  const ledger = useAppStore((state) => state.activity.ledger);
  const retry = useAppStore((state) => state.retryActivity);
  if (error === null && ledger === null) return null;
  return (
    <div className={styles['notes']}>
      {error === null ? null : (
        <Note tone="danger" title={error.message} live actions={<Button onClick={retry}>Ask again</Button>}>
          {error.hint}
        </Note>
      )}
      {ledger === null ? null : (
        <Note tone="caution" title="The record is not whole">
          {ledger} No thread is touched by this: what is proven inside a compressed file stays provable.
        </Note>
      )}
    </div>
  );
}

function NoEntries() {
  const filter = useAppStore((state) => state.activity.filter);
  const { filterActivity, goTo } = useAppStore.getState();
  const text = filter.text.trim();
  if (isActivityFiltered(filter)) {
    return (
      <EmptyState
        icon={<FilterIcon />}
        title={text === '' ? 'No entry of this action' : `No entry says “${text}”`}
        actions={<Button onClick={() => filterActivity({ text: '', action: null })}>Clear filter</Button>}
      >
        Titles, projects, ids and reasons were looked at.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<ActivityIcon />}
      title="Nothing was done yet"
      actions={<Button onClick={() => goTo('overview')}>Go to Overview</Button>}
    >
      Everything that Coldpress does to a thread is written down here, with the hashes that prove it and the way back.
    </EmptyState>
  );
}
