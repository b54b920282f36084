import path from 'node:path';
import type { JobSummary } from '#contract/job';
import type { LedgerTarget } from '#core/ledger/entry';
import { ledgerFileName } from '#core/ledger/ledgerFile';
import { recordJob } from '#core/ledger/recordJob';
import { describeError } from '#core/rollout/outcome';
import { systemEffects } from '#core/systemEffects';
import type { Notify } from './channel';

export type StoreLedgerOptions = {
  readonly home: string;
  readonly dataDirectory: string;
  readonly tool: string;
  readonly notify: Notify;
};

/** The ledger of one open store, as the engine writes it. */
export class StoreLedger {
  readonly #options: StoreLedgerOptions;
  readonly file: string;

  constructor(options: StoreLedgerOptions) {
    this.#options = options;
    this.file = path.join(options.dataDirectory, ledgerFileName(options.home));
  }

  /** For what a person asks for in the window; `jobId`: null outside a job. */
  target(jobId: string | null, trigger: LedgerTarget['trigger'] = 'window'): LedgerTarget {
    return { file: this.file, tool: this.#options.tool, trigger, jobId };
  }

  /** Writes down that a job ended. Where that fails, its swaps stand there one by one, and the log says so. */
  recordJob(summary: JobSummary): void {
    try {
      recordJob(systemEffects, this.target(summary.jobId), summary);
    } catch (error) {
      console.error('the end of a job could not be written into the ledger:', describeError(error));
    }
    this.#options.notify('activity/changed', {});
  }
}
