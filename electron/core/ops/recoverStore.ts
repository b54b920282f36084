import path from 'node:path';
import type { RecoveryAction } from '#contract/health';
import { listingOf } from '../codexDb/listsThread';
import { appendEntries } from '../ledger/appendEntries';
import type { LedgerTarget } from '../ledger/entry';
import { wasIntended } from '../ledger/intended';
import { takeRunLock } from '../locks/storeLocks';
import type { Effects } from '../ports';
import { describeError } from '../rollout/outcome';
import { recoverRollout } from '../rollout/recoverRollout';
import { findingOf } from '../rollout/recoveryTools';
import type { Recovered, RecoveryFinding, RecoveryTools } from '../rollout/recoveryTools';
import { rolloutPlace } from '../rollout/place';
import type { Control, Press } from '../rollout/press';
import { holding } from '../rollout/swap';
import { usualDirectories } from '../rollout/threadFiles';
import type { ThreadSpot } from '../rollout/threadFiles';
import { runHolder } from './acquireRun';
import { reportLeftovers, tryRemoveTemporary } from './recoverTemporaries';
import { surveyStore } from './surveyStore';
import type { Survey } from './surveyStore';

export type RecoveryRequest = {
  /** The real path of the store. */
  readonly home: string;
  readonly ledger: LedgerTarget;
  /** Threads of which an older Codex may need the plain file: a swap of them that stopped half-way is taken back. */
  readonly keepsPlain: readonly string[] | 'all';
  /** Threads that a person wants back, whatever Codex's database says. */
  readonly putsBack: readonly string[];
  /** Asks for the run lock even where nothing is to be recovered, so that a busy store is told of. */
  readonly thorough: boolean;
};

export type RecoveryMeans = { readonly effects: Effects; readonly press: Press; readonly control: Control };

/** What a recovery did and found. `deferred`: who holds the run lock; nothing was changed then. */
export type RecoveryResult = {
  readonly actions: readonly RecoveryAction[];
  readonly findings: readonly RecoveryFinding[];
  readonly deferred: string | null;
};

/** So long somebody who looked a name up right before it was set aside may take to open it (safety.md, step 8). */
const HOLD_MS = 1000;

type Recovery = {
  readonly request: RecoveryRequest;
  readonly means: RecoveryMeans;
  readonly actions: RecoveryAction[];
  readonly findings: RecoveryFinding[];
};

/** Writes an action down as soon as it was done. What was done stays done where that fails; a finding says so. */
function record({ request, means, findings }: Recovery, action: RecoveryAction): void {
  const { ledger, home } = request;
  const { trigger, jobId } = ledger;
  try {
    appendEntries(means.effects, ledger, [{ kind: 'recovery', trigger, jobId, durationMs: 0, action }]);
  } catch (error) {
    if (findings.some(({ kind }) => kind === 'ledger')) return;
    const message = `What recovery did could not be written into the ledger: ${describeError(error)}`;
    const hint = 'Check that the disk of Coldpress’s own data is connected and not full.';
    findings.push(
      findingOf(home, {
        ...{ kind: 'ledger', severity: 'caution', threadId: null },
        files: [],
        message,
        hint,
        choices: [],
      }),
    );
  }
}

function toolsOf({ request, means }: Recovery, complete: boolean): RecoveryTools {
  const { home, ledger, keepsPlain, putsBack } = request;
  const { fs } = means.effects;
  return {
    ...means,
    ...{ home, complete },
    keepsPlain: (threadId) => keepsPlain === 'all' || keepsPlain.includes(threadId),
    listingOf: (threadId) => (putsBack.includes(threadId) ? 'listed' : listingOf(fs, home, threadId)),
    intended: (threadId) => wasIntended(fs, ledger.file, threadId),
  };
}

function note(recovery: Recovery, { findings }: Recovered): void {
  recovery.findings.push(...findings);
}

