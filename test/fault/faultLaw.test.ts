import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { systemEffects } from '#core/systemEffects';
import { effectsOf, injectionsOf, sayInjection, tryFault } from './support/faultLaw';
import type { Operation } from './support/operation';
import { operations } from './support/operations';
import { reportProof } from './support/proofReport';
import { hastyClock } from './support/stage';
import type { Stage } from './support/stage';

/** Memory where there is such a file system: thousands of stores are made. */
const base = fs.mkdtempSync(path.join(fs.existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir(), 'coldpress-fault-'));

afterAll(() => {
  fs.rmSync(base, { recursive: true, force: true });
});

/** In a folder of its own, which is gone afterwards. */
function onStage<T>(work: (stage: Stage) => T): T {
  const folder = fs.mkdtempSync(path.join(base, 's-'));
  const home = path.join(folder, 'home');
  const data = path.join(folder, 'data');
  fs.mkdirSync(home);
  try {
    return work({ effects: { ...systemEffects, clock: hastyClock(Date.now) }, home, data });
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** The laws that a fault broke, each with the operation, the effect and the fault. */
function tryAll(operation: Operation): {
  readonly points: number;
  readonly effects: number;
  readonly broken: string[];
} {
  const effects = onStage((stage) => effectsOf(operation, stage));
  const injections = injectionsOf(operation, effects);
  const broken = injections.flatMap((injection) => {
    try {
      onStage((stage) => tryFault(operation, stage, injection));
      return [];
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return [`${sayInjection(operation, effects, injection)}: ${why}`];
    }
  });
  return { points: injections.length, effects: effects.length, broken };
}

describe('whatever fails, and wherever it crashes', () => {
  it.each(operations)('$name loses nothing and comes to its end the next time', (operation) => {
    const startedAt = performance.now();
    const { points, effects, broken } = tryAll(operation);
    const ms = performance.now() - startedAt;
    reportProof({ law: `fault law: ${operation.name}`, counts: { effects, points, losses: broken.length }, ms });
    expect(broken).toEqual([]);
    expect(points).toBeGreaterThan(100);
  });
});
