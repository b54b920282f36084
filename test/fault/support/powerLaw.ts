import type { Random } from '#core/demo/random';
import { createFaultyEffects } from './faultyEffects';
import type { Effect } from './faultyEffects';
import { changesDisk } from './faults';
import type { Disk } from './modelDisk';
import { ModelFileSystem } from './modelFileSystem';
import type { Operation } from './operation';
import { pictureOf, survivorsOf } from './powerCut';
import type { Stage } from './stage';
import { recover } from './storeOperations';

/** A moment at which the power may go: right before an effect, or at the end. */
type Moment = { readonly before: Effect | null; readonly disk: Disk; readonly acknowledged: readonly string[] };

const HOME = '/home/mira/.codex';
const DATA = '/home/mira/.local/share/coldpress';

function stageOn(model: ModelFileSystem): Stage {
  return { effects: model.effects, home: HOME, data: DATA };
}

/** The model with its home, which has been there for years. */
function newModel(operation: Operation): ModelFileSystem {
  const model = new ModelFileSystem();
  const { fs } = model.effects;
  for (const folder of [HOME, DATA]) fs.makeDirectory(folder, 0o755);
  for (const folder of ['/', '/home', '/home/mira', '/home/mira/.local', '/home/mira/.local/share']) {
    fs.syncDirectory(folder);
  }
  operation.prepare(stageOn(model));
  return model;
}

/** Every moment at which another state of the disk could be found. */
function momentsOf(operation: Pick<Operation, 'run'>, model: ModelFileSystem): readonly Moment[] {
  const moments: Moment[] = [];
  const acknowledged: string[] = [];
  const look = (before: Effect | null): void => {
    moments.push({ before, disk: model.snapshot(), acknowledged: [...acknowledged] });
  };
  const { effects } = createFaultyEffects(model.effects, null, (effect) => {
    if (changesDisk(effect.name)) look(effect);
  });
  operation.run({ ...stageOn(model), effects }, (what) => acknowledged.push(what));
  look(null);
  return moments;
}

/** What is tried after a power cut: law 1 on what is found, then a healthy start, the operation again, and both laws. */
function trySurvivor(operation: Operation, disk: Disk, acknowledged: readonly string[]): void {
  const stage = stageOn(new ModelFileSystem(disk));
  operation.kept(stage, acknowledged);
  operation.again(stage);
  operation.kept(stage, acknowledged);
  operation.clean(stage, acknowledged);
}

export type PowerResult = { readonly cuts: number; readonly states: number; readonly broken: readonly string[] };

function sayMoment({ name }: Operation, { before }: Moment, at: number): string {
  const where = before === null ? 'at its end' : `before ${before.name} ${before.on}`;
  return `${name}, power cut ${at} ${where}`;
}

/** Every state that may be found after a power cut at any moment of an operation, each tried once. */
export function tryPowerCuts(operation: Operation, random: Random, randomStates: number): PowerResult {
  const moments = momentsOf(operation, newModel(operation));
  const tried = new Set<string>();
  const broken: string[] = [];
  for (const [at, moment] of moments.entries()) {
    for (const disk of survivorsOf(moment.disk, random, randomStates)) {
      const picture = `${moment.acknowledged.length} ${pictureOf(disk)}`;
      if (tried.has(picture)) continue;
      tried.add(picture);
      try {
        trySurvivor(operation, disk, moment.acknowledged);
      } catch (error) {
        broken.push(`${sayMoment(operation, moment, at)}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }
  return { cuts: moments.length, states: tried.size, broken };
}

/** Every disk that a power cut in an operation may leave. */
function leftBy(operation: Operation, random: Random, randomStates: number): readonly Disk[] {
  const found = new Map<string, Disk>();
  for (const { disk } of momentsOf(operation, newModel(operation))) {
    for (const left of survivorsOf(disk, random, randomStates)) found.set(pictureOf(left), left);
  }
  return Array.from(found.values());
}

/** The power goes in an operation, and again at any moment of the recovery from that. */
export function tryTwoPowerCuts(operation: Operation, random: Random, randomStates: number): PowerResult {
  const tried = new Set<string>();
  const broken: string[] = [];
  let cuts = 0;
  for (const first of leftBy(operation, random, randomStates)) {
    const recovery = { run: (stage: Stage) => void recover(stage, true) };
    const moments = momentsOf(recovery, new ModelFileSystem(first));
    cuts += moments.length;
    for (const [at, moment] of moments.entries()) {
      for (const disk of survivorsOf(moment.disk, random, randomStates)) {
        const picture = pictureOf(disk);
        if (tried.has(picture)) continue;
        tried.add(picture);
        try {
          trySurvivor(operation, disk, []);
        } catch (error) {
          const why = error instanceof Error ? error.message : String(error);
          broken.push(`${sayMoment(operation, moment, at)} of recovery after another one: ${why}`);
        }
      }
    }
  }
  return { cuts, states: tried.size, broken };
}
