/** Named settings of zstd beyond level and window; the names are zstd's own. */
export type Tuning = Readonly<
  Partial<
    Record<
      | 'enableLongDistanceMatching'
      | 'ldmHashLog'
      | 'ldmMinMatch'
      | 'ldmBucketSizeLog'
      | 'ldmHashRateLog'
      | 'hashLog'
      | 'chainLog'
      | 'searchLog'
      | 'minMatch'
      | 'targetLength'
      | 'strategy',
      number
    >
  >
>;

export type CompressionParameters = { readonly level: number; readonly windowLog: number; readonly tuning: Tuning };

const DEFAULT_LEVEL = 3;
const MIN_WINDOW_LOG = 17;
const MAX_WINDOW_LOG = 27;
/** Below this a normal window sees the whole file already, and long-distance matching only costs time. */
const LONG_DISTANCE_FROM = 1 << 20;

function windowLogOf(sourceBytes: number): number {
  const needed = Math.ceil(Math.log2(Math.max(sourceBytes, 1)));
  return Math.min(MAX_WINDOW_LOG, Math.max(MIN_WINDOW_LOG, needed));
}

/** The parameters for a rollout of this size; `level` as the user asked, 3 where nobody did. */
export function compressionParameters(sourceBytes: number, level: number | null): CompressionParameters {
  const tuning: Tuning = sourceBytes < LONG_DISTANCE_FROM ? {} : { enableLongDistanceMatching: 1 };
  return { level: level ?? DEFAULT_LEVEL, windowLog: windowLogOf(sourceBytes), tuning };
}
