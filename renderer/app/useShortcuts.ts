import { useEffect } from 'react';
import { isMac } from '../lib/platform';
import { useAppStore } from '../store';
import { isStoreAway } from '../store/storeSlice';
import { focusNextRegion, rememberFocus } from './regions';

/** The keys that work everywhere in the window. Lists and tables have their own, which act only while they have focus. */
export function useShortcuts(): void {
  useEffect(() => {
    window.addEventListener('keydown', handleKeyDown);
    window.addEventListener('focusin', rememberFocus);
    return () => {
      window.removeEventListener('keydown', handleKeyDown);
      window.removeEventListener('focusin', rememberFocus);
    };
  }, []);
}

function handleKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.altKey) return;
  const isChord = isMac ? event.metaKey : event.ctrlKey;
  const handled = isChord ? handleChord(event) : handlePlain(event);
  if (handled) event.preventDefault();
}

function handleChord({ key, shiftKey }: KeyboardEvent): boolean {
  const { ui, goTo, showOverlay, scanAgain, store } = useAppStore.getState();
  if (shiftKey) return false;
  if (key === 'k') {
    showOverlay(ui.overlay === 'palette' ? null : 'palette');
    return true;
  }
  if (isDialogOpen()) return false;
  if (key === '1') goTo('overview');
  else if (key === '2') goTo('threads');
  else if (key === '5') goTo('activity');
  else if (key === 'Enter' && ui.page === 'overview' && store.view?.kind === 'open') compressCold();
  else if (key === 'r' && store.view?.kind === 'open') void scanAgain();
  else return false;
  return true;
}

/** The overview's one button, by key; on Threads the same chord takes the selection. */
function compressCold(): void {
  const state = useAppStore.getState();
  const { jobs, usage, openPreview } = state;
  const cold = usage.value?.byState.cold.threads ?? 0;
  if (jobs.progress === null && cold > 0 && !isStoreAway(state))
    openPreview({ kind: 'compress', selection: { kind: 'cold' } });
}

function handlePlain(event: KeyboardEvent): boolean {
  if (isDialogOpen()) return false;
  if (event.key === 'F6') {
    focusNextRegion(event.shiftKey ? -1 : 1);
    return true;
  }
  if (event.key === '?' && !isTyping(event.target)) {
    useAppStore.getState().showOverlay('help');
    return true;
  }
  return isNowhere() && listKeys.has(event.key) && enterList();
}

const listKeys = new Set(['ArrowDown', 'ArrowUp', 'j', 'k', 'Home', 'End', 'PageDown', 'PageUp']);

/** Whether focus is on no control, as after a page was changed by key. */
function isNowhere(): boolean {
  const { activeElement } = document;
  return activeElement === document.body || activeElement?.tagName === 'MAIN';
}

/** A key for lists, pressed while nothing has focus, goes into the page's table or list. */
function enterList(): boolean {
  const target = document.querySelector<HTMLElement>(
    'main [role="grid"], main [role="treegrid"], main [data-roving][tabindex="0"]',
  );
  target?.focus();
  return target !== null;
}

function isDialogOpen(): boolean {
  return document.querySelector('[role="dialog"], [role="menu"]') !== null;
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
}
