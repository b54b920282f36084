export type RestartPolicy = {
  /** The pause before each start in a row; the last one stands for all later ones. */
  readonly delaysMs: readonly number[];
  /** This many deaths within `windowMs` are too many. A life longer than `windowMs` begins the row of pauses anew. */
  readonly maxDeaths: number;
  readonly windowMs: number;
};

export const defaultRestartPolicy: RestartPolicy = {
  delaysMs: [500, 1_000, 2_000, 5_000, 10_000],
  maxDeaths: 5,
  windowMs: 60_000,
};

/** The deaths in a row so far. Times are of a clock that only goes forward. */
export type Deaths = { readonly inRow: number; readonly atMs: readonly number[] };
export const noDeaths: Deaths = { inRow: 0, atMs: [] };

export type Verdict =
  | { readonly kind: 'restart'; readonly deaths: Deaths; readonly attempt: number; readonly inMs: number }
  | { readonly kind: 'giveUp'; readonly deaths: Deaths };

type Death = { readonly nowMs: number; readonly livedMs: number };

export function judgeDeath(policy: RestartPolicy, before: Deaths, { nowMs, livedMs }: Death): Verdict {
  const inRow = livedMs >= policy.windowMs ? 1 : before.inRow + 1;
  const atMs = [...before.atMs.filter((at) => nowMs - at < policy.windowMs), nowMs];
  const deaths = { inRow, atMs };
  if (atMs.length >= policy.maxDeaths) return { kind: 'giveUp', deaths };
  const inMs = policy.delaysMs[Math.min(inRow, policy.delaysMs.length) - 1] ?? 0;
  return { kind: 'restart', deaths, attempt: inRow, inMs };
}
