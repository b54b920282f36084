import path from 'node:path';
import { failure } from '#contract/errors';
import type { AppFailure } from '#contract/errors';
import type { JobKind, JobPreview, JobProgress, JobSelection, JobSummary } from '#contract/job';
import type { ScanState, StoreView, Usage } from '#contract/store';
import type { ThreadDetails, ThreadId } from '#contract/thread';
import type { Catalog } from '#core/catalog/catalog';
import { catalogFileName, openCatalog } from '#core/catalog/openCatalog';
import { coldBeforeMs, DEFAULT_MIN_AGE_MS } from '#core/model/coldPolicy';
import { cancelOnBoard, createJobBoard } from '#core/ops/jobBoard';
import type { JobBoard } from '#core/ops/jobBoard';
import { jobItem, previewJob, selectedRollouts } from '#core/ops/planJob';
import { refuseBesideCodex } from '#core/ops/codexProcesses';
import { Job } from '#core/ops/runJob';
import { createRescanner } from '#core/ops/scanStore';
import type { Rescanner } from '#core/ops/scanStore';
import { createDecoder } from '#core/zstd/codec';
import { describeError } from '#core/rollout/outcome';
import { systemEffects } from '#core/systemEffects';
import type { Pools } from '../pool/pools';
import type { Notify } from './channel';

export type OpenStore = Extract<StoreView, { kind: 'open' }>;

export type SessionOptions = {
  readonly home: string;
  readonly source: OpenStore['source'];
  readonly dataDirectory: string;
  readonly pools: Pools;
  readonly notify: Notify;
  /** `coldpress 0.1.0`, for receipts. */
  readonly tool: string;
};

/** Rows change quickly while a scan or a job runs; the window hears of it this often at most. */
const NOTIFY_MS = 200;
const LISTED_PROJECTS = 200;
const LISTED_LARGEST = 20;
const LISTED_PROBLEMS = 500;

