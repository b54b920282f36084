import type { Catalog } from '#core/catalog/catalog';
import { appendEntries } from '#core/ledger/appendEntries';
import { cancelOnBoard, createJobBoard } from '#core/ops/jobBoard';
import type { JobBoard } from '#core/ops/jobBoard';
import { isWorthALook } from '#core/ops/jobTally';
import { budgetSinceMs, nextToScrub } from '#core/ops/scrub';
import type { ScrubCandidate } from '#core/ops/scrub';
import type { RolloutResult } from '#core/rollout/outcome';
import { systemEffects } from '#core/systemEffects';
import type { Pools } from '../pool/pools';
import type { Notify } from './channel';
import { jobOptions } from './sessionJob';
import type { StoreLedger } from './storeLedger';
import { TroubleLog } from './troubleLog';

export type ScrubTimes = {
  /** After the store was opened. */
  readonly firstMs: number;
  /** Between two threads. */
  readonly gapMs: number;
  /** Between two looks while there is nothing to do, or something else is done. */
  readonly idleMs: number;
};
export const SCRUB_TIMES: ScrubTimes = { firstMs: 60_000, gapMs: 1000, idleMs: 60_000 };

/** Of the time of one pool thread. */
const SHARE = 0.25;
const LOOKED_AT = 200;
/** A thread that could not be read is not tried again before this. */
const POSTPONED_MS = 6 * 3600 * 1000;

export type ScrubberOptions = {
  readonly home: string;
  readonly catalog: Catalog;
  readonly ledger: StoreLedger;
  readonly pools: Pools;
  readonly notify: Notify;
  readonly tool: string;
  /** Nothing else is done in this store now. */
  readonly isIdle: () => boolean;
  readonly budgetBytes: () => number;
  readonly onChanged: (id: string) => void;
  readonly times: ScrubTimes;
};

/**
 * Proves compressed threads again in the background, within a budget of bytes a day that the ledger remembers. One thread
 * at a time, at a quarter of a pool thread, only while the store is idle; whoever has something to do calls `pause`.
 */
export class Scrubber {
  readonly #options: ScrubberOptions;
  readonly #postponed = new Map<string, number>();
  #candidates: readonly ScrubCandidate[] = [];
  #timer: NodeJS.Timeout | null = null;
  #board: JobBoard | null = null;
  #inHand: Promise<void> = Promise.resolve();
  #stopped = false;
  readonly #troubles = new TroubleLog();

  constructor(options: ScrubberOptions) {
    this.#options = options;
    this.#look(options.times.firstMs);
  }

  /** Backs out of the thread in hand, within a moment. Goes on by itself when the store is idle again. */
  async pause(): Promise<void> {
    if (this.#board !== null) cancelOnBoard(this.#board);
    await this.#inHand;
  }

  /** For good. */
  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.pause();
  }

  #look(inMs: number): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      this.#inHand = this.#step().then((isDone) => {
        const { gapMs, idleMs } = this.#options.times;
        this.#look(isDone ? gapMs : idleMs);
      });
    }, inMs);
    this.#timer.unref();
  }

  /** Proves the next thread. `false`: there was nothing to do, or it could not be done. Never rejects. */
  async #step(): Promise<boolean> {
    try {
      const next = this.#options.isIdle() ? this.#next() : null;
      if (next === null) return false;
      await this.#prove(next);
      this.#troubles.went();
      return true;
    } catch (error) {
      this.#troubles.failed('the scheduled verification broke off', error);
      return false;
    } finally {
      this.#board = null;
    }
  }

  #next(): ScrubCandidate | null {
    const budgetBytes = this.#options.budgetBytes();
    if (budgetBytes === 0) return null;
    const { index } = this.#options.ledger;
    const nowMs = systemEffects.clock.nowMs();
    if (this.#candidates.length === 0) this.#candidates = index.leastProven(LOOKED_AT + this.#postponed.size);
    const candidates = this.#candidates.filter(({ id }) => (this.#postponed.get(id) ?? 0) <= nowMs);
    const scrubbedBytes = index.scrubbedBytes(budgetSinceMs(nowMs));
    const next = nextToScrub({ candidates, nowMs, budgetBytes, scrubbedBytes });
    // What was not taken is asked for anew the next time: the store may be another one by then.
    this.#candidates = next === null ? [] : candidates.slice(1);
    return next;
  }

  async #prove({ id }: ScrubCandidate): Promise<void> {
    const { home, catalog, ledger, pools, tool } = this.#options;
    const [rollout] = catalog.rolloutsByIds([id], 0);
    if (rollout === undefined) return;
    const board = createJobBoard(1);
    this.#board = board;
    const swap = { home, id, plainPath: rollout.key, ...jobOptions(tool) };
    const known = ledger.index.knownProofs(id);
    const task = { kind: 'verify', swap, slot: 0, board, ledger: null, known, share: SHARE } as const;
    const done = await pools.runRollout(task);
    if (done.kind === 'settled') this.#record(id, done.result);
  }

  #record(id: string, { outcome, proof }: RolloutResult): void {
    const { ledger, notify, onChanged } = this.#options;
    if (outcome.kind === 'skipped_cancelled') return;
    if (proof === undefined) this.#postponed.set(id, systemEffects.clock.nowMs() + POSTPONED_MS);
    else {
      const target = ledger.target(null, 'scrub');
      appendEntries(systemEffects, target, [{ kind: 'proof', trigger: target.trigger, jobId: null, ...proof }]);
      ledger.refresh();
    }
    if (outcome.kind === 'corrupt') notify('health/changed', {});
    if (isWorthALook(outcome)) onChanged(id);
  }
}
