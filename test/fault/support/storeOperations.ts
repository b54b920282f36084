import { compressRollout } from '#core/rollout/compressRollout';
import { materializeRollout } from '#core/rollout/materializeRollout';
import type { RolloutResult } from '#core/rollout/outcome';
import { createPress } from '#core/rollout/press';
import type { Control, SwapTask } from '#core/rollout/press';
import { createHeadReader } from '#core/rollout/readHead';
import { recompressRollout } from '#core/rollout/recompressRollout';
import { settleHold } from '#core/rollout/settleHold';
import { systemEffects } from '#core/systemEffects';
import type { Operation } from './operation';
import type { Stage } from './stage';
import { OPTIONS } from '../../support/rolloutFixture';
import { Broken } from './stage';
import { expectKept, expectReadable, ID, makeLooselyPressed, makeThread, PLAIN_PATH } from './thread';

const press = createPress(systemEffects.fs);
const control: Control = { shouldStop: () => false, progress: () => undefined };

type Work = typeof compressRollout;

function act(work: Work, { effects, home }: Stage): RolloutResult {
  const task: SwapTask = {
    home,
    id: ID,
    plainPath: PLAIN_PATH,
    ...OPTIONS,
    minGain: 0,
    tool: 'coldpress test',
  };
  const heads = createHeadReader(effects.fs, press.decoder);
  const done = work(task, { effects, press: { ...press, heads }, control });
  return done.kind === 'held' ? settleHold(effects, done) : done.result;
}

function expectDone({ outcome }: RolloutResult, kind: string): void {
  if (outcome.kind !== kind) throw new Broken(`expected ${kind}: ${outcome.kind}, ${outcome.reason ?? ''}`);
}

/** What was acknowledged as done is done: the thread stands in its new form, whole. */
function expectActed(stage: Stage, acknowledged: readonly string[]): void {
  expectKept(stage);
  if (acknowledged.length > 0) expectReadable(stage);
}

export const compressOperation: Operation = {
  name: 'compress',
  prepare: makeThread,
  run: (stage, acknowledge) => {
    const { outcome } = act(compressRollout, stage);
    if (outcome.kind === 'compressed') acknowledge(outcome.kind);
  },
  kept: expectActed,
  again: (stage) => void act(compressRollout, stage),
  clean: expectReadable,
};

/** Pressed by another tool, in many small frames and without a receipt. */
export const recompressOperation: Operation = {
  name: 'recompress',
  prepare: makeLooselyPressed,
  run: (stage, acknowledge) => {
    const { outcome } = act(recompressRollout, stage);
    if (outcome.kind === 'recompressed') acknowledge(outcome.kind);
  },
  kept: expectActed,
  again: (stage) => void act(recompressRollout, stage),
  clean: expectReadable,
};

export const materializeOperation: Operation = {
  name: 'materialize',
  prepare: (stage) => {
    makeThread(stage);
    expectDone(act(compressRollout, stage), 'compressed');
  },
  run: (stage, acknowledge) => {
    const { outcome } = act(materializeRollout, stage);
    if (outcome.kind === 'restored') acknowledge(outcome.kind);
  },
  kept: expectActed,
  again: (stage) => void act(materializeRollout, stage),
  clean: expectReadable,
};