/** All threads once, and those that set something aside once more after a second. */
function recoverThreads(recovery: Recovery, spots: readonly ThreadSpot[], complete: boolean): void {
  const tools = toolsOf(recovery, complete);
  const onAction = (action: RecoveryAction): void => {
    recovery.actions.push(action);
    record(recovery, action);
  };
  const recover = (spot: ThreadSpot, madeNow: boolean): boolean => {
    if (tools.control.shouldStop()) return false;
    const recovered = recoverRollout(tools, spot, { madeNow, onAction });
    note(recovery, recovered);
    return recovered.again;
  };
  const held = spots.filter((spot) => recover(spot, false));
  if (held.length === 0) return;
  tools.effects.clock.pause(HOLD_MS);
  for (const spot of held) recover(spot, true);
}

function recoverTemporaries(recovery: Recovery, files: readonly string[]): void {
  const { request, means, actions, findings } = recovery;
  for (const file of files) {
    const result = tryRemoveTemporary(means.effects, request.home, file);
    if (result === null) continue;
    if ('findingId' in result) findings.push(result);
    else {
      actions.push(result);
      record(recovery, result);
    }
  }
}

function needsLock({ threads, temporaries }: Survey, { thorough }: RecoveryRequest): boolean {
  return thorough || threads.length + temporaries.length > 0;
}

/** What the names in a store tell of what a recovery would have to do. */
export function recoveryNeed(fs: Effects['fs'], home: string): 'nothing' | 'temporaries' | 'threads' {
  const { threads, temporaries } = surveyStore(fs, home);
  return threads.length > 0 ? 'threads' : temporaries.length > 0 ? 'temporaries' : 'nothing';
}

function begin(request: RecoveryRequest, means: RecoveryMeans): Recovery {
  return { request, means, actions: [], findings: [] };
}

/**
 * Finishes or takes back what crashes left in a store, as far as it is proven, and tells of the rest (safety.md,
 * Recover). Where the names in the store tell that nothing is to be done, nothing else is read and no lock is taken.
 * One thread's trouble is a finding and ends nothing. A second run changes nothing. Throws only where the store as a whole
 * cannot be worked with (its lock file cannot be made: read-only, no permission, no room).
 */
export function recoverStore(request: RecoveryRequest, means: RecoveryMeans): RecoveryResult {
  const { effects } = means;
  const { home } = request;
  const recovery = begin(request, means);
  const first = surveyStore(effects.fs, home);
  if (!needsLock(first, request)) {
    return { actions: [], findings: reportLeftovers(effects, home, first.leftovers), deferred: null };
  }
  const lock = takeRunLock(effects, home);
  if (lock === null) return { actions: [], findings: [], deferred: runHolder(effects.fs, home) };
  return holding(lock, () => {
    const survey = surveyStore(effects.fs, home); // again: whoever had the lock before has finished by now
    recoverTemporaries(recovery, survey.temporaries);
    recoverThreads(recovery, survey.threads, survey.complete);
    recovery.findings.push(...reportLeftovers(effects, home, survey.leftovers));
    return { actions: recovery.actions, findings: recovery.findings, deferred: null };
  });
}

/**
 * The same for a single thread whose swap broke off, on behalf of a job that holds the run lock. `plainPath` is relative
 * to the home. Never throws.
 */
export function recoverThread(request: RecoveryRequest, plainPath: string, means: RecoveryMeans): RecoveryResult {
  const recovery = begin(request, means);
  try {
    const place = rolloutPlace(request.home, plainPath);
    const plainName = path.basename(place.plain);
    const directories = [...new Set([place.directory, ...usualDirectories(request.home, plainName)])];
    recoverTemporaries(recovery, temporariesIn(means.effects, request.home, place.directory));
    recoverThreads(recovery, [{ id: place.id, plainName, directories }], true);
  } catch (error) {
    const message = `This thread could not be recovered: ${describeError(error)}`;
    const hint = 'Check the store again.';
    const parts = { kind: 'unreadable', severity: 'caution', threadId: null, files: [], choices: [] } as const;
    recovery.findings.push(findingOf(request.home, { ...parts, message, hint }));
  }
  return { actions: recovery.actions, findings: recovery.findings, deferred: null };
}

function temporariesIn({ fs }: Effects, home: string, directory: string): readonly string[] {
  return surveyStore(fs, home).temporaries.filter((file) => path.dirname(file) === directory);
}
