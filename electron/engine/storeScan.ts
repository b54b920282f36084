import { AppFailure } from '#contract/errors';
import type { ScanState } from '#contract/store';
import { cancelOnBoard, createJobBoard } from '#core/ops/jobBoard';
import type { JobBoard } from '#core/ops/jobBoard';
import { describeError } from '#core/rollout/outcome';
import type { Pools } from '../pool/pools';

export type StoreScanOptions = {
  readonly home: string;
  readonly catalogFile: string;
  readonly pools: Pools;
  /** What comes before a scan, because it changes what there is to be found; never rejects. */
  readonly before: (board: JobBoard) => Promise<void>;
  readonly onState: (scan: ScanState) => void;
};

/** The scan of one open store: one at a time. Its end, good or bad, is a state and never an error. */
export class StoreScan {
  readonly #options: StoreScanOptions;
  #board: JobBoard | null = null;
  #ended: Promise<void> = Promise.resolve();

  constructor(options: StoreScanOptions) {
    this.#options = options;
  }

  get isRunning(): boolean {
    return this.#board !== null;
  }

  start(): void {
    if (this.#board !== null) return;
    const { onState } = this.#options;
    const board = createJobBoard(0);
    this.#board = board;
    onState({ kind: 'scanning', threads: 0, physicalBytes: 0, startedAtMs: Date.now() });
    this.#ended = this.#run(board).catch((error: unknown) => {
      const hint = 'Scan again. If it happens again, restart Coldpress.';
      onState({ kind: 'offline', message: `The scan broke off: ${describeError(error)}`, hint });
    });
  }

  /** Has it back out soon, and waits for that. */
  async stop(): Promise<void> {
    if (this.#board !== null) cancelOnBoard(this.#board);
    await this.#ended;
  }

  /** A scan of the threads alone, for a job that is about to begin; nothing of it is shown. Throws what ended it. */
  async catchUp(): Promise<void> {
    const { home, catalogFile, pools } = this.#options;
    const board = createJobBoard(0);
    this.#board = board;
    const scanned = pools.runScan({ home, catalogFile, measuresOther: false, board }, () => undefined);
    this.#ended = scanned.then(
      () => undefined,
      () => undefined, // whoever asked is told
    );
    const result = await scanned.finally(() => {
      this.#board = null;
    });
    if (result.kind === 'failed') throw new AppFailure(result.error);
  }

  async #run(board: JobBoard): Promise<void> {
    const startedAtMs = Date.now();
    const { home, catalogFile, pools, onState, before } = this.#options;
    await before(board);
    const task = { home, catalogFile, measuresOther: true, board };
    const scanned = pools.runScan(task, ({ phase, threads, physicalBytes }) => {
      if (this.#board !== board) return; // the last message of a scan that is over
      const counted = { threads, startedAtMs };
      onState(
        phase === 'threads' ? { kind: 'scanning', physicalBytes, ...counted } : { kind: 'measuring', ...counted },
      );
    });
    const result = await scanned.finally(() => {
      this.#board = null;
    });
    const finishedAtMs = Date.now();
    if (result.kind === 'done') onState({ kind: 'done', finishedAtMs, durationMs: finishedAtMs - startedAtMs });
    else onState({ kind: 'offline', message: result.error.message, hint: result.error.hint });
  }
}
