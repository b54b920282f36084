import fc from 'fast-check';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { checkExact, checkUnion } from './races/law';
import { playStory, stories, tellStory } from './races/story';
import type { Act, PlayerName } from './races/story';
import { makeLab } from './races/world';
import type { Start, World } from './races/world';
import { amountOf, seedOf } from './support/amounts';
import { reportProof } from './support/proofReport';

const SCHEDULES = amountOf('COLDPRESS_SCHEDULES', 2000);
const seed = seedOf();

type Family = {
  readonly name: string;
  readonly share: number;
  readonly players: readonly PlayerName[];
  readonly law: (world: World) => void;
};

const FAMILIES: readonly Family[] = [
  {
    name: 'a Codex that takes locks, its worker and its sweep',
    share: 0.35,
    players: ['codex', 'codex', 'worker', 'reader'],
    law: checkExact,
  },
  { name: 'a Codex that deletes the thread', share: 0.1, players: ['deletingCodex', 'worker'], law: checkExact },
  { name: 'a Codex without locks', share: 0.2, players: ['oldCodex', 'oldCodex', 'sweep', 'reader'], law: checkExact },
  {
    name: 'an editor that opens for each line',
    share: 0.2,
    players: ['editor', 'editor', 'sweep', 'reader'],
    law: checkExact,
  },
  {
    // Without a Codex: that one takes what such a writer made for its own work, and unlinks the compressed file itself.
    name: 'a writer that makes the file where there is none',
    share: 0.15,
    players: ['creator', 'creator', 'editor', 'sweep', 'reader'],
    law: checkUnion,
  },
];

let lab: ReturnType<typeof makeLab>;
beforeAll(() => {
  lab = makeLab();
});
afterAll(() => lab.remove());

function play(start: Start, acts: readonly Act[], law: Family['law']): void {
  const world = lab.begin(start);
  try {
    playStory(world, acts);
    law(world);
  } catch (error) {
    throw new Error(`${String(error)}\n\n${tellStory(acts)}\n\n${world.trace.join('\n')}`, { cause: error });
  }
}

describe(`every acknowledged line stands exactly once and in order (seed ${seed})`, () => {
  it.each(FAMILIES)('beside $name', ({ name, share, players, law }) => {
    const numRuns = Math.ceil(SCHEDULES * share);
    const started = performance.now();
    fc.assert(
      fc.property(
        fc.constantFrom<Start>('plain', 'plain', 'archived', 'compressed'),
        stories(players),
        (start, acts) => {
          play(start, acts, law);
        },
      ),
      { numRuns, seed },
    );
    const ms = Math.round(performance.now() - started);
    reportProof({ law: `schedules beside ${name}`, counts: { schedules: numRuns, losses: 0 }, seed, ms });
  });
});
