import path from 'node:path';
import { failure } from '#contract/errors';
import type { JobKind, JobPreview, JobProgress, JobSelection, JobSummary } from '#contract/job';
import type { ScanState, StoreView, Usage } from '#contract/store';
import type { ThreadDetails, ThreadId } from '#contract/thread';
import type { Catalog } from '#core/catalog/catalog';
import { catalogFileName, openCatalog } from '#core/catalog/openCatalog';
import { coldBeforeMs, DEFAULT_MIN_AGE_MS } from '#core/model/coldPolicy';
import type { JobBoard } from '#core/ops/jobBoard';
import { previewJob, selectedRollouts } from '#core/ops/planJob';
import type { Job } from '#core/ops/runJob';
import { createRescanner } from '#core/ops/scanStore';
import type { Rescanner } from '#core/ops/scanStore';
import { createDecoder } from '#core/zstd/codec';
import { systemEffects } from '#core/systemEffects';
import type { Pools } from '../pool/pools';
import type { Notify } from './channel';
import { StoreLedger } from './storeLedger';
import { jobRunning, noSuchJob } from './sessionErrors';
import { Scrubber, SCRUB_TIMES } from './scrubber';
import type { ScrubTimes } from './scrubber';
import { beginJob } from './sessionJob';
import { StoreGate } from './storeGate';
import { StoreHealth } from './storeHealth';
import { StoreScan } from './storeScan';
import { TroubleLog } from './troubleLog';

export type OpenStore = Extract<StoreView, { kind: 'open' }>;

