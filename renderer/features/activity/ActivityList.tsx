import { useVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useCallback, useEffect, useMemo } from 'react';
import { useNow } from '../../lib/useNow';
import { useAppStore } from '../../store';
import { Hidden } from '../../ui/Hidden';
import { ActivityBlock } from './ActivityBlock';
import { type ActivityItem, activityItems } from './activityItems';
import styles from './ActivityList.module.css';
import { useActivityInput } from './useActivityInput';

type ActivityListProps = { readonly gridRef: RefObject<HTMLDivElement | null> };

const overscan = 8;
const headHeight = 32;
const heights: Readonly<Record<ActivityItem['kind'], number>> = {
  day: 44,
  row: 32,
  proof: 176,
  more: 32,
  waiting: 32,
  noThreads: 32,
};

const entryElementId = (seq: number) => `entry-${seq}`;

/** The virtual list: one tab stop; the current entry is the active descendant, and its links can be tabbed to. */
export function ActivityList({ gridRef }: ActivityListProps) {
  const { list, jobs, unfolded, current, proofs } = useAppStore((state) => state.activity);
  const now = useNow(60_000);
  const items = useMemo(() => activityItems({ list, jobs, unfolded }, now), [list, jobs, unfolded, now]);
  const { shown, heightPx, pageRows, measure } = useItems(gridRef, items);
  const input = useActivityInput({ gridRef, items, pageRows });
  return (
    <div
      ref={gridRef}
      role="treegrid"
      tabIndex={0}
      aria-label="Activity"
      aria-rowcount={list === null ? 0 : list.total + 1}
      aria-activedescendant={current === null ? undefined : entryElementId(current)}
      className={styles['grid']}
      {...input.handlers}
    >
      <div role="rowgroup" className={styles['headGroup']}>
        <Head />
      </div>
      <div role="rowgroup" className={styles['body']} style={{ height: `${heightPx}px` }}>
        {shown.map(({ index, start, item }) => (
          <div
            key={item.key}
            ref={measure}
            role="row"
            data-index={index}
            className={styles['item']}
            style={{ transform: `translateY(${start - headHeight}px)` }}
            {...rowAria(item, current)}
          >
            <ActivityBlock item={item} current={current} proofs={proofs} onUndo={input.undo} />
          </div>
        ))}
      </div>
    </div>
  );
}

function rowAria(item: ActivityItem, current: number | null) {
  if (item.kind === 'row') {
    return {
      id: entryElementId(item.row.seq),
      'data-seq': item.row.seq,
      'aria-level': item.level,
      'aria-expanded': item.isOpen,
      'aria-selected': item.row.seq === current,
    };
  }
  return item.kind === 'day' ? { 'aria-level': 1 } : { 'aria-level': 2 };
}

function Head() {
  return (
    <div role="row" className={styles['columns']}>
      <span role="columnheader">Time</span>
      <span role="columnheader">
        <Hidden>Kind</Hidden>
      </span>
      <span role="columnheader">Action</span>
      <span role="columnheader" className={styles['number']}>
        Before
      </span>
      <span role="columnheader">
        <Hidden>to</Hidden>
      </span>
      <span role="columnheader" className={styles['number']}>
        After
      </span>
      <span role="columnheader">Proof</span>
      <span role="columnheader">
        <Hidden>Undo</Hidden>
      </span>
    </div>
  );
}

/** Ties the scroll position to the store: older entries are asked for near the end, and the one gone to is shown. */
function useItems(gridRef: RefObject<HTMLDivElement | null>, items: readonly ActivityItem[]) {
  const reveal = useAppStore((state) => state.activity.reveal);
  const filter = useAppStore((state) => state.activity.filter);
  const wantOlder = useAppStore((state) => state.wantOlderActivity);
  const currentIndex = useAppStore(({ activity: { current } }) => indexOfEntry(items, current));
  // Its functions go no further than this hook, so nothing memoized can hold stale ones.
  // eslint-disable-next-line react-hooks/incompatible-library
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => gridRef.current,
    getItemKey: (index) => items[index]?.key ?? index,
    estimateSize: (index) => heights[items[index]?.kind ?? 'row'],
    overscan,
    scrollMargin: headHeight,
    scrollPaddingStart: headHeight,
    rangeExtractor: ({ startIndex, endIndex, count }) => {
      const first = Math.max(0, startIndex - overscan);
      const last = Math.min(count - 1, endIndex + overscan);
      const indexes = Array.from({ length: Math.max(0, last - first + 1) }, (_, offset) => first + offset);
      const isApart = currentIndex !== null && (currentIndex < first || currentIndex > last);
      return isApart ? [...indexes, currentIndex].sort((one, other) => one - other) : indexes;
    },
  });
  const end = virtualizer.range?.endIndex ?? overscan;
  const pageRows = end - (virtualizer.range?.startIndex ?? 0);
  useEffect(() => {
    if (end >= items.length - 2 * overscan) wantOlder();
  }, [wantOlder, end, items.length]);
  useEffect(() => {
    gridRef.current?.scrollTo({ top: 0 });
  }, [gridRef, filter]);
  useEffect(() => {
    const index = reveal === null ? null : indexOfEntry(items, reveal.seq);
    if (index !== null) virtualizer.scrollToIndex(index, { align: 'auto' });
    // Only when the person goes somewhere: entries that arrive must not move the list under their eyes.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [virtualizer, reveal]);
  const measure = useCallback((element: Element | null) => virtualizer.measureElement(element), [virtualizer]);
  const shown = virtualizer.getVirtualItems().flatMap(({ index, start }) => {
    const item = items[index];
    return item === undefined ? [] : [{ index, start, item }];
  });
  return { shown, heightPx: virtualizer.getTotalSize(), pageRows, measure };
}

function indexOfEntry(items: readonly ActivityItem[], seq: number | null): number | null {
  if (seq === null) return null;
  const index = items.findIndex((item) => item.kind === 'row' && item.row.seq === seq);
  return index < 0 ? null : index;
}
