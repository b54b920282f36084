import type { ThreadColumn, ThreadFilter } from '#contract/thread';
import type { StateCreator } from 'zustand';
import { call } from '../api';
import { type ThreadLoader, createThreadLoader } from './threadsLoader';
import { type RowRange, idsOfRange, indexOfThread, rowAt } from './threadsListing';
import { rangeBetween, toggled, withRange } from './threadsSelection';
import { type ThreadsState, initialThreads } from './threadsState';

/** The table of threads, its selection and the open record. State lives under `threads`; the actions are flat. */
export type ThreadsSlice = {
  readonly threads: ThreadsState;
  /** A new revision of the catalog was announced. */
  readonly threadsRevised: (revision: number) => void;
  /** Another store is open: nothing of the old one stays. */
  readonly threadsReset: () => void;
  readonly filterThreads: (change: Partial<ThreadFilter>) => void;
  readonly sortThreads: (column: ThreadColumn) => void;
  /** Tells which rows are on show; pages that are missing or stale are asked for. */
  readonly wantThreadRows: (range: RowRange) => void;
  readonly retryThreads: () => void;
  readonly moveToThread: (index: number) => void;
  readonly toggleThread: (index: number) => void;
  /** Selects everything from the anchor (or the current row) to this row. */
  readonly extendToThread: (index: number) => Promise<void>;
  readonly selectAllThreads: () => Promise<void>;
  readonly clearThreadSelection: () => void;
  readonly openThread: (id: string) => void;
  readonly closeThread: () => void;
  /** The thread before or after the current one, and its record if one is open. */
  readonly stepThread: (step: 1 | -1) => void;
  readonly revealThread: (id: string) => Promise<void>;
  readonly copyResumeCommand: (id: string) => Promise<void>;
};

type Patch = (change: Partial<ThreadsState>) => void;
type Tools = { readonly get: () => ThreadsState; readonly patch: Patch; readonly loader: ThreadLoader };

const noticeMs = 6000;

const columnsThatRise = new Set<ThreadColumn>(['title', 'project', 'state']);

export const createThreadsSlice: StateCreator<ThreadsSlice, [], [], ThreadsSlice> = (set, get) => {
  const patch: Patch = (change) => set(({ threads }) => ({ threads: { ...threads, ...change } }));
  const current = () => get().threads;
  const tools: Tools = { get: current, patch, loader: createThreadLoader(current, patch) };
  return { threads: initialThreads, ...listActions(tools), ...selectionActions(tools), ...recordActions(tools) };
};

function listActions({ get, patch, loader }: Tools) {
  // Apart from `revision`, which answers raise too: a revision that a page has met is still news to the rest.
  let announced: number | null = null;
  return {
    threadsRevised: (revision: number) => {
      if (revision === announced) return;
      announced = revision;
      patch({ revision });
      loader.refresh();
    },
    threadsReset: () => {
      announced = null;
      patch({ ...initialThreads, sort: get().sort });
      loader.refresh();
    },
    filterThreads: (change: Partial<ThreadFilter>) => {
      const filter = { ...get().filter, ...change };
      patch({ filter, current: null, reveal: null, anchor: null, matchingTotals: null, error: null });
      loader.wantFromTop();
      loader.refresh();
    },
    sortThreads: (column: ThreadColumn) => {
      const { sort } = get();
      const descending = sort.column === column ? !sort.descending : !columnsThatRise.has(column);
      patch({ sort: { column, descending }, current: null, reveal: null, anchor: null, error: null });
      loader.wantFromTop();
    },
    wantThreadRows: loader.want,
    retryThreads: () => {
      patch({ error: null });
      loader.refresh();
    },
  };
}

function selectionActions({ get, patch, loader }: Tools) {
  const select = (selected: ReadonlySet<string>, rest: Partial<ThreadsState>) => {
    patch({ ...rest, selected, ...(selected.size === 0 ? { selectionTotals: null, hiddenSelected: 0 } : {}) });
    loader.refreshTotals();
  };
  return {
    moveToThread: (index: number) => {
      const { listing, open } = get();
      if (listing.total === 0) return;
      const at = Math.min(Math.max(0, index), listing.total - 1);
      const row = rowAt(listing, at);
      patch({ current: { index: at, id: row?.id ?? null }, reveal: { index: at }, anchor: null });
      if (open !== null && row !== null && row.id !== open.id) loader.open(row.id, row);
    },
    toggleThread: (index: number) => {
      const row = rowAt(get().listing, index);
      if (row === null) return;
      const selected = toggled(get().selected, row.id);
      select(selected, { current: { index, id: row.id }, anchor: { index, before: selected } });
    },
    extendToThread: async (index: number) => {
      const { listing, current, selected } = get();
      if (listing.total === 0) return;
      const at = Math.min(Math.max(0, index), listing.total - 1);
      const anchor = get().anchor ?? { index: current?.index ?? 0, before: selected };
      const range = rangeBetween(anchor.index, at);
      patch({ anchor, current: { index: at, id: rowAt(listing, at)?.id ?? null }, reveal: { index: at } });
      const ids = idsOfRange(listing, range) ?? (await loader.idsInOrder()).slice(range.first, range.last + 1);
      if (get().anchor === anchor) select(withRange(anchor, ids), {});
    },
    selectAllThreads: async () => {
      const ids = await loader.idsInOrder();
      select(new Set([...get().selected, ...ids]), { anchor: null });
    },
    clearThreadSelection: () => select(new Set(), { anchor: null }),
  };
}

function recordActions({ get, patch, loader }: Tools) {
  const notify = (notice: string) => {
    patch({ notice });
    setTimeout(() => {
      if (get().notice === notice) patch({ notice: null });
    }, noticeMs);
  };
  return {
    openThread: (id: string) => {
      const index = indexOfThread(get().listing, id);
      if (index !== null) patch({ current: { index, id }, reveal: { index }, anchor: null });
      loader.open(id, index === null ? null : rowAt(get().listing, index));
    },
    closeThread: () => patch({ open: null }),
    stepThread: (step: 1 | -1) => {
      const { listing, current } = get();
      const index = (current?.index ?? -step) + step;
      const row = rowAt(listing, index);
      if (row === null) return;
      patch({ current: { index, id: row.id }, reveal: { index }, anchor: null });
      if (get().open !== null) loader.open(row.id, row);
    },
    revealThread: async (id: string) => {
      const reply = await call('thread/reveal', { id });
      if (!reply.ok) notify(`${reply.error.message} ${reply.error.hint}`);
    },
    copyResumeCommand: async (id: string) => {
      const reply = await call('thread/copyResume', { id });
      notify(reply.ok ? `Copied: ${reply.value.command}` : `${reply.error.message} ${reply.error.hint}`);
    },
  };
}
