import type { AppError } from '#contract/errors';
import type { JobKind, JobProgress, JobSummary } from '#contract/job';
import type { LedgerTarget } from '../ledger/entry';
import type { Effects } from '../ports';
import { NOTHING_KNOWN } from '../rollout/knownProofs';
import type { KnownProofs } from '../rollout/knownProofs';
import { describeError, LeftAlone, resultOfError } from '../rollout/outcome';
import type { RolloutDone } from '../rollout/done';
import type { RolloutResult } from '../rollout/outcome';
import type { SwapTask } from '../rollout/press';
import type { Held } from '../rollout/settleHold';
import { acquireRun, runHolder } from './acquireRun';
import { disturbedBy, whoDisturbs } from './disturbance';
import { cancelOnBoard, clearSlot, createJobBoard, isCancelled } from './jobBoard';
import type { JobBoard } from './jobBoard';
import { diskFull, wholeError } from './jobError';
import { orderItems } from './jobOrder';
import { bytesDone, createJobState, inHandNow } from './jobState';
import type { JobState } from './jobState';
import { addResult, countChanged, summarize } from './jobTally';
import type { JobItem } from './jobTally';
import { createProofLog } from './proofLog';
import type { ProofLog } from './proofLog';
import { createSpeedometer } from './speed';
import { createHoldQueue } from './holdQueue';

export type JobRequest = {
  readonly jobId: string;
  readonly kind: JobKind;
  readonly home: string;
  /** Why nothing in the store may be changed; asked before anything is (ops/storeRefusal). */
  readonly refusal: () => Promise<AppError | null>;
  /** Called when the store's lock is ours, so that the plan is of the store and of its Codex as they are then. */
  readonly plan: () => readonly JobItem[] | Promise<readonly JobItem[]>;
  readonly options: Omit<SwapTask, 'home' | 'id' | 'plainPath'>;
  /** Where each swap and each proof is written down before it counts as done; `null`: nowhere. */
  readonly ledger: LedgerTarget | null;
  /** What to do while another program compresses in this store: wait for it visibly, or end with STORE_BUSY. */
  readonly whenBusy: 'wait' | 'fail';
};

export type RolloutTask = {
  readonly kind: JobKind;
  readonly swap: SwapTask;
  readonly slot: number;
  readonly board: JobBoard;
  readonly ledger: LedgerTarget | null;
  /** Of a verification: what the ledger knows of the thread. */
  readonly known: KnownProofs;
  /** Work in the background takes only this share of its thread's time, 0 to 1. */
  readonly share?: number;
};

/** A swap whose old file is on hold, to be watched to its end. */
export type HoldTask = { readonly held: Held; readonly ledger: LedgerTarget | null };

export type JobHost = {
  readonly effects: Effects;
  readonly concurrency: number;
  readonly runTask: (task: RolloutTask) => Promise<RolloutDone>;
  /** Watches the hold of a swap to its end, while other rollouts are worked on. */
  readonly settleHold: (task: HoldTask) => Promise<RolloutResult>;
  /** Finishes or takes back what a broken swap left of one thread (by the path of its plain form); the run lock is ours. */
  readonly recoverThread: (plainPath: string) => Promise<void>;
  readonly onProgress: (progress: JobProgress) => void;
  readonly onResult: (item: JobItem, result: RolloutResult) => void;
};

/** Ten events a second at most. */
const TICK_MS = 100;

type FullItem = { readonly item: JobItem; readonly result: RolloutResult };

/**
 * A job over one store. One that changes it runs alone there: the run lock sees to that. `finished` never
 * rejects: what went wrong for the job as a whole is the summary's `error`.
 */
export class Job {
  readonly finished: Promise<JobSummary>;
  readonly #request: JobRequest;
  readonly #host: JobHost;
  readonly #board: JobBoard;
  readonly #startedAtMs: number;
  readonly #speedometer = createSpeedometer();
  readonly #state: JobState;
  readonly #holds = createHoldQueue();
  readonly #broken: JobItem[] = [];
  readonly #proofs: ProofLog;

