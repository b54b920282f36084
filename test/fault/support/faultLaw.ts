import { createFaultyEffects } from './faultyEffects';
import type { Effect, Injection } from './faultyEffects';
import { faultsAt, SLIP } from './faults';
import type { Fault } from './faults';
import type { Operation } from './operation';
import type { Stage } from './stage';
import { Broken } from './stage';

/** Effects of one healthy run. */
export function effectsOf(operation: Operation, stage: Stage): readonly Effect[] {
  operation.prepare(stage);
  const { effects, seen, end } = createFaultyEffects(stage.effects, null);
  let acknowledged = 0;
  operation.run({ ...stage, effects }, () => (acknowledged += 1));
  const left = end();
  if (acknowledged === 0) throw new Broken('where nothing fails it does not come to its end');
  if (left > 0) throw new Broken(`${left} descriptors stay open`);
  operation.again(stage);
  operation.clean(stage, []);
  return seen;
}

/** Every fault at every effect. */
export function injectionsOf({ provesWrites }: Operation, effects: readonly Effect[]): readonly Injection[] {
  return effects.flatMap(({ name }, index) => {
    const slips = provesWrites && name === 'writeAll' ? [SLIP] : [];
    return [...faultsAt(name), ...slips].map((fault) => ({ index, fault }));
  });
}

function sayFault({ what, when }: Fault): string {
  return when === 'midway' ? `${what} halfway` : `${what} ${when}`;
}

/** `compress, effect 17 (moveNoReplace a.tmp → a.zst), crash after` */
export function sayInjection(operation: Operation, effects: readonly Effect[], { index, fault }: Injection): string {
  const effect = effects[index];
  return `${operation.name}, effect ${index} (${effect?.name ?? '?'} ${effect?.on ?? ''}), ${sayFault(fault)}`;
}

/** One point of the law: the operation with one fault, then a healthy start and the operation again. */
export function tryFault(operation: Operation, stage: Stage, injection: Injection): void {
  operation.prepare(stage);
  const faulty = createFaultyEffects(stage.effects, injection);
  const acknowledged: string[] = [];
  try {
    operation.run({ ...stage, effects: faulty.effects }, (what) => acknowledged.push(what));
  } catch (error) {
    if (faulty.seen.length <= injection.index) throw error; // not of our making
  }
  if (faulty.seen.length <= injection.index) throw new Broken('the operation went another way this time');
  const left = faulty.end();
  if (left > 0 && !faulty.crashed()) throw new Broken(`${left} descriptors stay open`);
  operation.kept(stage, acknowledged);
  operation.again(stage);
  operation.kept(stage, acknowledged);
  operation.clean(stage, acknowledged);
}
