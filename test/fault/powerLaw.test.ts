import { describe, expect, it } from 'vitest';
import { createRandom } from '#core/demo/random';
import { amountOf, seedOf } from './support/amounts';
import { tryPowerCuts } from './support/powerLaw';
import { operations } from './support/operations';
import { reportProof } from './support/proofReport';

/** Random mixes of what was kept and what was lost, at each moment, besides the systematic ones. */
const RANDOM_STATES = amountOf('COLDPRESS_POWER_STATES', 8);
const seed = seedOf();

describe(`whenever the power goes (seed ${seed})`, () => {
  it.each(operations)('$name loses nothing that was synced, and comes to its end the next time', (operation) => {
    const startedAt = performance.now();
    const { cuts, states, broken } = tryPowerCuts(operation, createRandom(`power ${seed}`), RANDOM_STATES);
    const ms = Math.round(performance.now() - startedAt);
    reportProof({ law: `power law: ${operation.name}`, counts: { cuts, states, losses: broken.length }, seed, ms });
    expect(broken).toEqual([]);
    expect(states).toBeGreaterThan(cuts);
  });
});
