import { type RefObject, useEffect } from 'react';
import { isMac } from '../../lib/platform';
import { useAppStore } from '../../store';
import { isStoreAway } from '../../store/storeSlice';

type Places = {
  readonly gridRef: RefObject<HTMLDivElement | null>;
  readonly fieldRef: RefObject<HTMLInputElement | null>;
};

/** Keys that act on the page of threads wherever in it focus is: `/`, Esc, `[`, `]` in the record, ⌘Enter. */
export function usePageKeys({ gridRef, fieldRef }: Places): void {
  useEffect(() => {
    const handleKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey || isElsewhere(event.target)) return;
      if (act(event, { gridRef, fieldRef })) event.preventDefault();
    };
    window.addEventListener('keydown', handleKeyDown);
    return () => window.removeEventListener('keydown', handleKeyDown);
  }, [gridRef, fieldRef]);
}

function act(event: KeyboardEvent, { gridRef, fieldRef }: Places): boolean {
  const { key, target } = event;
  const isChord = isMac ? event.metaKey : event.ctrlKey;
  const store = useAppStore.getState();
  if (isChord) {
    if (key === 'Enter') compress();
    return key === 'Enter';
  }
  if (target instanceof HTMLInputElement) return false;
  if (key === '/') {
    fieldRef.current?.focus();
    fieldRef.current?.select();
    return true;
  }
  if (key === 'Escape') {
    if (store.threads.open !== null) store.closeThread();
    else store.clearThreadSelection();
    gridRef.current?.focus({ preventScroll: true });
    return true;
  }
  const isInRecord = target instanceof Element && target.closest('[data-region="drawer"]') !== null;
  if (!isInRecord || (key !== '[' && key !== ']')) return false;
  store.stepThread(key === ']' ? 1 : -1);
  return true;
}

/** Compress…: the selection, else the current thread, else everything cold. */
function compress(): void {
  const state = useAppStore.getState();
  if (isStoreAway(state)) return;
  const { threads, openPreview } = state;
  const currentId = threads.current?.id ?? null;
  const ids = threads.selected.size > 0 ? [...threads.selected] : currentId === null ? [] : [currentId];
  openPreview({ kind: 'compress', selection: ids.length > 0 ? { kind: 'ids', ids } : { kind: 'cold' } });
}

/** Dialogs and menus have their own keys. */
function isElsewhere(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[role="dialog"], [role="menu"], [role="listbox"]') !== null;
}
