import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type MouseEvent, type RefObject, useCallback, useEffect } from 'react';
import { goalIndex } from '../../lib/listKeys';
import { isMac } from '../../lib/platform';
import { useNow } from '../../lib/useNow';
import { useAppStore } from '../../store';
import { questionOf, rowAt } from '../../store/threadsListing';
import { cx } from '../../ui/cx';
import { columns, headHeight, rowElementId, rowHeight } from './columns';
import styles from './Table.module.css';
import { TableHead } from './TableHead';
import { type TableCommand, tableCommand } from './tableKeys';
import { TableRow } from './TableRow';

type ThreadsTableProps = { readonly gridRef: RefObject<HTMLDivElement | null> };

/** Rows beyond the visible ones that are drawn and asked for. */
const overscan = 8;

/**
 * The virtual table: one tab stop, the current row is the grid's active descendant. Only rows on show (and the current
 * one) are in the document, only their pages are asked for.
 */
export function ThreadsTable({ gridRef }: ThreadsTableProps) {
  const threads = useAppStore((state) => state.threads);
  const extend = useAppStore((state) => state.extendToThread);
  const toggle = useAppStore((state) => state.toggleThread);
  const now = useNow(30_000);
  const { listing, current, selected } = threads;
  const { items, heightPx, pageRows } = useRows(gridRef);
  const { handleKeyDown, handleClick, handleMouseDown, handleFocus } = useTableInput(gridRef, pageRows);
  const handleCheck = useCallback(
    (index: number, isRange: boolean) => (isRange ? void extend(index) : toggle(index)),
    [extend, toggle],
  );
  return (
    <div
      ref={gridRef}
      role="grid"
      tabIndex={0}
      aria-label="Threads"
      aria-multiselectable
      aria-rowcount={listing.total + 1}
      aria-colcount={columns.length + 1}
      aria-activedescendant={current === null ? undefined : rowElementId(current.index)}
      className={cx(styles['grid'], selected.size > 0 && styles['selecting'])}
      onKeyDown={handleKeyDown}
      onClick={handleClick}
      onMouseDown={handleMouseDown}
      onFocus={handleFocus}
    >
      <div role="rowgroup" className={styles['headGroup']}>
        <TableHead />
      </div>
      <div role="rowgroup" className={styles['body']} style={{ height: `${heightPx}px` }}>
        {items.map(({ index, start }) => {
          const row = rowAt(listing, index);
          return (
            <TableRow
              key={index}
              index={index}
              row={row}
              topPx={start - headHeight}
              isCurrent={current?.index === index}
              isSelected={row !== null && selected.has(row.id)}
              scaleBytes={threads.scaleBytes}
              nowMs={now}
              onCheck={handleCheck}
            />
          );
        })}
      </div>
    </div>
  );
}

/** Ties the scroll position to the store: which rows are wanted, and which one the person went to. */
function useRows(gridRef: RefObject<HTMLDivElement | null>) {
  const total = useAppStore(({ threads }) => threads.listing.total);
  const question = useAppStore(({ threads }) => questionOf(threads.filter, threads.sort));
  const reveal = useAppStore(({ threads }) => threads.reveal);
  const currentIndex = useAppStore(({ threads }) => threads.current?.index ?? null);
  const want = useAppStore((state) => state.wantThreadRows);
  // Its functions go no further than this hook, so nothing memoized can hold stale ones.
  // eslint-disable-next-line react-hooks/incompatible-library
  const virtualizer = useVirtualizer({
    count: total,
    getScrollElement: () => gridRef.current,
    estimateSize: () => rowHeight,
    overscan,
    scrollMargin: headHeight,
    scrollPaddingStart: headHeight,
    rangeExtractor: ({ startIndex, endIndex, count }) => {
      const first = Math.max(0, startIndex - overscan);
      const last = Math.min(count - 1, endIndex + overscan);
      const indexes = Array.from({ length: Math.max(0, last - first + 1) }, (_, offset) => first + offset);
      const isApart = currentIndex !== null && currentIndex < count && (currentIndex < first || currentIndex > last);
      return isApart ? [...indexes, currentIndex].sort((one, other) => one - other) : indexes;
    },
  });
  const start = virtualizer.range?.startIndex ?? 0;
  const end = virtualizer.range?.endIndex ?? overscan;

  useEffect(() => want({ first: Math.max(0, start - overscan), last: end + overscan }), [want, start, end]);
  useEffect(() => {
    gridRef.current?.scrollTo({ top: 0 });
  }, [gridRef, question]);
  useEffect(() => {
    if (reveal !== null) virtualizer.scrollToIndex(reveal.index, { align: 'auto' });
  }, [virtualizer, reveal]);
  const hasSelection = useAppStore(({ threads }) => threads.selected.size > 0);
  useEffect(() => {
    if (hasSelection) keepCurrentAboveBar(gridRef.current);
  }, [gridRef, hasSelection]);

  return { items: virtualizer.getVirtualItems(), heightPx: virtualizer.getTotalSize(), pageRows: end - start + 1 };
}

