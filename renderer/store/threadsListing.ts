import type { ThreadFilter, ThreadPage, ThreadRow, ThreadSort } from '#contract/thread';

/** Rows of one request; the table asks only for the pages it shows. */
export const pageSize = 200;
/** Pages kept at once; beyond it the one furthest from the newest goes. */
const keptPages = 60;

type Page = { readonly revision: number; readonly rows: readonly ThreadRow[] };

/** The rows of one question (filter and sort) that have arrived so far, by page number. */
export type Listing = {
  readonly question: string;
  readonly total: number;
  readonly pages: ReadonlyMap<number, Page>;
};

export type RowRange = { readonly first: number; readonly last: number };

export const emptyListing: Listing = { question: '', total: 0, pages: new Map() };

export function questionOf(filter: ThreadFilter, sort: ThreadSort): string {
  return JSON.stringify([filter.text, filter.state, filter.project, sort.column, sort.descending]);
}

export function rowAt(listing: Listing, index: number): ThreadRow | null {
  const page = listing.pages.get(Math.floor(index / pageSize));
  return page?.rows[index % pageSize] ?? null;
}

/** Of how many of the rows that are here the full size is known. */
export function fullSizesKnown({ pages }: Listing): 'all' | 'some' | 'none' {
  const rows = [...pages.values()].flatMap((page) => page.rows);
  const unknown = rows.filter(({ logicalBytes }) => logicalBytes === null).length;
  if (unknown === 0) return 'all';
  return unknown === rows.length ? 'none' : 'some';
}

/** Where a thread stands among the rows that are here, or `null`. */
export function indexOfThread(listing: Listing, id: string): number | null {
  for (const [page, { rows }] of listing.pages) {
    const offset = rows.findIndex((row) => row.id === id);
    if (offset >= 0) return page * pageSize + offset;
  }
  return null;
}

/** The ids of a range of rows, or `null` if one of them has not arrived. */
export function idsOfRange(listing: Listing, { first, last }: RowRange): readonly string[] | null {
  const ids: string[] = [];
  for (let index = first; index <= last; index += 1) {
    const row = rowAt(listing, index);
    if (row === null) return null;
    ids.push(row.id);
  }
  return ids;
}

/** The pages of a range that are not here as of this revision and this question. */
export function pagesToAsk(
  listing: Listing,
  { question, revision, range }: { question: string; revision: number; range: RowRange },
): readonly number[] {
  const isKnown = listing.question === question;
  const end = isKnown ? Math.min(range.last, Math.max(0, listing.total - 1)) : range.last;
  const asked: number[] = [];
  for (let page = Math.floor(range.first / pageSize); page <= Math.floor(end / pageSize); page += 1) {
    const held = isKnown ? listing.pages.get(page) : undefined;
    if (held === undefined || held.revision !== revision) asked.push(page);
  }
  return asked;
}

type PageAnswer = {
  readonly question: string;
  readonly page: number;
  /** The revision that was known when the page was asked for: an answer counts at least as that one. */
  readonly askedAt: number;
  readonly answer: ThreadPage;
};

/**
 * Puts an answer in. The first answer to a new question replaces all rows of the old one, which stayed on show until
 * now; an answer of another revision replaces only its own page.
 */
export function withPage(listing: Listing, { question, page, askedAt, answer }: PageAnswer): Listing {
  const pages = new Map(listing.question === question ? listing.pages : []);
  pages.set(page, { revision: Math.max(askedAt, answer.revision), rows: answer.rows });
  for (const held of pages.keys()) {
    if (held * pageSize >= answer.total && held !== 0) pages.delete(held);
  }
  while (pages.size > keptPages) pages.delete(furthestFrom(page, pages.keys()));
  return { question, total: answer.total, pages };
}

function furthestFrom(page: number, pages: Iterable<number>): number {
  let furthest = page;
  for (const held of pages) if (Math.abs(held - page) > Math.abs(furthest - page)) furthest = held;
  return furthest;
}
