import type { SelectionTotals, ThreadRow } from '#contract/thread';
import { call } from '../api';
import { atMostOnce } from './latest';
import { type RowRange, pageSize, pagesToAsk, questionOf, withPage } from './threadsListing';
import { type ThreadsState, followCurrent, isFiltered } from './threadsState';

/** Everything the table asks the engine for. It asks for what is on show, a little at a time, and the newest wins. */
export type ThreadLoader = {
  readonly want: (range: RowRange) => void;
  readonly wantFromTop: () => void;
  /** Asks again for all that depends on the filter or on the catalog's revision. */
  readonly refresh: () => void;
  readonly refreshTotals: () => void;
  readonly open: (id: string, row: ThreadRow | null) => void;
  /** The ids of all matching threads in the table's order. */
  readonly idsInOrder: () => Promise<readonly string[]>;
};

type Get = () => ThreadsState;
type Patch = (change: Partial<ThreadsState>) => void;

/** Requests for pages under way at once. Pages that scrolled by meanwhile are never asked for. */
const pagesAtOnce = 2;
/** Rest between two rounds of questions while a scan announces one revision after another. */
const restMs = 250;

export function createThreadLoader(get: Get, patch: Patch): ThreadLoader {
  const pages = pageLoader(get, patch);
  const idsInOrder = orderedIds(get);
  const refreshFacts = atMostOnce(() => loadFacts(get, patch), restMs);
  const refreshTotals = atMostOnce(() => loadTotals({ get, patch, idsInOrder }), 60);
  const reloadOpen = atMostOnce(() => loadDetails(get, patch), restMs);
  return {
    want: (range) => {
      pages.want(range);
      if (get().counts === null) refreshFacts();
    },
    wantFromTop: () => pages.want({ first: 0, last: pageSize - 1 }),
    refresh: () => {
      pages.ask();
      refreshFacts();
      refreshTotals();
      reloadOpen();
    },
    refreshTotals,
    open: (id, row) => {
      patch({ open: { id, row, details: null, error: null } });
      void loadDetails(get, patch);
    },
    idsInOrder,
  };
}

function pageLoader(get: Get, patch: Patch): { want: (range: RowRange) => void; ask: () => void } {
  let wanted: RowRange = { first: 0, last: 0 };
  const underWay = new Set<string>();

  async function fetchPage(page: number, question: string): Promise<void> {
    const { filter, sort, revision: askedAt } = get();
    const reply = await call('thread/list', { filter, sort, offset: page * pageSize, limit: pageSize });
    if (question !== questionOf(get().filter, get().sort)) return;
    if (!reply.ok) {
      patch({ error: reply.error });
      return;
    }
    const { listing, current, revision } = get();
    const next = withPage(listing, { question, page, askedAt, answer: reply.value });
    const newest = Math.max(revision, reply.value.revision);
    patch({ listing: next, revision: newest, current: followCurrent(current, next), error: null });
  }

  function ask(): void {
    const { listing, filter, sort, revision, error } = get();
    if (error !== null) return;
    const question = questionOf(filter, sort);
    for (const page of pagesToAsk(listing, { question, revision, range: wanted })) {
      const key = `${page} ${question}`;
      if (underWay.size >= pagesAtOnce) return;
      if (underWay.has(key)) continue;
      underWay.add(key);
      void fetchPage(page, question).finally(() => {
        underWay.delete(key);
        ask();
      });
    }
  }

  return {
    want: (range) => {
      wanted = range;
      ask();
    },
    ask,
  };
}

/** Counts for the chips, the projects and the scale of the bars, all for the current filter. */
async function loadFacts(get: Get, patch: Patch): Promise<void> {
  const { filter } = get();
  const largest = (column: 'onDisk' | 'fullSize') =>
    call('thread/list', { filter, sort: { column, descending: true }, offset: 0, limit: 1 });
  const [counts, projects, onDisk, fullSize] = await Promise.all([
    call('thread/counts', { filter: { ...filter, state: null } }),
    call('thread/projects', {}),
    largest('onDisk'),
    largest('fullSize'),
  ]);
  if (filter !== get().filter) return;
  patch({
    ...(counts.ok ? { counts: counts.value } : {}),
    ...(projects.ok ? { projects: projects.value } : {}),
    ...(onDisk.ok && fullSize.ok ? { scaleBytes: scaleOf([...onDisk.value.rows, ...fullSize.value.rows]) } : {}),
  });
}

function scaleOf(rows: readonly ThreadRow[]): number {
  return Math.max(0, ...rows.map((row) => Math.max(row.physicalBytes, row.logicalBytes ?? 0)));
}

type TotalsTools = { readonly get: Get; readonly patch: Patch; readonly idsInOrder: () => Promise<readonly string[]> };

/** What the selection holds, how much of it is out of sight, and what a filter leaves. */
async function loadTotals({ get, patch, idsInOrder }: TotalsTools): Promise<void> {
  const { selected, filter } = get();
  const matching = isFiltered(filter) ? await idsInOrder() : null;
  const selectionTotals = selected.size > 0 ? await totalsOf([...selected]) : null;
  const matchingTotals = matching !== null && selected.size === 0 ? await totalsOf(matching) : null;
  if (selected !== get().selected || filter !== get().filter) return;
  const shown = matching === null ? null : new Set(matching);
  const hiddenSelected = shown === null ? 0 : [...selected].filter((id) => !shown.has(id)).length;
  patch({ selectionTotals, hiddenSelected, ...(matchingTotals === null ? {} : { matchingTotals }) });
}

async function totalsOf(ids: readonly string[]): Promise<SelectionTotals | null> {
  const reply = await call('thread/selection', { ids: [...ids] });
  return reply.ok ? reply.value : null;
}

/** Remembers the last answer, because a range and a total often need the same one. */
function orderedIds(get: Get): () => Promise<readonly string[]> {
  let held: { readonly key: string; readonly ids: readonly string[] } | null = null;
  return async () => {
    const { filter, sort, revision } = get();
    const key = `${revision} ${questionOf(filter, sort)}`;
    if (held?.key === key) return held.ids;
    const reply = await call('thread/ids', { filter, sort });
    if (!reply.ok) return [];
    held = { key, ids: reply.value };
    return held.ids;
  };
}

async function loadDetails(get: Get, patch: Patch): Promise<void> {
  const id = get().open?.id;
  if (id === undefined) return;
  const reply = await call('thread/get', { id });
  const { open } = get();
  if (open?.id !== id) return;
  patch({ open: reply.ok ? { ...open, details: reply.value, error: null } : { ...open, error: reply.error } });
}