/** The selection bar is taller than the foot: a current row that it would cover moves up. */
function keepCurrentAboveBar(grid: HTMLDivElement | null): void {
  const id = grid?.getAttribute('aria-activedescendant') ?? '';
  const row = document.getElementById(id)?.getBoundingClientRect();
  if (grid === null || row === undefined) return;
  const coveredPx = row.bottom - grid.getBoundingClientRect().bottom;
  if (coveredPx > 0 && coveredPx <= 2 * rowHeight) grid.scrollBy({ top: coveredPx });
}

function useTableInput(gridRef: RefObject<HTMLDivElement | null>, pageRows: number) {
  const run = useTableCommands(pageRows);
  const move = useAppStore((state) => state.moveToThread);
  const extend = useAppStore((state) => state.extendToThread);
  const toggle = useAppStore((state) => state.toggleThread);

  const handleKeyDown = (event: KeyboardEvent) => {
    const modKey = isMac ? event.metaKey : event.ctrlKey;
    const command = tableCommand({ key: event.key, shiftKey: event.shiftKey, altKey: event.altKey, modKey });
    if (command !== null && run(command)) event.preventDefault();
  };
  const handleClick = (event: MouseEvent) => {
    const index = indexOf(event.target);
    if (index === null) return;
    if (event.shiftKey) void extend(index);
    else if (isMac ? event.metaKey : event.ctrlKey) toggle(index);
    else run({ kind: 'openAt', index });
  };
  // Focus stays on the grid whatever is clicked in it, so that the keyboard goes on from there.
  const handleMouseDown = (event: MouseEvent) => {
    if (indexOf(event.target) === null) return;
    event.preventDefault();
    gridRef.current?.focus({ preventScroll: true });
  };
  const handleFocus = () => {
    const { threads } = useAppStore.getState();
    if (threads.current === null && gridRef.current?.matches(':focus-visible') === true) move(0);
  };
  return { handleKeyDown, handleClick, handleMouseDown, handleFocus };
}

/** Runs a command and says whether it was one for the table just now. */
function useTableCommands(pageRows: number): (command: TableCommand | { kind: 'openAt'; index: number }) => boolean {
  return (command) => {
    const store = useAppStore.getState();
    const { listing, current } = store.threads;
    const currentId = current?.id ?? null;
    switch (command.kind) {
      case 'go': {
        const index = goalIndex(command.goal, current?.index ?? null, { total: listing.total, page: pageRows });
        if (command.extend) void store.extendToThread(index);
        else store.moveToThread(index);
        return true;
      }
      case 'step':
        store.stepThread(command.step);
        return true;
      case 'toggle':
        store.toggleThread(current?.index ?? 0);
        return true;
      case 'selectAll':
        void store.selectAllThreads();
        return true;
      case 'copyResume':
        if (currentId === null || window.getSelection()?.isCollapsed === false) return false;
        void store.copyResumeCommand(currentId);
        return true;
      case 'verify':
        verifyChosen();
        return true;
      case 'open':
        if (currentId !== null) store.openThread(currentId);
        return true;
      case 'openAt': {
        store.moveToThread(command.index);
        const row = rowAt(listing, command.index);
        if (row !== null) store.openThread(row.id);
        return true;
      }
    }
  };
}

/** The selection, else the current thread; nothing while another job runs. */
function verifyChosen(): void {
  const { threads, jobs, startJob } = useAppStore.getState();
  const currentId = threads.current?.id ?? null;
  const ids = threads.selected.size > 0 ? [...threads.selected] : currentId === null ? [] : [currentId];
  if (ids.length > 0 && jobs.progress === null) void startJob({ kind: 'verify', selection: { kind: 'ids', ids } });
}

function indexOf(target: EventTarget): number | null {
  const element = target instanceof Element ? target.closest('[data-index]') : null;
  const text = element?.getAttribute('data-index') ?? null;
  return text === null ? null : Number(text);
}
