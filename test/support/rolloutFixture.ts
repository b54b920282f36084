import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect } from 'vitest';
import type { Outcome } from '#contract/job';
import type { Clock, Effects } from '#core/ports';
import { compressRollout } from '#core/rollout/compressRollout';
import { materializeRollout } from '#core/rollout/materializeRollout';
import type { RolloutDone } from '#core/rollout/done';
import type { RolloutResult } from '#core/rollout/outcome';
import { createPress } from '#core/rollout/press';
import type { Control, Step, SwapTask } from '#core/rollout/press';
import { recompressRollout } from '#core/rollout/recompressRollout';
import { settleHold } from '#core/rollout/settleHold';
import { systemEffects } from '#core/systemEffects';

export const ID = '0190aaaa-bbbb-7ccc-8ddd-eeeeffff0001';
export const NAME = `rollout-2026-01-02T03-04-05-${ID}.jsonl`;
export const PLAIN_PATH = `sessions/2026/01/02/${NAME}`;
export const OPTIONS = { minAgeMs: 0, level: null, needsLease: false, minGain: 0.2, touch: false };
const press = createPress(systemEffects.fs);
/** A clock that a pause moves on at once: a hold of a second takes no second. */
export function fastClock(): Clock {
  let aheadMs = 0;
  return {
    nowMs: () => Date.now(),
    elapsedMs: () => performance.now() + aheadMs,
    pause: (ms) => void (aheadMs += ms),
  };
}

/** The whole way of a swap: what was left on hold is watched to its end. */
function finish(effects: Effects, done: RolloutDone): RolloutResult {
  return done.kind === 'held' ? settleHold({ ...effects, clock: fastClock() }, done) : done.result;
}

const quiet: Control = { shouldStop: () => false, progress: () => undefined };

export function rolloutText(turns: number): string {
  const meta = {
    timestamp: '2026-01-02T03:04:05Z',
    type: 'session_meta',
    payload: { id: ID, cwd: '/w/p', originator: 'codex_exec', cli_version: '0.169.0', source: 'exec' },
  };
  const turn = (n: number): unknown => ({
    timestamp: '2026-01-02T03:04:06Z',
    type: 'response_item',
    payload: { text: `turn ${n} ${'words '.repeat(20)}` },
  });
  return [meta, ...Array.from({ length: turns }, (_, n) => turn(n))]
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('');
}

type Options = {
  readonly overrides?: Partial<SwapTask>;
  readonly control?: Control;
  readonly effects?: Effects;
};

/** A store with one cold thread, and the two operations on it; `remove` takes it all away again. */
export type RolloutFixture = {
  readonly home: string;
  readonly plain: string;
  readonly compress: (options?: Options) => Outcome;
  readonly compressWith: (options?: Options) => RolloutResult;
  /** Up to the hold, which is left standing. */
  readonly compressOnly: (options?: Options) => RolloutDone;
  readonly restore: (options?: Options) => Outcome;
  readonly recompress: (options?: Options) => Outcome;
  readonly snapshot: () => object;
  readonly expectLeftAlone: (outcome: Outcome, expected: readonly [Outcome['kind'], RegExp], before: object) => void;
  readonly remove: () => void;
};

export function makeRolloutFixture(home = fs.mkdtempSync(path.join(os.tmpdir(), 'coldpress-swap-'))): RolloutFixture {
  const plain = path.join(home, PLAIN_PATH);
  fs.mkdirSync(path.dirname(plain), { recursive: true });
  fs.writeFileSync(plain, rolloutText(500), { mode: 0o640 });
  fs.utimesSync(plain, 1_760_000_000.123456, 1_760_000_000.123456);
  const common = { home, id: ID, plainPath: PLAIN_PATH, tool: 'test', ...OPTIONS };
  type Operation = (task: SwapTask, tools: { effects: Effects; press: typeof press; control: Control }) => RolloutDone;
  const begin =
    (operation: Operation) =>
    ({ overrides = {}, control = quiet, effects = systemEffects }: Options = {}): RolloutDone =>
      operation({ ...common, ...overrides }, { effects, press, control });
  const whole =
    (operation: Operation) =>
    (options: Options = {}): RolloutResult =>
      finish(options.effects ?? systemEffects, begin(operation)(options));
  const compressWith = whole(compressRollout);
  return {
    home,
    plain,
    compressWith,
    compress: (options) => compressWith(options).outcome,
    compressOnly: begin(compressRollout),
    restore: (options) => whole(materializeRollout)(options).outcome,
    recompress: (options) => whole(recompressRollout)(options).outcome,
    snapshot: () => snapshotOf(home),
    expectLeftAlone: (outcome, [kind, reason], before) => {
      const expected = { id: ID, kind, sourceBytes: 0, compressedBytes: 0, reason: expect.stringMatching(reason) };
      expect(outcome).toEqual(expected);
      expect(snapshotOf(home)).toEqual(before);
    },
    remove: () => fs.rmSync(home, { recursive: true, force: true }),
  };
}

export function stateOf(file: string): object {
  const { size, mtimeNs, mode, uid, gid, nlink } = fs.lstatSync(file, { bigint: true });
  const sha256 = createHash('sha256').update(fs.readFileSync(file)).digest('hex');
  return { size, mtimeNs, mode, uid, gid, nlink, sha256 };
}

/** Calls `act` once, when the work reaches a step: the moment between two of its system calls. */
export function at(step: Step, act: () => void): Control {
  let done = false;
  return {
    shouldStop: () => false,
    progress: (now) => {
      if (now !== step || done) return;
      done = true;
      act();
    },
  };
}

/** Everything in the store but Codex's own lock files, so that "nothing was changed" is one comparison. */
function snapshotOf(home: string): object {
  const files = fs.readdirSync(home, { recursive: true, withFileTypes: true });
  const kept = files.filter((entry) => !entry.isDirectory() && !/(thread-writer-locks|\.tmp)$/.test(entry.parentPath));
  return Object.fromEntries(
    kept.map((entry) => {
      const file = path.join(entry.parentPath, entry.name);
      return [path.relative(home, file), entry.isFile() ? stateOf(file) : fs.readlinkSync(file)];
    }),
  );
}
