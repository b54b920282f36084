import { describe, expect, it } from 'vitest';
import { proofs } from '#contract/health';
import { budgetSinceMs, nextToScrub, proofsOf } from '#core/ops/scrub';
import type { ScrubCandidate, ScrubFacts } from '#core/ops/scrub';

const DAY = 864e5;
const NOW = Date.UTC(2026, 10, 24, 12);
const never: ScrubCandidate = { id: 'never', atMs: null, bytes: 100 };
const old: ScrubCandidate = { id: 'old', atMs: NOW - 31 * DAY, bytes: 100 };
const fresh: ScrubCandidate = { id: 'fresh', atMs: NOW - 29 * DAY, bytes: 100 };

function next(candidates: readonly ScrubCandidate[], facts: Partial<ScrubFacts> = {}): string | null {
  const given = { candidates, nowMs: NOW, budgetBytes: 1000, scrubbedBytes: 0, ...facts };
  return nextToScrub(given)?.id ?? null;
}

describe('the scheduled verification', () => {
  it('takes the first in line: what was never proven, then what was proven long ago', () => {
    expect(next([never, old, fresh])).toBe('never');
    expect(next([old, fresh])).toBe('old');
  });

  it('leaves alone what was proven in the last 30 days, also by a clock that is ahead', () => {
    expect(next([fresh])).toBeNull();
    expect(next([{ ...fresh, atMs: NOW + DAY }])).toBeNull();
    expect(next([])).toBeNull();
  });

  it('stays within its budget, to the byte', () => {
    expect(next([never], { scrubbedBytes: 900 })).toBe('never');
    expect(next([never], { scrubbedBytes: 901 })).toBeNull();
  });

  it('does not pass a large thread over for a small one behind it', () => {
    const large = { ...never, id: 'large', bytes: 800 };
    expect(next([large, never], { scrubbedBytes: 300 })).toBeNull();
  });

  it('gives a thread that is larger than the budget a day to itself', () => {
    const huge = { ...never, id: 'huge', bytes: 5000 };
    expect(next([huge], { scrubbedBytes: 1 })).toBeNull();
    expect(next([huge], { scrubbedBytes: 0 })).toBe('huge');
  });

  it('does nothing where it is switched off', () => {
    expect(next([never], { budgetBytes: 0 })).toBeNull();
  });
});

it('says how much is proven, with what the scrub has read in the last day', () => {
  const asked: number[] = [];
  const sums = { compressedThreads: 3, provenThreads: 2, unprovenBytes: 7, oldestAtMs: 1, newestAtMs: 2 };
  const index = {
    proofSums: () => sums,
    scrubbedBytes: (sinceMs: number) => {
      asked.push(sinceMs);
      return 42;
    },
  };
  const found = proofsOf(index, { nowMs: NOW, budgetBytes: 1000 });
  expect(proofs.parse(found)).toEqual({ ...sums, scrubbedBytes: 42, scrubBudgetBytes: 1000 });
  expect(asked).toEqual([NOW - DAY]);
  expect(budgetSinceMs(NOW)).toBe(NOW - DAY);
});
