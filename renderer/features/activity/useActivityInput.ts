import type { KeyboardEvent, MouseEvent, RefObject } from 'react';
import { goalIndex, goalOf } from '../../lib/listKeys';
import { isMac } from '../../lib/platform';
import { useAppStore } from '../../store';
import { type ActivityItem, rowsOf } from './activityItems';

type Places = {
  readonly gridRef: RefObject<HTMLDivElement | null>;
  readonly items: readonly ActivityItem[];
  readonly pageRows: number;
};

/** Keys and clicks of the list: go, fold and unfold, undo, copy. */
export function useActivityInput(places: Places) {
  const { gridRef } = places;
  const handleKeyDown = (event: KeyboardEvent) => {
    if (event.altKey) return;
    const isOnControl = event.target !== event.currentTarget;
    const isChord = isMac ? event.metaKey : event.ctrlKey;
    if (isOnControl && (event.key === 'Enter' || event.key === ' ')) return;
    const handled = isChord ? copy(event.key) : act(event.key, places);
    if (!handled) return;
    event.preventDefault();
    if (isOnControl) gridRef.current?.focus({ preventScroll: true });
  };
  const handleClick = (event: MouseEvent) => {
    const seq = seqOf(event.target);
    if (seq === null || window.getSelection()?.isCollapsed === false) return;
    const { moveToActivity, foldActivity, activity } = useAppStore.getState();
    moveToActivity(seq);
    foldActivity(seq, !activity.unfolded.has(seq));
  };
  const handleFocus = () => {
    const { activity, moveToActivity } = useAppStore.getState();
    const first = rowsOf(places.items)[0];
    if (activity.current === null && first !== undefined && gridRef.current?.matches(':focus-visible') === true) {
      moveToActivity(first.row.seq);
    }
  };
  return { undo, handlers: { onKeyDown: handleKeyDown, onClick: handleClick, onFocus: handleFocus } };
}

/** Undo leads to the preview of the job that would take the entry back. */
function undo(seq: number): void {
  const { undoOfActivity, openPreview } = useAppStore.getState();
  void undoOfActivity(seq).then((request) => {
    if (request !== null) openPreview(request);
  });
}

function copy(key: string): boolean {
  const { activity, copyActivity } = useAppStore.getState();
  if (key.toLowerCase() !== 'c' || activity.current === null) return false;
  if (window.getSelection()?.isCollapsed === false) return false;
  void copyActivity(activity.current);
  return true;
}

function act(key: string, { items, pageRows }: Places): boolean {
  const { activity, moveToActivity, foldActivity } = useAppStore.getState();
  const rows = rowsOf(items);
  const at = rows.findIndex(({ row }) => row.seq === activity.current);
  const goal = goalOf(key);
  if (goal !== null) {
    const next = rows[goalIndex(goal, at < 0 ? null : at, { total: rows.length, page: Math.max(2, pageRows) })];
    if (next !== undefined) moveToActivity(next.row.seq);
    return true;
  }
  const here = rows[at];
  if (here === undefined) return false;
  const { seq, undo: way } = here.row;
  switch (key) {
    case 'Enter':
    case ' ':
      foldActivity(seq, !here.isOpen);
      return true;
    case 'ArrowRight':
      foldActivity(seq, true);
      return true;
    case 'ArrowLeft': {
      // From a thread of a job, to the job.
      const job = here.isOpen || here.level === 1 ? undefined : rows.slice(0, at).findLast(({ level }) => level === 1);
      if (job === undefined) foldActivity(seq, false);
      else moveToActivity(job.row.seq);
      return true;
    }
    case 'u':
      if (way !== null) undo(seq);
      return true;
    default:
      return false;
  }
}

function seqOf(target: EventTarget): number | null {
  if (!(target instanceof Element) || target.closest('button') !== null) return null;
  const text = target.closest('[data-seq]')?.getAttribute('data-seq') ?? null;
  return text === null ? null : Number(text);
}
