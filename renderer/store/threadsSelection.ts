import type { RowRange } from './threadsListing';

/** Where a range was begun, and what was selected before it, so that a range that shrinks gives back what it took. */
export type Anchor = { readonly index: number; readonly before: ReadonlySet<string> };

export function toggled(selected: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(selected);
  if (!next.delete(id)) next.add(id);
  return next;
}

export function rangeBetween(one: number, other: number): RowRange {
  return { first: Math.min(one, other), last: Math.max(one, other) };
}

export function withRange(anchor: Anchor, ids: readonly string[]): ReadonlySet<string> {
  return new Set([...anchor.before, ...ids]);
}

/** How the checkbox above the table stands, as far as the number of matching threads can tell. */
export function selectionOf(selected: ReadonlySet<string>, matching: number): 'none' | 'some' | 'all' {
  if (selected.size === 0) return 'none';
  return matching > 0 && selected.size >= matching ? 'all' : 'some';
}
