/** Named settings of zstd beyond level and window; the names are zstd's own. */
type Tuning = Readonly<Partial<Record<'enableLongDistanceMatching' | 'ldmMinMatch' | 'ldmHashRateLog', number>>>;

export type CompressionParameters = { readonly level: number; readonly windowLog: number; readonly tuning: Tuning };

/** Windows up to 2^27 are what Codex's decoder takes (codex-store.md, section 0.6). */
export const MAX_WINDOW_LOG = 27;
const MIN_WINDOW_LOG = 10;

/** Within 2 % of level 9 in size, and about a tenth faster than level 8 (docs/adr/0004). */
const DEFAULT_LEVEL = 6;

/** Below this the normal matcher of this level sees nearly the whole file, and long-distance matching only costs. */
const LONG_DISTANCE_FROM_BYTES = 8_000_000;
/** Sparse, so that it disturbs the normal matcher least: what repeats far away here is long. */
const LONG_DISTANCE: Tuning = { enableLongDistanceMatching: 1, ldmMinMatch: 128, ldmHashRateLog: 7 };

/** The parameters for a rollout of this size; `level` as the user asked, `null` where nobody did. */
export function compressionParameters(sourceBytes: number, level: number | null): CompressionParameters {
  const needed = Math.ceil(Math.log2(Math.max(sourceBytes, 2)));
  return {
    level: level ?? DEFAULT_LEVEL,
    windowLog: Math.min(MAX_WINDOW_LOG, Math.max(MIN_WINDOW_LOG, needed)),
    tuning: sourceBytes < LONG_DISTANCE_FROM_BYTES ? {} : LONG_DISTANCE,
  };
}
