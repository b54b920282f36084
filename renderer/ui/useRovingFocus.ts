import { type FocusEvent, type KeyboardEvent, useState } from 'react';

export type RovingFocus = {
  /** For the element around the list. */
  readonly list: { readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void };
  /** For the one control of each item: only the current one is in the tab order. */
  readonly item: (index: number) => {
    readonly 'data-roving': true;
    readonly tabIndex: 0 | -1;
    readonly onFocus: (event: FocusEvent) => void;
  };
};

/** One stop of the Tab key for a whole list; arrow keys (or j and k), Home and End go through its items. */
export function useRovingFocus(count: number): RovingFocus {
  const [current, setCurrent] = useState(0);
  const shown = Math.min(current, Math.max(0, count - 1));
  return {
    list: {
      onKeyDown: (event) => {
        const target = targetOf(event.key, shown, count);
        if (target === null || event.ctrlKey || event.metaKey || event.altKey) return;
        event.preventDefault();
        event.currentTarget.querySelectorAll<HTMLElement>('[data-roving]')[target]?.focus();
      },
    },
    item: (index) => ({ 'data-roving': true, tabIndex: index === shown ? 0 : -1, onFocus: () => setCurrent(index) }),
  };
}

function targetOf(key: string, current: number, count: number): number | null {
  switch (key) {
    case 'ArrowDown':
    case 'j':
      return Math.min(count - 1, current + 1);
    case 'ArrowUp':
    case 'k':
      return Math.max(0, current - 1);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}
