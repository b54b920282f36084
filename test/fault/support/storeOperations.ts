import path from 'node:path';
import { recoverStore } from '#core/ops/recoverStore';
import type { RecoveryRequest, RecoveryResult } from '#core/ops/recoverStore';
import { compressRollout } from '#core/rollout/compressRollout';
import { materializeRollout } from '#core/rollout/materializeRollout';
import type { RolloutResult } from '#core/rollout/outcome';
import { createPress } from '#core/rollout/press';
import type { Control, Press, SwapTask } from '#core/rollout/press';
import { createHeadReader } from '#core/rollout/readHead';
import { recompressRollout } from '#core/rollout/recompressRollout';
import { settleHold } from '#core/rollout/settleHold';
import { systemEffects } from '#core/systemEffects';
import type { Operation } from './operation';
import type { Stage } from './stage';
import { OPTIONS } from '../../support/rolloutFixture';
import { Broken } from './stage';
import { expectClean, expectKept, expectReadable, ID, makeLooselyPressed, makeThread, PLAIN_PATH } from './thread';

const shared = createPress(systemEffects.fs);
const control: Control = { shouldStop: () => false, progress: () => undefined };

type Work = typeof compressRollout;

function pressFor({ effects }: Stage): Press {
  return { ...shared, heads: createHeadReader(effects.fs, shared.decoder) };
}

/** The whole way of one thread, with the hold watched to its end. */
export function act(work: Work, stage: Stage): RolloutResult {
  const { effects, home } = stage;
  const task: SwapTask = { ...OPTIONS, home, id: ID, plainPath: PLAIN_PATH, minGain: 0, tool: 'coldpress test' };
  const done = work(task, { effects, press: pressFor(stage), control });
  return done.kind === 'held' ? settleHold(effects, done) : done.result;
}

/** A process that has died is started again later than anybody may still be about to lock a new temporary. */
const LATER_MS = 100;

/** What every start of Coldpress does. `finishesSwaps`: beside a Codex that reads compressed threads. */
export function recover(stage: Stage, finishesSwaps: boolean): RecoveryResult {
  const { effects, home, data } = stage;
  const file = path.join(data, 'ledger.jsonl');
  effects.clock.pause(LATER_MS);
  const ledger = { file, tool: 'coldpress test', trigger: 'start', jobId: null } as const;
  const keepsPlain = finishesSwaps ? [] : 'all';
  const request: RecoveryRequest = { home, ledger, keepsPlain, putsBack: [], thorough: true };
  return recoverStore(request, { effects, press: pressFor(stage), control });
}

/** Recovery comes to an end: the second time nothing is left to be done, and nothing to be decided. */
export function expectRecovered(stage: Stage): void {
  const { actions, findings, deferred } = recover(stage, true);
  const words = [...actions, ...findings].map(({ message }) => message);
  if (deferred !== null) throw new Broken(`law 2: recovery was deferred: ${deferred}`);
  if (words.length > 0) throw new Broken(`law 2: recovery goes on: ${words.join(' ')}`);
}

function expectDone({ outcome }: RolloutResult, kind: string): void {
  if (outcome.kind !== kind) throw new Broken(`expected ${kind}: ${outcome.kind}, ${outcome.reason ?? ''}`);
}

/** What was acknowledged as done is done: the thread stands in its new form, whole. */
function expectActed(stage: Stage, acknowledged: readonly string[]): void {
  expectKept(stage);
  if (acknowledged.length > 0) expectReadable(stage);
}

/** A start of Coldpress, after which Codex reads the thread, and the operation once more. */
function again(work: Work): (stage: Stage) => void {
  return (stage) => {
    recover(stage, true);
    expectReadable(stage);
    act(work, stage);
  };
}

function expectEnd(form: 'plain' | 'compressed'): (stage: Stage) => void {
  return (stage) => {
    expectRecovered(stage);
    expectClean(stage, form);
  };
}

function swapOperation(parts: Pick<Operation, 'name' | 'prepare'> & { work: Work; done: string }): Operation {
  const { name, prepare, work, done } = parts;
  return {
    name,
    provesWrites: true,
    prepare,
    run: (stage, acknowledge) => {
      const { outcome } = act(work, stage);
      if (outcome.kind === done) acknowledge(done);
    },
    kept: expectActed,
    again: again(work),
    clean: expectEnd(done === 'restored' ? 'plain' : 'compressed'),
  };
}

export const swapOperations: readonly Operation[] = [
  swapOperation({ name: 'compress', prepare: makeThread, work: compressRollout, done: 'compressed' }),
  /** Pressed by another tool, in many small frames and without a receipt. */
  swapOperation({ name: 'recompress', prepare: makeLooselyPressed, work: recompressRollout, done: 'recompressed' }),
  swapOperation({
    name: 'materialize',
    prepare: (stage) => {
      makeThread(stage);
      expectDone(act(compressRollout, stage), 'compressed');
    },
    work: materializeRollout,
    done: 'restored',
  }),
];
