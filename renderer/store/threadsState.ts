import type { AppError } from '#contract/errors';
import type {
  SelectionTotals,
  ThreadCounts,
  ThreadDetails,
  ThreadFilter,
  ThreadRow,
  ThreadSort,
} from '#contract/thread';
import { type Listing, emptyListing, indexOfThread, rowAt } from './threadsListing';
import type { Anchor } from './threadsSelection';

/** The thread whose record is open. `row` is what the table knew; `details` arrive a moment later. */
export type OpenThread = {
  readonly id: string;
  readonly row: ThreadRow | null;
  readonly details: ThreadDetails | null;
  readonly error: AppError | null;
};

export type ThreadsState = {
  readonly filter: ThreadFilter;
  readonly sort: ThreadSort;
  /** The newest revision of the catalog that was announced. */
  readonly revision: number;
  readonly listing: Listing;
  /** Why the rows of the current question could not be had. */
  readonly error: AppError | null;
  readonly counts: ThreadCounts | null;
  readonly projects: readonly string[];
  /** Bytes that the longest size bar stands for: the largest thread of the current filter. */
  readonly scaleBytes: number;
  /** What all threads of the current filter hold; `null` while that is unknown or nothing is filtered. */
  readonly matchingTotals: SelectionTotals | null;
  /** The row that the keyboard acts on. */
  readonly current: { readonly index: number; readonly id: string | null } | null;
  /** The row that the person went to last: the table brings it into view. A new object for every such step. */
  readonly reveal: { readonly index: number } | null;
  readonly selected: ReadonlySet<string>;
  readonly anchor: Anchor | null;
  readonly selectionTotals: SelectionTotals | null;
  /** Selected threads that the current filter hides. */
  readonly hiddenSelected: number;
  readonly open: OpenThread | null;
  /** The outcome of the last small action (copied, could not be revealed), in a sentence. */
  readonly notice: string | null;
};

export const noFilter: ThreadFilter = { text: '', state: null, project: null };

export const initialThreads: ThreadsState = {
  filter: noFilter,
  sort: { column: 'onDisk', descending: true },
  revision: 0,
  listing: emptyListing,
  error: null,
  counts: null,
  projects: [],
  scaleBytes: 0,
  matchingTotals: null,
  current: null,
  reveal: null,
  selected: new Set(),
  anchor: null,
  selectionTotals: null,
  hiddenSelected: 0,
  open: null,
  notice: null,
};

export function isFiltered(filter: ThreadFilter): boolean {
  return filter.text.trim() !== '' || filter.state !== null || filter.project !== null;
}

/** All threads that match text and project, whatever their state: the number on the chip “All”. */
export function countOfAll(counts: ThreadCounts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/** Keeps the current row on its thread when rows arrive: it moves with it where it can be found, else keeps its place. */
export function followCurrent(current: ThreadsState['current'], listing: Listing): ThreadsState['current'] {
  if (current === null || listing.total === 0) return null;
  const index = Math.min(current.index, listing.total - 1);
  const here = rowAt(listing, index);
  if (current.id === null || here?.id === current.id) return { index, id: here?.id ?? current.id };
  const moved = indexOfThread(listing, current.id);
  if (moved !== null) return { index: moved, id: current.id };
  return { index, id: here?.id ?? null };
}
