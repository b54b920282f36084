import path from 'node:path';
import type { ActivityDetails, ActivityFilter, ActivityPage, ActivityUndo } from '#contract/activity';
import { failure } from '#contract/errors';
import type { AppFailure } from '#contract/errors';
import type { JobSummary } from '#contract/job';
import type { LedgerIndex, PlacedRow } from '#core/catalog/ledgerIndex';
import type { JobRollout } from '#core/catalog/rolloutRow';
import type { LedgerTarget } from '#core/ledger/entry';
import { ledgerFileName } from '#core/ledger/ledgerFile';
import { recordJob } from '#core/ledger/recordJob';
import { activityDetails } from '#core/ops/activityDetails';
import { exportActivity } from '#core/ops/exportActivity';
import type { ActivityExport } from '#core/ops/exportActivity';
import type { JobItem } from '#core/ops/jobTally';
import { syncLedger, syncSome } from '#core/ops/syncLedger';
import { verifyItems, withKnown } from '#core/ops/verifyItems';
import { describeError } from '#core/rollout/outcome';
import { systemEffects } from '#core/systemEffects';
import type { Notify } from './channel';

export type StoreLedgerOptions = {
  readonly home: string;
  readonly dataDirectory: string;
  readonly tool: string;
  readonly notify: Notify;
};

const { fs } = systemEffects;

/** The window hears of it two seconds later where somebody else is writing into the catalog. */
const REFRESH_WAIT_MS = 50;

/** What is wrong with the ledger itself, in a sentence or two. */
function troubleOf(index: LedgerIndex): string | null {
  const [first, ...others] = index.problems();
  if (first === undefined) return null;
  const more = others.length === 0 ? '' : ` So it is at ${others.length} more places.`;
  return `The record itself is damaged. ${first}${more} The other entries are whole, and no thread is touched by this.`;
}

/** The ledger of one open store, as the engine writes and reads it. */
export class StoreLedger {
  readonly #options: StoreLedgerOptions;
  readonly #index: LedgerIndex;
  readonly file: string;
  #trouble = '';

  constructor(options: StoreLedgerOptions, index: LedgerIndex) {
    this.#options = options;
    this.#index = index;
    this.file = path.join(options.dataDirectory, ledgerFileName(options.home));
  }

  /** For what a person asks for in the window; `jobId`: null outside a job. */
  target(jobId: string | null, trigger: LedgerTarget['trigger'] = 'window'): LedgerTarget {
    return { file: this.file, tool: this.#options.tool, trigger, jobId };
  }

  /** What the ledger says, up to its last line. */
  get index(): LedgerIndex {
    syncLedger({ fs, file: this.file, index: this.#index });
    return this.#index;
  }

  /** Writes down that a job ended. Where that fails, its swaps stand there one by one, and the log says so. */
  recordJob(summary: JobSummary): void {
    try {
      recordJob(systemEffects, this.target(summary.jobId), summary);
    } catch (error) {
      console.error('the end of a job could not be written into the ledger:', describeError(error));
    }
    this.refresh();
  }

  /** Tells the window when something was written, by whichever program. Work that nobody waits for: never throws. */
  refresh(): void {
    try {
      const isNew = syncSome({ fs, file: this.file, index: this.#index }, REFRESH_WAIT_MS);
      this.#trouble = '';
      if (isNew) this.#options.notify('activity/changed', {});
    } catch (error) {
      const trouble = `the ledger could not be read: ${describeError(error)}`;
      if (trouble !== this.#trouble) console.error(trouble);
      this.#trouble = trouble;
    }
  }

  /** Items of a job that decodes compressed threads, with what is known of each. */
  withKnown(items: readonly JobItem[]): readonly JobItem[] {
    return withKnown({ fs, file: this.file, index: this.#index }, items);
  }

  /** The items of a verify job, with what is known of each thread. */
  verifyItems(rollouts: readonly JobRollout[]): readonly JobItem[] {
    return verifyItems({ fs, file: this.file, index: this.#index }, rollouts);
  }

  page(filter: ActivityFilter, part: { readonly offset: number; readonly limit: number }): ActivityPage {
    const { index } = this;
    return { ...index.page(filter, part), ledger: troubleOf(index) };
  }

  details(seq: number): ActivityDetails {
    const found = activityDetails(fs, this.file, this.#placed(seq));
    if (found === null) throw noSuchEntry();
    return found;
  }

  /** The job that would take it back, with those threads that still stand as it left them; none: there is nothing to do. */
  undo(seq: number): ActivityUndo {
    const { row } = this.#placed(seq);
    if (row.undo === null) return { kind: 'restore', ids: [] };
    return { kind: row.undo, ids: [...this.#index.undoThreads(row)] };
  }

  export(order: Pick<ActivityExport, 'filter' | 'format' | 'target'>): number {
    const { home, dataDirectory } = this.#options;
    return exportActivity({
      ...order,
      fs,
      index: this.index,
      ledgerFile: this.file,
      forbidden: [home, dataDirectory],
    });
  }

  #placed(seq: number): PlacedRow {
    const placed = this.index.row(seq);
    if (placed === null) throw noSuchEntry();
    return placed;
  }
}

function noSuchEntry(): AppFailure {
  const hint = 'Open Activity again: it shows what the record holds now.';
  return failure('NO_SUCH_ENTRY', 'The record has no such entry any more.', hint);
}
