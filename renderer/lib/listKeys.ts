/** Where the arrow keys and their kin lead in a list. */
export type Goal = 'previous' | 'next' | 'first' | 'last' | 'pageUp' | 'pageDown';

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

export function goalOf(key: string): Goal | null {
  return goals[key] ?? null;
}

/** The row a step leads to; a page is what the list shows, less one row so that one stays in sight. */
export function goalIndex(goal: Goal, from: number | null, { total, page }: { total: number; page: number }): number {
  const last = Math.max(0, total - 1);
  if (goal === 'first') return 0;
  if (goal === 'last') return last;
  if (from === null) return goal === 'previous' ? last : 0;
  const by = { previous: -1, next: 1, pageUp: 1 - page, pageDown: page - 1 }[goal];
  return Math.min(last, Math.max(0, from + by));
}
