import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '#core/demo/random';
import { makeFlipLab, MAKERS } from './flips/flipLab';
import type { Flipped, FlipLab } from './flips/flipLab';
import { amountOf, seedOf } from './support/amounts';
import { reportProof } from './support/proofReport';

const FLIPS = amountOf('COLDPRESS_FLIPS', 1000);
const FLIPS_A_FILE = 50;
const seed = seedOf();

let lab: FlipLab;
beforeAll(() => {
  lab = makeFlipLab();
});
afterAll(() => lab.remove());

/** Verifying must see every flip but those that change nothing: neither content nor what a restore gives back. */
function isNoticed({ verified, sha256 }: Flipped): boolean {
  return verified === 'corrupt' || sha256 === lab.contentSha256();
}

/** A restore gives back what was compressed, or leaves the file exactly as it found it. */
function isKept({ result, kept }: Flipped): boolean {
  return result === null ? kept : result.sameBytes && result.sameTimeAndMode;
}

describe(`a single flipped bit of a compressed file (seed ${seed})`, () => {
  it.each(MAKERS)('never goes unnoticed in one that %s made', (maker) => {
    const started = performance.now();
    const flips = Math.ceil(FLIPS / MAKERS.length);
    const random = createRandom(`${seed} ${maker}`);
    const counts = { flips, noticed: 0, harmless: 0, losses: 0 };
    const unnoticed: string[] = [];
    for (let done = 0; done < flips; done++) {
      if (done % FLIPS_A_FILE === 0) lab.renew(maker, random);
      const bit = random.below(lab.bits());
      const flipped = lab.flip(bit);
      counts[flipped.verified === 'corrupt' ? 'noticed' : 'harmless']++;
      if (!isNoticed(flipped) || !isKept(flipped))
        unnoticed.push(`flip ${done}, bit ${bit}: ${JSON.stringify(flipped)}`);
    }
    counts.losses = unnoticed.length;
    const ms = Math.round(performance.now() - started);
    reportProof({ law: `bit flips in files that ${maker} made`, counts, seed, ms });
    expect(unnoticed).toEqual([]);
    expect(counts.noticed).toBeGreaterThan(flips * 0.9);
  });
});
