import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { systemEffects } from '#core/systemEffects';
import { effectsOf, injectionsOf, sayInjection, tryFault } from './support/faultLaw';
import type { Injection } from './support/faultyEffects';
import type { Operation } from './support/operation';
import { operations } from './support/operations';
import { reportProof } from './support/proofReport';
import { hastyClock } from './support/stage';
import type { Stage } from './support/stage';
import { swapOperations } from './support/storeOperations';

/** Memory where there is such a file system, because thousands of stores are made; and the disk of this machine. */
const memory = fs.mkdtempSync(path.join(fs.existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir(), 'coldpress-fault-'));
const disk = fs.mkdtempSync(path.join(os.tmpdir(), 'coldpress-fault-'));

afterAll(() => {
  for (const base of [memory, disk]) fs.rmSync(base, { recursive: true, force: true });
});

/** In a folder of its own, which is gone afterwards. */
function onStage<T>(base: string, work: (stage: Stage) => T): T {
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

type Trial = { readonly law: string; readonly base: string; readonly isTried: (injection: Injection) => boolean };

/** Tries an operation with every fault of a trial; each law that was broken names operation, effect and fault. */
function expectLaws(operation: Operation, { law, base, isTried }: Trial): void {
  const startedAt = performance.now();
  const effects = onStage(base, (stage) => effectsOf(operation, stage));
  const injections = injectionsOf(operation, effects).filter(isTried);
  const broken = injections.flatMap((injection) => {
    try {
      onStage(base, (stage) => tryFault(operation, stage, injection));
      return [];
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return [`${sayInjection(operation, effects, injection)}: ${why}`];
    }
  });
  const counts = { effects: effects.length, points: injections.length, losses: broken.length };
  reportProof({ law: `${law}: ${operation.name}`, counts, ms: Math.round(performance.now() - startedAt) });
  expect(broken).toEqual([]);
  expect(injections.length).toBeGreaterThan(effects.length / 2);
}

describe('whatever fails, and wherever it crashes', () => {
  it.each(operations)('$name loses nothing and comes to its end the next time', (operation) => {
    expectLaws(operation, { law: 'fault law', base: memory, isTried: () => true });
  });

  it.each(swapOperations)('$name does so on the disk of this machine too, wherever it crashes', (operation) => {
    const isTried = ({ fault }: Injection): boolean => fault.what === 'crash';
    expectLaws(operation, { law: 'fault law on the real disk', base: disk, isTried });
  });
});
