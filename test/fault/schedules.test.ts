import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkLaw } from './races/law';
import type { Verdict } from './races/law';
import { playStory, stories, tellStory } from './races/story';
import type { Act, PlayerName } from './races/story';
import { makeLab } from './races/world';
import type { Start } from './races/world';
import { amountOf, seedOf } from './support/amounts';
import { reportProof } from './support/proofReport';

const SCHEDULES = amountOf('COLDPRESS_SCHEDULES', 2000);
const seed = seedOf();

type Family = {
  readonly name: string;
  readonly share: number;
  readonly starts?: readonly Start[];
  readonly players: readonly PlayerName[];
  /** Whether writers of this kind can make a conflict, which has to be told, where the others may not. */
  readonly mayConflict: boolean;
};

const STARTS: readonly Start[] = ['plain', 'plain', 'archived', 'compressed'];

const FAMILIES: readonly Family[] = [
  {
    name: 'a Codex that takes locks, its worker and its sweep',
    share: 0.35,
    players: ['codex', 'codex', 'worker', 'reader'],
    mayConflict: false,
  },
  { name: 'a Codex that deletes the thread', share: 0.1, players: ['deletingCodex', 'worker'], mayConflict: false },
  {
    name: 'a Codex without locks',
    share: 0.2,
    players: ['oldCodex', 'oldCodex', 'sweep', 'reader'],
    mayConflict: false,
  },
  {
    name: 'an editor that opens for each line',
    share: 0.2,
    players: ['editor', 'editor', 'sweep', 'reader'],
    mayConflict: false,
  },
  {
    // Without a Codex: that one takes what such a writer made for its own work, and unlinks the compressed file itself.
    name: 'a writer that makes the file where there is none',
    share: 0.15,
    starts: ['plain', 'compressed'], // two plain files in two folders are no trace of a swap: a scan tells of them
    players: ['creator', 'creator', 'editor', 'sweep', 'reader'],
    mayConflict: true,
  },
];

let lab: ReturnType<typeof makeLab>;
beforeAll(() => {
  lab = makeLab();
});
afterAll(() => lab.remove());

type Played = { readonly verdict: Verdict; readonly trace: readonly string[] };

function play(start: Start, acts: readonly Act[], mayConflict: boolean): Played {
  const world = lab.begin(start);
  try {
    playStory(world, acts);
    return { verdict: checkLaw(world, mayConflict), trace: world.trace };
  } catch (error) {
    throw new Error(`${String(error)}\n\n${tellStory(acts)}\n\n${world.trace.join('\n')}`, { cause: error });
  }
}

describe(`every acknowledged line stands exactly once and in order (seed ${seed})`, () => {
  it.each(FAMILIES)('beside $name', ({ name, share, starts = STARTS, players, mayConflict }) => {
    const numRuns = Math.ceil(SCHEDULES * share);
    const counts = { schedules: numRuns, swaps: 0, recoveries: 0, exact: 0, conflict: 0, losses: 0 };
    const started = performance.now();
    fc.assert(
      fc.property(fc.constantFrom(...starts), stories(players), (start, acts) => {
        const { verdict, trace } = play(start, acts, mayConflict);
        counts[verdict]++;
        for (const line of trace) {
          if (/: (compressed|restored|recompressed) /.test(line)) counts.swaps++;
          if (line.startsWith('recovered: ')) counts.recoveries++;
        }
      }),
      { numRuns, seed },
    );
    expect(counts.swaps).toBeGreaterThan(numRuns / 10); // a schedule in which nothing is swapped shows nothing
    const ms = Math.round(performance.now() - started);
    reportProof({ law: `schedules beside ${name}`, counts, seed, ms });
  });
});