  /** Starts at once. */
  constructor(request: JobRequest, host: JobHost) {
    this.#request = request;
    this.#host = host;
    this.#board = createJobBoard(host.concurrency);
    this.#startedAtMs = host.effects.clock.nowMs();
    this.#state = createJobState(host.concurrency);
    const { ledger } = request;
    this.#proofs = createProofLog({ ...host, ledger, onWritten: (item, result) => this.#finish(item, result) });
    this.finished = this.#runToSummary();
  }

  get jobId(): string {
    return this.#request.jobId;
  }

  /** Honoured between chunks; a file in its swap is finished first. */
  cancel(): void {
    cancelOnBoard(this.#board);
    if (this.#state.phase !== 'finished') this.#state.phase = 'cancelling';
  }

  progress(): JobProgress {
    const state = this.#state;
    const totalBytes = state.items.reduce((sum, item) => sum + item.bytes, 0);
    const doneBytes = Math.min(totalBytes, Math.round(bytesDone(this.#request.kind, state, this.#board)));
    this.#speedometer.add(this.#host.effects.clock.nowMs(), doneBytes);
    const bytesPerSecond = this.#speedometer.bytesPerSecond();
    return {
      jobId: this.#request.jobId,
      kind: this.#request.kind,
      phase: state.phase,
      blockedBy: state.blockedBy,
      startedAtMs: this.#startedAtMs,
      doneBytes,
      totalBytes,
      doneThreads: state.tally.results.length,
      totalThreads: state.items.length,
      freedBytes: state.tally.freedBytes,
      bytesPerSecond,
      remainingMs: bytesPerSecond > 0 ? ((totalBytes - doneBytes) / bytesPerSecond) * 1000 : null,
      inHand: inHandNow(state, this.#board),
    };
  }

  async #runToSummary(): Promise<JobSummary> {
    const host = this.#host;
    const ticker = setInterval(() => this.#tell(() => host.onProgress(this.progress())), TICK_MS);
    const error = await this.#run();
    clearInterval(ticker);
    this.#state.phase = 'finished';
    this.#tell(() => host.onProgress(this.progress()));
    const { jobId, kind } = this.#request;
    const durationMs = Math.max(0, host.effects.clock.nowMs() - this.#startedAtMs);
    const cancelled = isCancelled(this.#board);
    return summarize(this.#state.tally, { jobId, kind, startedAtMs: this.#startedAtMs, durationMs, cancelled, error });
  }

  async #run(): Promise<AppError | null> {
    try {
      const refusal = this.#request.kind === 'verify' ? null : await this.#request.refusal();
      if (refusal !== null) return refusal;
      const lock = await acquireRun(this.#request, this.#host.effects, () => this.#waitFor());
      if (lock === null) return null;
      try {
        await this.#work();
      } finally {
        await this.#recover();
        lock.release();
      }
      const isStuck = this.#state.diskFull > 0 && countChanged(this.#state.tally) === 0;
      return isStuck ? diskFull(this.#request.home, 0) : null;
    } catch (error) {
      const { home } = this.#request;
      return wholeError(error, { fs: this.#host.effects.fs, home, changed: countChanged(this.#state.tally) });
    }
  }

  /** Says who is waited for; `false` once the job is cancelled. */
  #waitFor(): boolean {
    if (isCancelled(this.#board)) return false;
    this.#state.phase = 'queued';
    this.#state.blockedBy = runHolder(this.#host.effects.fs, this.#request.home);
    return true;
  }

  async #work(): Promise<void> {
    const state = this.#state;
    const { effects, concurrency } = this.#host;
    state.blockedBy = null;
    state.items = await this.#request.plan();
    if (!isCancelled(this.#board)) state.phase = 'running';
    const { freeBytes } = effects.fs.space(this.#request.home);
    for (const item of state.items) if (item.problem !== null) this.#leave(item, 'skipped_unsupported', item.problem);
    const sound = state.items.filter(({ problem }) => problem === null);
    let full = await this.#drain(orderItems(sound, freeBytes, concurrency), concurrency);
    // What was compressed makes room when its hold has ended: those that found none get another chance, smallest first
    // and one by one, as long as that gets any further.
    for (let done = -1; full.length > 0 && countChanged(state.tally) > done;) {
      done = countChanged(state.tally);
      const items = full.map(({ item }) => item);
      full = await this.#drain(orderItems(items, 0, 1), 1);
    }
    state.diskFull = full.length;
    for (const { item, result } of full) this.#finish(item, result);
    if (isCancelled(this.#board)) this.#leaveTheRest();
  }

  /** Threads that a cancelled job never began have an outcome too. */
  #leaveTheRest(): void {
    const begun = new Set(this.#state.tally.results.map(({ item }) => item.id));
    for (const item of this.#state.items.filter(({ id }) => !begun.has(id))) {
      this.#leave(item, 'skipped_cancelled', 'You cancelled before this thread was begun.');
    }
  }

  /** Still under the run lock: what a swap could not end is decided now, and not only at the next start. */
  async #recover(): Promise<void> {
    for (const item of this.#broken.splice(0)) {
      try {
        await this.#host.recoverThread(item.plainPath);
      } catch (error) {
        console.error(`${item.plainPath} is left to the next recovery:`, describeError(error));
      }
    }
  }

  #leave(item: JobItem, kind: LeftAlone['kind'], reason: string): void {
    this.#finish(item, resultOfError(item, new LeftAlone(kind, reason)));
  }

  /** Works through a queue with so many slots and waits for all holds; gives back what found no room on the disk. */
  async #drain(queue: readonly JobItem[], slots: number): Promise<readonly FullItem[]> {
    const full: FullItem[] = [];
    let next = 0;
    const work = async (slot: number): Promise<void> => {
      for (let item = queue[next++]; item !== undefined; item = queue[next++]) {
        if (isCancelled(this.#board)) return;
        const done = await this.#runOne(item, slot);
        if (done.kind === 'held') await this.#holds.add(() => this.#settle(item, done));
        else if (done.result.diskFull) full.push({ item, result: done.result });
        else this.#proofs.add(item, done.result);
      }
    };
    await Promise.all(Array.from({ length: slots }, (_, slot) => work(slot)));
    await this.#holds.ended();
    this.#proofs.flush();
    return full;
  }

  /** What a hold that ends badly leaves is told in its result; the file itself stands, as the swap left it. */
  async #settle(item: JobItem, held: Held): Promise<void> {
    this.#state.heldBytes += item.bytes;
    const result = await this.#host
      .settleHold({ held, ledger: this.#request.ledger })
      .catch((error: unknown) => this.#brokenOff(item, error));
    this.#state.heldBytes -= item.bytes;
    this.#finish(item, result);
  }

  async #runOne(item: JobItem, slot: number): Promise<RolloutDone> {
    const { home, options, kind, ledger } = this.#request;
    clearSlot(this.#board, slot);
    this.#state.inHand[slot] = item;
    const needsLease = options.needsLease || item.needs?.lease === true;
    const swap: SwapTask = { home, id: item.id, plainPath: item.plainPath, ...options, needsLease };
    try {
      const who = item.needs?.quiet === true ? whoDisturbs(home) : null;
      if (who !== null) return { kind: 'settled', result: resultOfError(item, disturbedBy(who)) };
      const known = item.known?.() ?? NOTHING_KNOWN;
      return await this.#host.runTask({ kind, swap, slot, board: this.#board, ledger, known });
    } catch (error) {
      return { kind: 'settled', result: this.#brokenOff(item, error) };
    } finally {
      this.#state.inHand[slot] = null;
    }
  }

  /** A thread of the pool died, not the file: the swap leaves it whole, and the next scan says what stands there. */
  #brokenOff(item: JobItem, error: unknown): RolloutResult {
    const reason = `The work on this thread broke off: ${describeError(error)}. Scan again to see how it stands.`;
    return { ...resultOfError(item, new LeftAlone('failed', reason)), needsRecovery: true };
  }

  #finish(item: JobItem, result: RolloutResult): void {
    addResult(this.#state.tally, item, result);
    const { kind } = this.#request;
    const isOurRun = kind === 'compress' || kind === 'recompress';
    if (isOurRun && result.needsRecovery === true) this.#broken.push(item);
    this.#tell(() => this.#host.onResult(item, result));
  }

  /** Whoever listens may fail; the swaps that other slots have in hand go on under their lock all the same. */
  #tell(report: () => void): void {
    try {
      report();
    } catch (error) {
      console.error('a report of a job broke off:', describeError(error));
    }
  }
}
