import { describe, expect, test } from 'vitest';
import type { ThreadRow } from '../../../../electron/contract/thread';
import {
  emptyListing,
  fullSizesKnown,
  idsOfRange,
  indexOfThread,
  pageSize,
  pagesToAsk,
  questionOf,
  rowAt,
  withPage,
} from '../../../../renderer/store/threadsListing';
import { followCurrent, noFilter } from '../../../../renderer/store/threadsState';

const row = (index: number): ThreadRow => ({
  id: `thread-${index}`,
  title: `Thread ${index}`,
  project: 'atlas',
  updatedAtMs: 0,
  representation: 'plain',
  state: 'cold',
  archived: false,
  physicalBytes: index,
  logicalBytes: index,
  savedBytes: 0,
  problem: null,
});
const rows = (first: number, count: number) => Array.from({ length: count }, (_, offset) => row(first + offset));
const answer = (revision: number, total: number, page: number) => ({
  revision,
  total,
  rows: rows(page * pageSize, Math.min(pageSize, total - page * pageSize)),
});

describe('pages', () => {
  test('an empty list asks for what is on show', () => {
    expect(pagesToAsk(emptyListing, { question: 'a', revision: 1, range: { first: 0, last: 40 } })).toEqual([0]);
  });

  test('only pages that are missing or stale are asked for, and none behind the end', () => {
    const listing = withPage(emptyListing, { question: 'a', page: 1, askedAt: 3, answer: answer(3, 500, 1) });
    const ask = (revision: number, first: number, last: number) =>
      pagesToAsk(listing, { question: 'a', revision, range: { first, last } });
    expect([ask(3, 190, 230), ask(3, 200, 399), ask(4, 200, 399), ask(3, 460, 900)]).toEqual([[0], [], [1], [2]]);
  });

  test('a page far down does not need the ones above it', () => {
    const listing = withPage(emptyListing, { question: 'a', page: 60, askedAt: 1, answer: answer(1, 20_000, 60) });
    expect([rowAt(listing, 12_003)?.id, rowAt(listing, 3), listing.total]).toEqual(['thread-12003', null, 20_000]);
  });

  test('an answer counts as the revision it was asked at, so that a slow catalog is not asked for ever', () => {
    const listing = withPage(emptyListing, { question: 'a', page: 0, askedAt: 5, answer: answer(4, 10, 0) });
    expect(pagesToAsk(listing, { question: 'a', revision: 5, range: { first: 0, last: 9 } })).toEqual([]);
  });

  test('rows of the old question stay until the first answer to the new one', () => {
    const old = withPage(emptyListing, { question: 'a', page: 0, askedAt: 1, answer: answer(1, 10, 0) });
    expect(pagesToAsk(old, { question: 'b', revision: 1, range: { first: 0, last: 9 } })).toEqual([0]);
    const next = withPage(old, {
      question: 'b',
      page: 0,
      askedAt: 1,
      answer: { revision: 1, total: 1, rows: [row(7)] },
    });
    expect([rowAt(old, 0)?.id, rowAt(next, 0)?.id, next.total]).toEqual(['thread-0', 'thread-7', 1]);
  });

  test('pages behind a shrunken end go, and no more than sixty are kept', () => {
    let listing = emptyListing;
    for (let page = 0; page < 70; page += 1) {
      listing = withPage(listing, { question: 'a', page, askedAt: 1, answer: answer(1, 20_000, page) });
    }
    expect([listing.pages.size, listing.pages.has(0), listing.pages.has(69)]).toEqual([60, false, true]);
    listing = withPage(listing, { question: 'a', page: 0, askedAt: 2, answer: answer(2, 5, 0) });
    expect([...listing.pages.keys()]).toEqual([0]);
  });

  test('a range has ids only when all of its rows are here', () => {
    const listing = withPage(emptyListing, { question: 'a', page: 0, askedAt: 1, answer: answer(1, 500, 0) });
    expect(idsOfRange(listing, { first: 1, last: 2 })).toEqual(['thread-1', 'thread-2']);
    expect(idsOfRange(listing, { first: 199, last: 200 })).toBeNull();
    expect([indexOfThread(listing, 'thread-42'), indexOfThread(listing, 'nobody')]).toEqual([42, null]);
  });

  test('filter and sort are one question', () => {
    const sort = { column: 'onDisk', descending: true } as const;
    expect(questionOf(noFilter, sort)).not.toBe(questionOf({ ...noFilter, project: '' }, sort));
    expect(questionOf(noFilter, sort)).not.toBe(questionOf(noFilter, { ...sort, descending: false }));
  });
});

describe('the current row', () => {
  const listing = withPage(emptyListing, { question: 'a', page: 0, askedAt: 1, answer: answer(1, 50, 0) });

  test('moves with its thread when rows are sorted anew', () => {
    expect(followCurrent({ index: 3, id: 'thread-9' }, listing)).toEqual({ index: 9, id: 'thread-9' });
  });

  test('keeps its place when its thread is gone', () => {
    expect(followCurrent({ index: 3, id: 'gone' }, listing)).toEqual({ index: 3, id: 'thread-3' });
    expect(followCurrent({ index: 90, id: 'gone' }, listing)).toEqual({ index: 49, id: 'thread-49' });
  });

  test('learns its thread when the row arrives, and ends with the list', () => {
    expect(followCurrent({ index: 5, id: null }, listing)).toEqual({ index: 5, id: 'thread-5' });
    expect(followCurrent({ index: 5, id: 'thread-5' }, { ...listing, total: 0 })).toBeNull();
  });
});

test('a sum of full sizes knows whether it is one', () => {
  const unknown = { ...row(1), logicalBytes: null };
  const listing = (...held: ThreadRow[]) => ({ ...emptyListing, pages: new Map([[0, { revision: 1, rows: held }]]) });
  expect([listing(row(0)), listing(row(0), unknown), listing(unknown), emptyListing].map(fullSizesKnown)).toEqual([
    'all',
    'some',
    'none',
    'all',
  ]);
});