export type SessionOptions = {
  readonly home: string;
  readonly source: OpenStore['source'];
  readonly dataDirectory: string;
  readonly pools: Pools;
  readonly notify: Notify;
  /** `coldpress 0.1.0`, for receipts. */
  readonly tool: string;
  /** Bytes a day for the scheduled verification. */
  readonly scrubBudgetBytes: () => number;
  readonly scrubTimes?: ScrubTimes;
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
  readonly ledger: StoreLedger;
  readonly #scans: StoreScan;
  readonly #rescanner: Rescanner;
  /** What Codex versions and the store itself allow. */
  readonly gate: StoreGate;
  readonly #scrubber: Scrubber;
  readonly health: StoreHealth;
  readonly #summaries = new Map<string, JobSummary>();
  #scan: ScanState;
  #revision: number;
  #job: Job | null = null;
  /** The job's end, with all that is done then. */
  #jobEnded: Promise<void> = Promise.resolve();
  /** Pending while a job is about to start. */
  #starting: Promise<void> | null = null;
  #scanWanted = false;
  #timer: NodeJS.Timeout | null = null;
  #closing = false;
  readonly #troubles = new TroubleLog();

  constructor(options: SessionOptions) {
    this.#options = options;
    const { home, dataDirectory, pools } = options;
    const catalogFile = path.join(dataDirectory, catalogFileName(home));
    const { fs } = systemEffects;
    this.#catalog = openCatalog({ file: catalogFile, fs, check: true });
    this.#catalog.useHome(home);
    this.#revision = this.#catalog.revision();
    this.ledger = new StoreLedger(options, this.#catalog.ledger);
    this.gate = new StoreGate(home, this.#catalog, () => this.#isIdle);
    this.#rescanner = createRescanner({ fs, catalog: this.#catalog, home, decoder: createDecoder() });
    const { ledger, gate, catalog } = this;
    this.health = new StoreHealth({ ...options, catalog, ledger, gate, onChanged: () => this.scan() });
    const before = (board: JobBoard): Promise<void> => this.health.beforeScan(board);
    this.#scans = new StoreScan({ home, catalogFile, pools, before, onState: (scan) => this.#setScan(scan) });
    this.#scrubber = this.#createScrubber();
    const scannedAtMs = this.#catalog.scannedAtMs();
    this.#scan = scannedAtMs === null ? { kind: 'never' } : { kind: 'done', finishedAtMs: scannedAtMs, durationMs: 0 };
  }

  #createScrubber(): Scrubber {
    const { scrubBudgetBytes: budgetBytes, scrubTimes: times = SCRUB_TIMES } = this.#options;
    const isIdle = (): boolean => this.#isIdle && !this.#scans.isRunning && !this.#closing;
    const onChanged = (id: ThreadId): void => {
      this.#rescan([id]);
      this.#tellChanged();
    };
    const own = { catalog: this.#catalog, ledger: this.ledger, isIdle, budgetBytes, onChanged, times };
    return new Scrubber({ ...this.#options, ...own });
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

  /** Starts a scan unless one runs; while a job runs, it waits for its end. */
  scan(): void {
    if (this.#closing || this.#scans.isRunning) return;
    this.#scanWanted = this.#job !== null || this.#starting !== null;
    if (!this.#scanWanted) this.#scans.start();
  }

  async preview(kind: JobKind, selection: JobSelection, firstTime: boolean): Promise<JobPreview> {
    const { concurrency } = this.#options.pools;
    const hindrance = await this.gate.preview(kind);
    this.#refuseClosing();
    const facts = { freeBytes: this.#disk()?.freeBytes ?? null, concurrency, firstTime, ...hindrance };
    return previewJob(this.#catalog, { kind, selection, coldBeforeMs: this.coldBeforeMs }, facts);
  }

  /** No job runs or is about to. */
  get #isIdle(): boolean {
    return this.#job === null && this.#starting === null;
  }

  async startJob(jobId: string, kind: JobKind, selection: JobSelection): Promise<void> {
    this.#refuseClosing();
    if (!this.#isIdle) throw jobRunning();
    const starting = this.#makeReady().then(() => this.#runJob(jobId, kind, selection));
    this.#starting = starting
      .catch(() => undefined)
      .then(() => {
        this.#starting = null;
        if (this.#job === null && this.#scanWanted) this.scan();
      });
    await starting;
  }

  /**
   * Ends a running scan early, and has it done again after the job: a scan that opens a file in the middle of its swap
   * would break the lease on it, and the thread would be left alone for our own sake.
   */
  async #makeReady(): Promise<void> {
    await this.#scrubber.pause();
    if (!this.#scans.isRunning) return;
    this.#scanWanted = true;
    await this.#scans.stop();
  }

  #refuseClosing(): void {
    if (this.#closing) throw failure('NO_STORE', 'This store is not open any more.', 'Open it again, then try again.');
  }

  #runJob(jobId: string, kind: JobKind, selection: JobSelection): void {
    this.#refuseClosing();
    const changed: ThreadId[] = [];
    const rescan = (): void => this.#rescan(changed.splice(0));
    const select = (): ReturnType<typeof selectedRollouts> =>
      selectedRollouts(this.#catalog, { kind, selection, coldBeforeMs: this.coldBeforeMs });
    const plan = async (): ReturnType<StoreGate['plan']> => {
      if (kind === 'verify') return this.ledger.verifyItems(select());
      const items = await this.gate.plan(kind, select, () => this.#scans.catchUp());
      return kind === 'compress' ? items : this.ledger.withKnown(items);
    };
    const refusal = (): ReturnType<StoreGate['refusal']> => this.gate.refusalOfJob();
    const asked = { jobId, kind, home: this.home, refusal, plan, ledger: this.ledger.target(jobId) };
    const job = beginJob(asked, this.#options, (id) => {
      changed.push(id);
      this.#changedSoon(rescan);
    });
    this.#job = job;
    this.#jobEnded = job.finished.then((summary) => {
      this.#summaries.set(jobId, summary);
      this.ledger.recordJob(summary);
      this.#job = null;
      rescan();
      this.#tellChanged();
      this.#options.notify('job/finished', { jobId });
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
    this.#troubles.attempt('in-use threads could not be looked at', () => {
      if (this.#rescanner.refreshInUse()) this.#tellChanged();
    });
  }

  /** Backs out of what is running at the next chunk, waits for it, and lets go of everything. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#job?.cancel();
    await Promise.all([this.#scans.stop(), this.#scrubber.stop(), this.#starting]);
    await Promise.all([this.#scans.stop(), this.#jobEnded]);
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#catalog.close();
  }

  /** Rows that could not be brought up to date now are, by a scan after the job. */
  #rescan(ids: readonly ThreadId[]): void {
    if (ids.length === 0) return;
    const done = this.#troubles.attempt(
      'threads of a job could not be looked at',
      () => void this.#rescanner.rescan(ids),
    );
    if (!done) this.#scanWanted = true;
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
    if (this.#closing) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      before();
      this.#tellChanged();
    }, NOTIFY_MS);
  }

  #tellChanged(): void {
    if (this.#closing) return;
    this.#troubles.attempt('the catalog could not be looked at', () => {
      this.#revision = this.#catalog.revision();
    });
    this.#options.notify('store/changed', { revision: this.#revision, scan: this.#scan });
  }
}
