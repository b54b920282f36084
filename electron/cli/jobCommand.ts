import { randomUUID } from 'node:crypto';
import { failure } from '#contract/errors';
import type { JobKind, JobProgress, JobSelection, JobSummary, Outcome } from '#contract/job';
import { threadId } from '#contract/thread';
import type { CatalogReader } from '#core/catalog/catalog';
import type { JobRollout } from '#core/catalog/rolloutRow';
import type { LedgerTarget } from '#core/ledger/entry';
import { recordJob } from '#core/ledger/recordJob';
import { coldBeforeMs } from '#core/model/coldPolicy';
import { selectedRollouts } from '#core/ops/planJob';
import { Job } from '#core/ops/runJob';
import type { Barred } from '#core/ops/codexGate';
import { createRescanner } from '#core/ops/scanStore';
import { storeRefusal } from '#core/ops/storeRefusal';
import { describeError } from '#core/rollout/outcome';
import { systemEffects } from '#core/systemEffects';
import { createDecoder } from '#core/zstd/codec';
import { EXIT, exitStatusOfJob } from './exitStatus';
import { gatedItems, gateOfDryRun } from './gate';
import { withStore } from './openStore';
import type { OpenStore } from './openStore';
import { formatBytes, plainText } from './output';
import type { Invocation } from './invocation';

export type JobCommandOptions = {
  readonly ids: readonly string[];
  readonly minAgeMs: number;
  readonly all?: boolean;
  readonly level?: number;
  readonly include?: readonly string[];
  readonly dryRun?: boolean;
  readonly touch?: boolean;
};

const TITLE_CHARS = 60;
const FREE_TEXT = { compress: 'freed', restore: 'taken again', recompress: 'freed', verify: 'changed' } as const;

function checkArguments(kind: JobKind, { ids, all }: JobCommandOptions): void {
  if (all === true ? ids.length === 0 : ids.length > 0) {
    const wrong = ids.find((id) => !threadId.safeParse(id).success);
    if (wrong === undefined) return;
    throw failure('INVALID_REQUEST', `${wrong}: not a thread id.`, 'Ids are printed by: coldpress scan --json');
  }
  throw failure('INVALID_REQUEST', `${kind}: name thread ids, or --all, not both.`, `See: coldpress ${kind} --help`);
}

/** With `--all`: also those that will be left alone, because what was not touched is listed with its reason. */
function everyRollout(kind: JobKind, catalog: CatalogReader, cold: number): readonly JobRollout[] {
  const states = [kind === 'compress' ? 'cold' : 'compressed', 'recent', 'in_use', 'unclear'] as const;
  const done = kind === 'compress' ? 'compressed' : 'plain';
  return states
    .flatMap((state) => catalog.rolloutsInState(state, cold))
    .filter(({ representation }) => representation !== done);
}

/** The threads that the command names, in the store as it is now. */
function select(kind: JobKind, { catalog }: OpenStore, options: JobCommandOptions): readonly JobRollout[] {
  const { ids, all, include, minAgeMs } = options;
  const cold = coldBeforeMs(systemEffects.clock.nowMs(), minAgeMs);
  const selection: JobSelection = { kind: 'ids', ids: [...new Set(ids)] };
  const rollouts =
    all === true
      ? everyRollout(kind, catalog, cold)
      : selectedRollouts(catalog, { kind, selection, coldBeforeMs: cold });
  const missing = ids.find((id) => !rollouts.some((rollout) => rollout.id === id));
  if (missing !== undefined) {
    throw failure('NO_SUCH_THREAD', `There is no thread ${missing} in this store.`, 'See: coldpress scan --json');
  }
  if (include === undefined) return rollouts;
  return rollouts.filter(({ archived }) => include.includes(archived ? 'archived' : 'active'));
}

function progressLine(progress: JobProgress): string {
  const { doneBytes, totalBytes, bytesPerSecond, doneThreads, totalThreads, inHand } = progress;
  const done = `${formatBytes(doneBytes)} of ${formatBytes(totalBytes)}`;
  const title = inHand === null ? '' : `, ${plainText(inHand.title, TITLE_CHARS)}`;
  return `${done}, ${doneThreads} of ${totalThreads} threads, ${formatBytes(bytesPerSecond)}/s${title}`;
}

