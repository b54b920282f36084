import { randomUUID } from 'node:crypto';
import type { JobKind, JobSummary, Outcome } from '#contract/job';
import type { LedgerTarget } from '#core/ledger/entry';
import { recordJob } from '#core/ledger/recordJob';
import { isWorthALook } from '#core/ops/jobTally';
import { Job } from '#core/ops/runJob';
import { createRescanner } from '#core/ops/scanStore';
import { storeRefusal } from '#core/ops/storeRefusal';
import { describeError } from '#core/rollout/outcome';
import { DEFAULT_MIN_GAIN } from '#core/rollout/press';
import { systemEffects } from '#core/systemEffects';
import { createDecoder } from '#core/zstd/codec';
import { EXIT, exitStatusOfJob } from './exitStatus';
import { gatedItems, gateOfDryRun } from './gate';
import type { Invocation } from './invocation';
import { printDryRun, printSummary, progressLine } from './jobReport';
import { withStore } from './openStore';
import type { OpenStore } from './openStore';
import { recoverBefore } from './recovery';
import { checkArguments, selectThreads } from './selectThreads';
import type { ThreadArguments } from './selectThreads';
import { threadRecovery } from '../pool/threadRecovery';

export type JobCommandOptions = ThreadArguments & {
  readonly level?: number;
  readonly minGain?: number;
  readonly dryRun?: boolean;
  readonly touch?: boolean;
};

const NOTE_EVERY_MS = 200;

type ChangeNotes = { readonly add: (id: string) => void; readonly end: () => void };

/** Keeps the catalog as the store is while the job runs, in the moments in which the pool waits for the disk. */
function noteChanges({ output }: Invocation, { home, catalog }: OpenStore): ChangeNotes {
  const rescanner = createRescanner({ fs: systemEffects.fs, catalog, home, decoder: createDecoder() });
  const changed: string[] = [];
  const note = (): void => {
    if (changed.length === 0) return;
    try {
      rescanner.rescan(changed.splice(0));
    } catch (error) {
      output.note(`The catalog is brought up to date by the next scan: ${describeError(error)}`);
    }
  };
  const timer = setInterval(note, NOTE_EVERY_MS);
  return {
    add: (id) => changed.push(id),
    end: () => {
      clearInterval(timer);
      note();
    },
  };
}

/** Writes down that the job ended. Its swaps stand in the ledger one by one, whether that can be written or not. */
function noteJob({ output }: Invocation, ledger: LedgerTarget, summary: JobSummary): void {
  try {
    recordJob(systemEffects, ledger, summary);
  } catch (error) {
    output.note(`The end of the job could not be written into the ledger: ${describeError(error)}`);
  }
}

type JobRun = {
  readonly kind: JobKind;
  readonly invocation: Invocation;
  readonly options: JobCommandOptions;
  readonly store: OpenStore;
};

function withGone(summary: JobSummary, gone: readonly Outcome[]): JobSummary {
  const { counts } = summary;
  return { ...summary, counts: { ...counts, missing: counts.missing + gone.length } };
}

async function runJob({ kind, invocation, options, store }: JobRun): Promise<number> {
  const { rollouts, gone } = selectThreads(kind, store, options);
  if (options.dryRun === true) {
    const barred = await gateOfDryRun(kind, invocation, store);
    printDryRun(invocation, kind, { rollouts, barred });
    return EXIT.done;
  }
  const outcomes: Outcome[] = [...gone];
  const notes = noteChanges(invocation, store);
  const { minAgeMs, level = null, touch = false, minGain = DEFAULT_MIN_GAIN } = options;
  const jobId = randomUUID();
  const ledger: LedgerTarget = { file: store.ledgerFile, tool: invocation.tool, trigger: 'command_line', jobId };
  const job = new Job(
    {
      jobId,
      kind,
      home: store.home,
      refusal: () => storeRefusal({ effects: systemEffects, home: store.home, catalog: store.catalog }),
      plan: () => gatedItems(kind, { invocation, store }, rollouts),
      options: { minAgeMs, level, touch, tool: invocation.tool, needsLease: false, minGain },
      ledger,
      whenBusy: 'fail',
    },
    {
      effects: systemEffects,
      concurrency: store.pools.concurrency,
      runTask: store.pools.runRollout,
      settleHold: store.pools.settleHold,
      recoverThread: threadRecovery(store.pools, { home: store.home, ledger }),
      onProgress: (progress) => invocation.output.progress(progressLine(progress)),
      onResult: ({ id }, { outcome }) => {
        outcomes.push(outcome);
        if (isWorthALook(outcome)) notes.add(id);
      },
    },
  );
  const { interrupted } = invocation;
  interrupted.addEventListener('abort', () => job.cancel());
  if (interrupted.aborted) job.cancel();
  const summary = await job.finished;
  invocation.output.endProgress();
  notes.end();
  noteJob(invocation, ledger, summary);
  const all = withGone(summary, gone);
  printSummary(invocation, outcomes, all);
  return exitStatusOfJob(all);
}

/** `coldpress compress`, `restore`, `recompress` and `verify` (cli.md). */
export async function runJobCommand(
  kind: JobKind,
  invocation: Invocation,
  options: JobCommandOptions,
): Promise<number> {
  checkArguments(kind, options);
  const changes = options.dryRun !== true && kind !== 'verify';
  const before = (store: OpenStore): Promise<void> => recoverBefore({ invocation, store });
  return withStore(invocation, { warm: options.dryRun !== true, ...(changes && { before }) }, (store) =>
    runJob({ kind, invocation, options, store }),
  );
}
