/** Where the arrow keys and their kin lead in the table. */
export type Goal = 'previous' | 'next' | 'first' | 'last' | 'pageUp' | 'pageDown';

export type TableCommand =
  | { readonly kind: 'go'; readonly goal: Goal; readonly extend: boolean }
  | { readonly kind: 'step'; readonly step: 1 | -1 }
  | { readonly kind: 'toggle' | 'selectAll' | 'open' | 'copyResume' };

type Stroke = {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
  /** ⌘ on macOS, Ctrl elsewhere. */
  readonly modKey: boolean;
};

const goals: Readonly<Record<string, Goal>> = {
  ArrowUp: 'previous',
  ArrowDown: 'next',
  k: 'previous',
  j: 'next',
  Home: 'first',
  End: 'last',
  PageUp: 'pageUp',
  PageDown: 'pageDown',
};

/** What a key means while the table has focus (DESIGN, Keyboard); `null` where it means nothing here. */
export function tableCommand({ key, shiftKey, altKey, modKey }: Stroke): TableCommand | null {
  if (altKey) return null;
  if (modKey) {
    if (key.toLowerCase() === 'a') return { kind: 'selectAll' };
    if (key.toLowerCase() === 'c') return { kind: 'copyResume' };
    return null;
  }
  const goal = goals[key];
  if (goal !== undefined) return { kind: 'go', goal, extend: shiftKey };
  switch (key) {
    case ' ':
      return { kind: 'toggle' };
    case 'Enter':
      return { kind: 'open' };
    case '[':
      return { kind: 'step', step: -1 };
    case ']':
      return { kind: 'step', step: 1 };
    default:
      return null;
  }
}

/** The row a step leads to; a page is what the table shows, less one row so that one stays in sight. */
export function goalIndex(goal: Goal, from: number | null, { total, page }: { total: number; page: number }): number {
  const last = Math.max(0, total - 1);
  if (goal === 'first') return 0;
  if (goal === 'last') return last;
  if (from === null) return goal === 'previous' ? last : 0;
  const by = { previous: -1, next: 1, pageUp: 1 - page, pageDown: page - 1 }[goal];
  return Math.min(last, Math.max(0, from + by));
}