type DryRun = { readonly rollouts: readonly JobRollout[]; readonly barred: Barred };

function printDryRun({ output }: Invocation, kind: JobKind, { rollouts, barred }: DryRun): void {
  const able = rollouts.filter(({ state }) => state === (kind === 'compress' ? 'cold' : 'compressed'));
  const taken = able.filter((rollout) => barred(rollout) === null);
  const threads = taken.map(({ id, title, physicalBytes, logicalBytes }) => ({
    id,
    title,
    physicalBytes,
    logicalBytes,
  }));
  const physicalBytes = threads.reduce((sum, thread) => sum + thread.physicalBytes, 0);
  const leftAlone = rollouts.length - threads.length;
  output.result({ dryRun: true, threads, totals: { threads: threads.length, physicalBytes, leftAlone } }, () =>
    [
      ...threads.map(
        ({ id, title, physicalBytes: bytes }) => `${id}  ${formatBytes(bytes)}  ${plainText(title, TITLE_CHARS)}`,
      ),
      `${threads.length} threads, ${formatBytes(physicalBytes)} on disk. ${leftAlone} would be left alone. Nothing was changed.`,
    ].join('\n'),
  );
}

function printSummary({ output }: Invocation, outcomes: readonly Outcome[], summary: JobSummary): void {
  const { counts, sourceBytes, compressedBytes, freedBytes, durationMs, cancelled, error, kind } = summary;
  const totals = { threads: outcomes.length, sourceBytes, compressedBytes, freedBytes, durationMs, ...counts };
  const left = outcomes.filter((outcome) => outcome.reason !== undefined);
  if (error !== null) output.say(error);
  output.result({ outcomes, totals, cancelled, ...(error !== null && { error }) }, () =>
    [
      ...left.map(({ id, reason, kind: leftAs }) => `${id}  ${leftAs}: ${reason ?? ''}`),
      `${counts.compressed + counts.restored} of ${outcomes.length} threads, ${formatBytes(Math.abs(freedBytes))} ` +
        `${FREE_TEXT[kind]}, in ${(durationMs / 1000).toFixed(1)} s. ${left.length} left alone.`,
      ...(cancelled ? ['Interrupted. What was in hand was backed out of.'] : []),
    ].join('\n'),
  );
}

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

async function runJob({ kind, invocation, options, store }: JobRun): Promise<number> {
  const rollouts = select(kind, store, options);
  if (options.dryRun === true) {
    const barred = await gateOfDryRun(kind, invocation, store);
    printDryRun(invocation, kind, { rollouts, barred });
    return EXIT.done;
  }
  const outcomes: Outcome[] = [];
  const notes = noteChanges(invocation, store);
  const { minAgeMs, level = null, touch = false } = options;
  const jobId = randomUUID();
  const ledger: LedgerTarget = { file: store.ledgerFile, tool: invocation.tool, trigger: 'command_line', jobId };
  const job = new Job(
    {
      jobId,
      kind,
      home: store.home,
      refusal: () => storeRefusal({ effects: systemEffects, home: store.home, catalog: store.catalog }),
      plan: () => gatedItems(kind, { invocation, store }, rollouts),
      options: { minAgeMs, level, touch, tool: invocation.tool, needsLease: false, minGain: 0.2 },
      ledger,
      whenBusy: 'fail',
    },
    {
      effects: systemEffects,
      concurrency: store.pools.concurrency,
      runTask: store.pools.runRollout,
      settleHold: store.pools.settleHold,
      onProgress: (progress) => invocation.output.progress(progressLine(progress)),
      onResult: ({ id }, result) => {
        outcomes.push(result.outcome);
        notes.add(id);
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
  printSummary(invocation, outcomes, summary);
  return exitStatusOfJob(summary);
}

/** `coldpress compress` and `coldpress restore` (cli.md). */
export async function runJobCommand(
  kind: JobKind,
  invocation: Invocation,
  options: JobCommandOptions,
): Promise<number> {
  checkArguments(kind, options);
  return withStore(invocation, { warm: options.dryRun !== true }, (store) =>
    runJob({ kind, invocation, options, store }),
  );
}
