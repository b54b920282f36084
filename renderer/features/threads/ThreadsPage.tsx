import { useEffect, useRef } from 'react';
import { useMediaQuery } from '../../lib/useMediaQuery';
import { useAppStore } from '../../store';
import { Hidden } from '../../ui/Hidden';
import { LiveRegion } from '../../ui/LiveRegion';
import { Foot } from './Foot';
import { SelectionBar } from './SelectionBar';
import { TableStates } from './TableStates';
import { ThreadDrawer } from './ThreadDrawer';
import styles from './ThreadsPage.module.css';
import { Toolbar } from './Toolbar';
import { usePageKeys } from './usePageKeys';

/** All threads of the store: filter, sort, select, act, and the record of one of them at the right. */
export function ThreadsPage() {
  const open = useAppStore((state) => state.threads.open);
  const hasSelection = useAppStore((state) => state.threads.selected.size > 0);
  const closeThread = useAppStore((state) => state.closeThread);
  const docked = useMediaQuery('(min-width: 1600px)');
  const gridRef = useRef<HTMLDivElement>(null);
  const fieldRef = useRef<HTMLInputElement>(null);
  const handleClose = () => {
    closeThread();
    gridRef.current?.focus({ preventScroll: true });
  };
  const want = useAppStore((state) => state.wantThreadRows);
  useEffect(() => want({ first: 0, last: 0 }), [want]);
  usePageKeys({ gridRef, fieldRef });
  return (
    <div className={styles['page']}>
      <Hidden>
        <h1>Threads</h1>
      </Hidden>
      <div className={styles['sheet']}>
        <div className={styles['list']}>
          <Toolbar fieldRef={fieldRef} gridRef={gridRef} />
          <TableStates gridRef={gridRef} />
          {hasSelection ? null : <Foot />}
        </div>
        {open === null ? null : <ThreadDrawer open={open} docked={docked} onClose={handleClose} />}
      </div>
      {hasSelection ? <SelectionBar /> : null}
      <Announcer />
    </div>
  );
}

/** Says what the eye sees change: the number of matches, the selection, the record that opened. */
function Announcer() {
  const words = useAppStore(({ threads }) => {
    if (threads.notice !== null) return threads.notice;
    if (threads.selected.size > 0) return `${threads.selected.size} selected`;
    if (threads.open !== null) return `Record of ${threads.open.row?.title ?? 'a thread'} open, F6 goes to it`;
    return threads.listing.question === '' ? '' : `${threads.listing.total} threads match`;
  });
  return <LiveRegion message={words} />;
}
