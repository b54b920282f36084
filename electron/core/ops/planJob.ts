import path from 'node:path';
import type { JobKind, JobPreview, JobSelection, LeftAlone } from '#contract/job';
import type { CatalogReader } from '../catalog/catalog';
import type { JobRollout } from '../catalog/rolloutRow';
import { RESERVE_BYTES } from '../rollout/eligibility';
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
  return catalog.rolloutsInState(kind === 'compress' ? 'cold' : 'compressed', coldBeforeMs);
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

function isTaken(kind: JobKind, rollout: JobRollout): boolean {
  return rollout.state === (kind === 'compress' ? 'cold' : 'compressed');
}

function countLeftAlone(kind: JobKind, others: readonly JobRollout[]): Omit<LeftAlone, 'barred'> {
  const count = (state: JobRollout['state']): number => others.filter((rollout) => rollout.state === state).length;
  const plain = count('recent') + count('cold');
  return {
    recent: kind === 'compress' ? count('recent') : 0,
    inUse: count('in_use'),
    done: kind === 'compress' ? count('compressed') : plain,
    unclear: count('unclear'),
  };
}

/** Free disk that the job needs at its worst moment, the reserve for Codex included. */
function neededBytes(kind: JobKind, rollouts: readonly JobRollout[], concurrency: number): number {
  const sizes = rollouts.map(workBytes).sort((a, b) => b - a);
  const atOnce = sizes.slice(0, concurrency).reduce((sum, bytes) => sum + bytes, 0);
  if (rollouts.length === 0) return 0;
  if (kind === 'compress') return Math.ceil(atOnce / WORST_SHARE) + RESERVE_BYTES;
  const grown = rollouts.reduce((sum, rollout) => sum + workBytes(rollout) - rollout.physicalBytes, 0);
  const inHand = rollouts.map((r) => r.physicalBytes).sort((a, b) => b - a);
  return Math.max(0, grown) + inHand.slice(0, concurrency).reduce((sum, bytes) => sum + bytes, 0) + RESERVE_BYTES;
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
  const able = rollouts.filter((rollout) => isTaken(kind, rollout));
  const taken = able.filter((rollout) => facts.barred(rollout) === null);
  const others = rollouts.filter((rollout) => !isTaken(kind, rollout));
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
      ...(selection.kind === 'ids' ? countLeftAlone(kind, others) : storeLeftAlone(catalog, request)),
      barred: able.length - taken.length,
    },
    caution: facts.caution,
    firstTime: facts.firstTime,
  };
}

/** What a job over the whole store leaves alone: every thread that it does not take. */
function storeLeftAlone(catalog: CatalogReader, { kind, coldBeforeMs }: PlanRequest): Omit<LeftAlone, 'barred'> {
  const counts = catalog.counts({ text: '', state: null, project: null }, coldBeforeMs);
  return {
    recent: kind === 'compress' ? counts.recent : 0,
    inUse: counts.in_use,
    done: kind === 'compress' ? counts.compressed : counts.cold + counts.recent,
    unclear: counts.unclear,
  };
}
