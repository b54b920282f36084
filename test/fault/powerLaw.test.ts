import { describe, expect, it } from 'vitest';
import { createRandom } from '#core/demo/random';
import { amountOf, seedOf } from './support/amounts';
import { tryPowerCuts, tryTwoPowerCuts } from './support/powerLaw';
import type { Operation } from './support/operation';
import { operations } from './support/operations';
import { reportProof } from './support/proofReport';
import { swapOperations } from './support/storeOperations';

/** Random mixes of what was kept and what was lost, at each moment, besides the systematic ones. */
const RANDOM_STATES = amountOf('COLDPRESS_POWER_STATES', 8);
const seed = seedOf();

type Law = typeof tryPowerCuts;

function expectLaws(law: string, tryLaw: Law, operation: Operation): void {
  const startedAt = performance.now();
  const { cuts, states, broken } = tryLaw(operation, createRandom(`power ${seed}`), RANDOM_STATES);
  const ms = Math.round(performance.now() - startedAt);
  reportProof({ law: `${law}: ${operation.name}`, counts: { cuts, states, losses: broken.length }, seed, ms });
  expect(broken).toEqual([]);
  expect(states).toBeGreaterThan(7);
}

describe(`whenever the power goes (seed ${seed})`, () => {
  it.each(operations)('$name loses nothing that was synced, and comes to its end the next time', (operation) => {
    expectLaws('power law', tryPowerCuts, operation);
  });

  it.each(swapOperations)('$name does so too when it goes once more during recovery', (operation) => {
    expectLaws('power law, twice', tryTwoPowerCuts, operation);
  });
});
