import path from 'node:path';
import type { JobKind, JobPreview, JobSelection, LeftAlone } from '#contract/job';
import type { ThreadCounts, ThreadState } from '#contract/thread';
import type { CatalogReader } from '../catalog/catalog';
import type { JobRollout } from '../catalog/rolloutRow';
import { RESERVE_BYTES } from '../rollout/eligibility';
import type { KnownProofs } from '../rollout/knownProofs';
import type { JobItem } from './jobTally';

/** A rollout presses to a third of its size or less in nearly every case; see PREDICTED_SHARE of compressRollout. */
const WORST_SHARE = 3;
const LISTED = 5;

export type PlanRequest = {
  readonly kind: JobKind;
  readonly selection: JobSelection;
  /** Threads changed at or before this are cold (model/coldPolicy). */
  readonly coldBeforeMs: number;
};

/** The threads that a job is asked to take, whatever their state: the swap itself looks at each and says why not. */
export function selectedRollouts(catalog: CatalogReader, request: PlanRequest): readonly JobRollout[] {
  const { kind, selection, coldBeforeMs } = request;
  if (selection.kind === 'ids') return catalog.rolloutsByIds(selection.ids, coldBeforeMs);
  return TAKEN_IN[kind].flatMap((state) => catalog.rolloutsInState(state, coldBeforeMs)).filter(isTaken(kind));
}

/** The states in which a job takes threads. Verifying changes nothing, so damage or use is no reason not to look. */
const TAKEN_IN: Readonly<Record<JobKind, readonly ThreadState[]>> = {
  compress: ['cold'],
  restore: ['compressed'],
  recompress: ['compressed'],
  verify: ['compressed', 'in_use', 'unclear'],
};

/** Whether a job of this kind is for such a thread. What Coldpress pressed itself is not pressed again by default. */
export function isTaken(kind: JobKind): (rollout: JobRollout) => boolean {
  return ({ state, representation, ours }) => {
    if (!TAKEN_IN[kind].includes(state)) return false;
    if (kind === 'recompress') return !ours;
    return kind === 'verify' ? representation === 'compressed' : true;
  };
}

function workBytes(rollout: JobRollout): number {
  return rollout.logicalBytes ?? rollout.physicalBytes;
}

/**
 * What a scan could not make sense of is left alone with its reason. Only a damaged `.zst` goes on to be decoded:
 * it changes nothing, and that a restore could not be done is a failure and no skip.
 */
function problemOf({ representation, problemKind, problem }: JobRollout): string | null {
  return representation === 'compressed' && problemKind === 'damaged' ? null : problem;
}

export function jobItem(rollout: JobRollout): JobItem {
  const { id, key, title, project } = rollout;
  return { id, plainPath: key, title, project, bytes: workBytes(rollout), problem: problemOf(rollout) };
}

/**
 * The same for a verification, which looks at every compressed file, whatever a scan has made of it. `known`: what the
 * ledger knows of the thread, asked for when its turn comes.
 */
export function verifyItem(rollout: JobRollout, known: () => KnownProofs): JobItem {
  const problem = rollout.representation === 'compressed' ? null : rollout.problem;
  return { ...jobItem(rollout), problem, known };
}

/** Of the threads that a job does not take, why not: by how many of them are in each state. */
function countLeftAlone(kind: JobKind, others: ThreadCounts): Omit<LeftAlone, 'barred'> {
  const isCompress = kind === 'compress';
  return {
    recent: isCompress ? others.recent : 0,
    inUse: others.in_use,
    done: others.compressed + (isCompress ? 0 : others.recent + others.cold),
    unclear: others.unclear,
  };
}

function countStates(rollouts: readonly JobRollout[]): ThreadCounts {
  const count = (state: ThreadState): number => rollouts.filter((rollout) => rollout.state === state).length;
  return {
    in_use: count('in_use'),
    recent: count('recent'),
    cold: count('cold'),
    compressed: count('compressed'),
    unclear: count('unclear'),
  };
}

/** Free disk that the job needs at its worst moment, the reserve for Codex included. */
function neededBytes(kind: JobKind, rollouts: readonly JobRollout[], concurrency: number): number {
  const sizes = rollouts.map(workBytes).sort((a, b) => b - a);
  const atOnce = sizes.slice(0, concurrency).reduce((sum, bytes) => sum + bytes, 0);
  if (rollouts.length === 0) return 0;
  if (kind === 'verify') return 0;
  if (kind === 'compress') return Math.ceil(atOnce / WORST_SHARE) + RESERVE_BYTES;
  const grown = rollouts.reduce((sum, rollout) => sum + workBytes(rollout) - rollout.physicalBytes, 0);
  const largest = rollouts.map((r) => r.physicalBytes).sort((a, b) => b - a);
  const inHand = largest.slice(0, concurrency).reduce((sum, bytes) => sum + bytes, 0) + RESERVE_BYTES;
  // What is pressed again stands twice only until its hold has ended.
  return kind === 'recompress' ? inHand : Math.max(0, grown) + inHand;
}

export type PreviewFacts = {
  readonly freeBytes: number | null;
  readonly concurrency: number;
  readonly firstTime: boolean;
  /** Why a thread may not be changed beside the Codex versions found, or in this store at all; `null`: it may. */
  readonly barred: (rollout: JobRollout) => string | null;
  readonly caution: JobPreview['caution'];
};

/** What a job would do, by the catalog alone. Nothing is changed, and nothing is opened. */
export function previewJob(catalog: CatalogReader, request: PlanRequest, facts: PreviewFacts): JobPreview {
  const { kind, selection, coldBeforeMs } = request;
  const rollouts = selectedRollouts(catalog, request);
  const isAble = isTaken(kind);
  const able = rollouts.filter(isAble);
  const taken = able.filter((rollout) => facts.barred(rollout) === null);
  const others = selection.kind === 'ids' ? rollouts.filter((rollout) => !isAble(rollout)) : null;
  const suffix = kind === 'compress' ? '' : '.zst';
  const largest = [...taken].sort((a, b) => workBytes(b) - workBytes(a)).slice(0, LISTED);
  return {
    kind,
    threads: taken.length,
    physicalBytes: taken.reduce((sum, rollout) => sum + rollout.physicalBytes, 0),
    logicalBytes: taken.reduce((sum, rollout) => sum + workBytes(rollout), 0),
    neededBytes: neededBytes(kind, taken, facts.concurrency),
    freeBytes: facts.freeBytes,
    largest: largest.flatMap((rollout) => {
      const row = catalog.details(rollout.id, coldBeforeMs);
      return row === null ? [] : [{ ...row, fileName: path.basename(rollout.key) + suffix }];
    }),
    leftAlone: {
      ...countLeftAlone(kind, others === null ? othersOfStore(catalog, able, coldBeforeMs) : countStates(others)),
      barred: able.length - taken.length,
    },
    caution: facts.caution,
    firstTime: facts.firstTime,
  };
}

/** How many threads of the whole store are in each state, without those that a job takes. */
function othersOfStore(catalog: CatalogReader, able: readonly JobRollout[], coldBeforeMs: number): ThreadCounts {
  const all = catalog.counts({ text: '', state: null, project: null }, coldBeforeMs);
  const taken = countStates(able);
  return {
    in_use: all.in_use - taken.in_use,
    recent: all.recent - taken.recent,
    cold: all.cold - taken.cold,
    compressed: all.compressed - taken.compressed,
    unclear: all.unclear - taken.unclear,
  };
}