/** One open store: its catalog, its scan and its jobs. Owned by the engine; `close` before another is opened. */
export class StoreSession {
  readonly #options: SessionOptions;
  readonly #catalog: Catalog;
  readonly #catalogFile: string;
  readonly #rescanner: Rescanner;
  readonly #summaries = new Map<string, JobSummary>();
  #scan: ScanState;
  #scanBoard: JobBoard | null = null;
  #scanning: Promise<void> = Promise.resolve();
  #job: Job | null = null;
  #startingJob = false;
  #scanWanted = false;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#catalogFile = path.join(options.dataDirectory, catalogFileName(options.home));
    const { fs } = systemEffects;
    this.#catalog = openCatalog({ file: this.#catalogFile, fs, check: true });
    this.#catalog.useHome(options.home);
    this.#rescanner = createRescanner({ fs, catalog: this.#catalog, home: options.home, decoder: createDecoder() });
    const scannedAtMs = this.#catalog.scannedAtMs();
    this.#scan = scannedAtMs === null ? { kind: 'never' } : { kind: 'done', finishedAtMs: scannedAtMs, durationMs: 0 };
  }

  get home(): string {
    return this.#options.home;
  }

  get catalog(): Catalog {
    return this.#catalog;
  }

  get coldBeforeMs(): number {
    return coldBeforeMs(Date.now(), DEFAULT_MIN_AGE_MS);
  }

  view(): OpenStore {
    const { home, source } = this.#options;
    return { kind: 'open', home, source, revision: this.#catalog.revision(), scan: this.#scan };
  }

  usage(): Usage {
    return this.#catalog.usage({
      coldBeforeMs: this.coldBeforeMs,
      minAgeMs: DEFAULT_MIN_AGE_MS,
      disk: this.#disk(),
      projects: LISTED_PROJECTS,
      largest: LISTED_LARGEST,
    });
  }

  problems(): ReturnType<Catalog['problems']> {
    return this.#catalog.problems(LISTED_PROBLEMS);
  }

  details(id: ThreadId): ThreadDetails {
    const found = this.#catalog.details(id, this.coldBeforeMs);
    if (found !== null) return found;
    throw failure('NO_SUCH_THREAD', `There is no thread ${id} in this store.`, 'Scan again: it may have been deleted.');
  }

  pathOf(id: ThreadId): string {
    return path.join(this.#options.home, this.details(id).path);
  }

  /** Starts a scan unless one runs; while a job runs, it waits for its end. Its own end, good or bad, is a state. */
  scan(): void {
    if (this.#scanBoard !== null) return;
    this.#scanWanted = this.#job !== null || this.#startingJob;
    if (this.#scanWanted) return;
    const board = createJobBoard(0);
    this.#scanBoard = board;
    this.#setScan({ kind: 'scanning', threads: 0, physicalBytes: 0, startedAtMs: Date.now() });
    this.#scanning = this.#runScan(board).catch((error: unknown) => {
      const hint = 'Scan again. If it happens again, restart Coldpress.';
      this.#setScan({ kind: 'offline', message: `The scan broke off: ${describeError(error)}`, hint });
    });
  }

  /**
   * Ends a running scan early, and has it done again after the job: a scan that opens a file in the middle of its swap
   * would break the lease on it, and the thread would be left alone for our own sake.
   */
  async #pauseScan(): Promise<void> {
    if (this.#scanBoard === null) return;
    this.#scanWanted = true;
    cancelOnBoard(this.#scanBoard);
    await this.#scanning;
  }

  async #runScan(board: JobBoard): Promise<void> {
    const startedAtMs = Date.now();
    const { home, pools } = this.#options;
    const task = { home, catalogFile: this.#catalogFile, measuresOther: true, board };
    const scanned = pools.runScan(task, ({ phase, threads, physicalBytes }) => {
      if (this.#scanBoard !== board) return; // the last message of a scan that is over
      const counted = { threads, startedAtMs };
      this.#setScan(
        phase === 'threads' ? { kind: 'scanning', physicalBytes, ...counted } : { kind: 'measuring', ...counted },
      );
    });
    const result = await scanned.finally(() => {
      this.#scanBoard = null;
    });
    const finishedAtMs = Date.now();
    if (result.kind === 'done') this.#setScan({ kind: 'done', finishedAtMs, durationMs: finishedAtMs - startedAtMs });
    else this.#setScan({ kind: 'offline', message: result.error.message, hint: result.error.hint });
  }

  preview(kind: JobKind, selection: JobSelection, firstTime: boolean): JobPreview {
    const { pools } = this.#options;
    const facts = { freeBytes: this.#disk()?.freeBytes ?? null, concurrency: pools.concurrency, firstTime };
    return previewJob(this.#catalog, { kind, selection, coldBeforeMs: this.coldBeforeMs }, facts);
  }

  async startJob(jobId: string, kind: JobKind, selection: JobSelection): Promise<void> {
    if (this.#job !== null || this.#startingJob) throw jobRunning();
    this.#startingJob = true;
    try {
      await refuseBesideCodex(process.platform);
      await this.#pauseScan();
      this.#runJob(jobId, kind, selection);
    } finally {
      this.#startingJob = false;
    }
  }

  #runJob(jobId: string, kind: JobKind, selection: JobSelection): void {
    const { home, pools, tool, notify } = this.#options;
    const changed: ThreadId[] = [];
    const plan = (): ReturnType<typeof jobItem>[] =>
      selectedRollouts(this.#catalog, { kind, selection, coldBeforeMs: this.coldBeforeMs }).map(jobItem);
    const job = new Job(
      {
        jobId,
        kind,
        home,
        plan,
        options: { minAgeMs: DEFAULT_MIN_AGE_MS, level: null, touch: false, tool },
        whenBusy: 'wait',
      },
      {
        effects: systemEffects,
        concurrency: pools.concurrency,
        runTask: pools.runRollout,
        onProgress: (progress) => notify('job/progressed', progress),
        onResult: ({ id }) => {
          changed.push(id);
          this.#changedSoon(() => this.#rescan(changed.splice(0)));
        },
      },
    );
    this.#job = job;
    void job.finished.then((summary) => {
      this.#rescan(changed.splice(0));
      this.#summaries.set(jobId, summary);
      this.#job = null;
      this.#tellChanged();
      notify('job/finished', { jobId });
      if (this.#scanWanted) this.scan();
    });
  }

  /** The progress of the running job, or `null`. */
  currentJob(): JobProgress | null {
    return this.#job?.progress() ?? null;
  }

  cancelJob(jobId: string): void {
    if (this.#job?.jobId !== jobId) throw noSuchJob();
    this.#job.cancel();
  }

  summary(jobId: string): JobSummary {
    const summary = this.#summaries.get(jobId);
    if (summary === undefined) throw noSuchJob();
    return summary;
  }

  /** Marks what Codex has loaded now; Linux tells without touching a lock. */
  refreshInUse(): void {
    if (this.#rescanner.refreshInUse()) this.#tellChanged();
  }

  /** Backs out of what is running at the next chunk, waits for it, and lets go of everything. */
  async close(): Promise<void> {
    if (this.#scanBoard !== null) cancelOnBoard(this.#scanBoard);
    this.#job?.cancel();
    await Promise.all([this.#scanning, this.#job?.finished]);
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#catalog.close();
  }

  #rescan(ids: readonly ThreadId[]): void {
    if (ids.length > 0) this.#rescanner.rescan(ids);
  }

  #disk(): Usage['disk'] {
    try {
      return systemEffects.fs.space(this.#options.home);
    } catch {
      return null; // the store is offline: its scan says so, and the rows of the last one stay on show
    }
  }

  #setScan(scan: ScanState): void {
    const isOther = scan.kind !== this.#scan.kind;
    this.#scan = scan;
    if (isOther) this.#tellChanged();
    else this.#changedSoon(() => undefined);
  }

  /** Runs `before` and tells the window, a little later, so that many changes make one event. */
  #changedSoon(before: () => void): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      before();
      this.#tellChanged();
    }, NOTIFY_MS);
  }

  #tellChanged(): void {
    this.#options.notify('store/changed', { revision: this.#catalog.revision(), scan: this.#scan });
  }
}

function jobRunning(): AppFailure {
  return failure('JOB_RUNNING', 'A job is running in this store already.', 'Wait until it has ended, or cancel it.');
}

function noSuchJob(): AppFailure {
  return failure('NO_SUCH_JOB', 'This job is not known any more.', 'Its result is in the list of threads.');
}
