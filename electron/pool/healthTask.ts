import { AppFailure } from '#contract/errors';
import type { AppError } from '#contract/errors';
import { putBackAside, setAside } from '#core/ops/asides';
import type { Asides, AsideRequest } from '#core/ops/asides';
import { compareConflict } from '#core/ops/compareConflict';
import type { ConflictFiles } from '#core/ops/compareConflict';
import { isCancelled } from '#core/ops/jobBoard';
import type { JobBoard } from '#core/ops/jobBoard';
import { wholeError } from '#core/ops/jobError';
import { recoverStore, recoverThread, recoveryNeed } from '#core/ops/recoverStore';
import type { RecoveryRequest } from '#core/ops/recoverStore';
import { LeftAlone } from '#core/rollout/outcome';
import type { Press } from '#core/rollout/press';
import { systemEffects } from '#core/systemEffects';

type AsidesPlace = Omit<Asides, 'effects'>;

/** Work for the health of one store; each may read files of gigabytes. `board`: cancels between chunks. */
const WORK = {
  need: ({ home }: { readonly home: string }) => recoveryNeed(systemEffects.fs, home),
  recover: ({ request, board }: { readonly request: RecoveryRequest; readonly board: JobBoard }, press: Press) =>
    recoverStore(request, { effects: systemEffects, press, control: controlOf(board) }),
  recoverThread: (
    { request, plainPath }: { readonly request: RecoveryRequest; readonly plainPath: string },
    press: Press,
  ) => recoverThread(request, plainPath, { effects: systemEffects, press, control: controlOf(null) }),
  compare: ({ files }: { readonly files: ConflictFiles }, press: Press) =>
    compareConflict({ fs: systemEffects.fs, press, control: controlOf(null) }, files),
  setAside: ({ place, request }: { readonly place: AsidesPlace; readonly request: AsideRequest }) =>
    setAside({ effects: systemEffects, ...place }, request),
  putBack: ({ place, asideId }: { readonly place: AsidesPlace; readonly asideId: string }) => {
    putBackAside({ effects: systemEffects, ...place }, asideId);
    return null;
  },
} as const;

type Work = typeof WORK;
export type HealthWork = keyof Work;
export type HealthInput<W extends HealthWork> = Parameters<Work[W]>[0] & { readonly home: string };
export type HealthOutput<W extends HealthWork> = ReturnType<Work[W]>;

/** What a thread of the pool is asked to do for the health of a store. */
export type HealthTask = {
  readonly kind: 'health';
  readonly work: HealthWork;
  readonly input: { readonly home: string };
};
export type HealthTaskResult =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: AppError };

function controlOf(board: JobBoard | null) {
  return { shouldStop: () => board !== null && isCancelled(board), progress: () => undefined };
}

function errorOf(error: unknown, home: string): AppError {
  if (error instanceof AppFailure) return error.appError;
  if (error instanceof LeftAlone) {
    return { code: 'INVALID_REQUEST', message: error.reason, hint: 'Nothing was changed. Check the store again.' };
  }
  return wholeError(error, { fs: systemEffects.fs, home, changed: 0 });
}

/** Does the work, and gives an error of the whole as data: errors with fields do not cross threads. */
export function runHealth({ work, input }: HealthTask, press: Press): HealthTaskResult {
  try {
    const act = WORK[work] as (input: unknown, press: Press) => unknown;
    return { ok: true, value: act(input, press) };
  } catch (error) {
    return { ok: false, error: errorOf(error, input.home) };
  }
}

/** Sends such work to a thread: what comes back is what `WORK` gives, or an AppFailure is thrown. */
export function healthCaller(send: (task: HealthTask) => Promise<HealthTaskResult>) {
  return async <W extends HealthWork>(work: W, input: HealthInput<W>): Promise<HealthOutput<W>> => {
    const result = await send({ kind: 'health', work, input });
    if (!result.ok) throw new AppFailure(result.error);
    return result.value as HealthOutput<W>;
  };
}
