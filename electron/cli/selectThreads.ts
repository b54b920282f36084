import { failure } from '#contract/errors';
import type { JobKind, JobSelection, Outcome } from '#contract/job';
import { threadId } from '#contract/thread';
import type { CatalogReader } from '#core/catalog/catalog';
import type { JobRollout } from '#core/catalog/rolloutRow';
import { coldBeforeMs } from '#core/model/coldPolicy';
import { selectedRollouts } from '#core/ops/planJob';
import { systemEffects } from '#core/systemEffects';
import { goneThreads } from './goneThreads';
import type { OpenStore } from './openStore';

/** Which threads a command is to take. */
export type ThreadArguments = {
  readonly ids: readonly string[];
  readonly minAgeMs: number;
  readonly all?: boolean;
  readonly include?: readonly string[];
};

/** Whether the command takes every thread that it can; `verify` does so unless ids are named. */
function takesAll(kind: JobKind, { ids, all }: ThreadArguments): boolean {
  return all === true || (kind === 'verify' && ids.length === 0);
}

/** Refuses what a command line cannot mean. */
export function checkArguments(kind: JobKind, given: ThreadArguments): void {
  const { ids } = given;
  if (takesAll(kind, given) !== ids.length > 0) {
    const wrong = ids.find((id) => !threadId.safeParse(id).success);
    if (wrong === undefined) return;
    throw failure('INVALID_REQUEST', `${wrong}: not a thread id.`, 'Ids are printed by: coldpress scan --json');
  }
  throw failure('INVALID_REQUEST', `${kind}: name thread ids, or --all, not both.`, `See: coldpress ${kind} --help`);
}

/** With `--all`: also those that will be left alone, because what was not touched is listed with its reason. */
function everyRollout(kind: JobKind, catalog: CatalogReader, cold: number): readonly JobRollout[] {
  const selection: JobSelection = { kind: 'compressed' };
  if (kind === 'verify') return selectedRollouts(catalog, { kind, selection, coldBeforeMs: cold });
  const states = [kind === 'compress' ? 'cold' : 'compressed', 'recent', 'in_use', 'unclear'] as const;
  const done = kind === 'compress' ? 'compressed' : 'plain';
  return states
    .flatMap((state) => catalog.rolloutsInState(state, cold))
    .filter(({ representation, ours }) => representation !== done && !(kind === 'recompress' && ours));
}

export type SelectedThreads = {
  readonly rollouts: readonly JobRollout[];
  /** What is known already of threads that stand nowhere any more. */
  readonly gone: readonly Outcome[];
};

/** The threads that the command names, in the store as it is now. */
export function selectThreads(kind: JobKind, store: OpenStore, options: ThreadArguments): SelectedThreads {
  const { catalog } = store;
  const { ids, include, minAgeMs } = options;
  const cold = coldBeforeMs(systemEffects.clock.nowMs(), minAgeMs);
  const selection = { kind: 'ids' as const, ids: [...new Set(ids)] };
  const rollouts = takesAll(kind, options)
    ? everyRollout(kind, catalog, cold)
    : selectedRollouts(catalog, { kind, selection, coldBeforeMs: cold });
  const gone = kind === 'verify' ? goneThreads(store, selection.ids, rollouts) : [];
  const missing = ids.find((id) => ![...rollouts, ...gone].some((found) => found.id === id));
  if (missing !== undefined) {
    throw failure('NO_SUCH_THREAD', `There is no thread ${missing} in this store.`, 'See: coldpress scan --json');
  }
  if (include === undefined) return { rollouts, gone };
  return { rollouts: rollouts.filter(({ archived }) => include.includes(archived ? 'archived' : 'active')), gone };
}
