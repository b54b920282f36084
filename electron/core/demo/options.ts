/**
 * What a store is made of. `mixed`: something of everything. `small`: text only. `images`: screenshots that are written
 * again at every compaction, the worst real case. `compaction`: long pasted texts. `families`: many forks and sub-agents.
 */
export type DemoProfile = 'mixed' | 'small' | 'images' | 'compaction' | 'families';

export type DemoOptions = {
  readonly threads: number;
  /** About how much all rollouts hold, decoded. A thread has at least about 40 KB. */
  readonly bytes: number;
  /** About the size of the largest rollout; the others have at most 60 % of it. By default a part of `bytes`. */
  readonly largestBytes: number;
  readonly seed: string;
  readonly profile: DemoProfile;
  /** Share of the threads last written 8 to 400 days ago; the others within a week. */
  readonly coldShare: number;
  readonly archivedShare: number;
  /** Share of the threads stored as `.jsonl.zst`, in the form of Codex's own worker. */
  readonly compressedShare: number;
  /** What counts as the present. */
  readonly nowMs: number;
  /** Also files of Codex that are no threads: logs, history, snapshots, pictures, a config. */
  readonly otherFiles: boolean;
};

/** What `demo` makes: big enough to look like a home that is in use, small enough to be there within seconds. */
const DEFAULT_DEMO: Omit<DemoOptions, 'nowMs' | 'largestBytes'> = {
  threads: 300,
  bytes: 160e6,
  seed: 'demo',
  profile: 'mixed',
  coldShare: 0.8,
  archivedShare: 0.2,
  compressedShare: 0.08,
  otherFiles: true,
};

export function demoOptions(given: Partial<DemoOptions> & Pick<DemoOptions, 'nowMs'>): DemoOptions {
  const chosen = { ...DEFAULT_DEMO, ...given };
  const options = { ...chosen, largestBytes: given.largestBytes ?? defaultLargestBytes(chosen) };
  if (!Number.isInteger(options.threads) || options.threads < 1) throw new RangeError('a demo store needs a thread');
  return options;
}

/** Small stores hold no giant, and those of small threads none either. */
function defaultLargestBytes({ bytes, profile }: Pick<DemoOptions, 'bytes' | 'profile'>): number {
  const limit = profile === 'small' ? 400e3 : 50e6;
  return Math.min(limit, 0.12 * bytes);
}

export type ConversationKind = 'text' | 'images' | 'compaction';

type ProfileShape = {
  /** Share of the threads that belong to a family. */
  readonly familyShare: number;
  readonly childrenPerFamily: { readonly median: number; readonly sigma: number; readonly max: number };
  /** Spread of the sizes: the sigma of their logarithms. */
  readonly sizeSigma: number;
  /** What the bigger threads are, drawn evenly; the first is the largest thread. */
  readonly kinds: readonly [ConversationKind, ...ConversationKind[]];
};

const FEW_CHILDREN = { median: 3, sigma: 0.6, max: 12 };

export const PROFILE_SHAPES: Readonly<Record<DemoProfile, ProfileShape>> = {
  mixed: {
    familyShare: 0.2,
    childrenPerFamily: FEW_CHILDREN,
    sizeSigma: 1.6,
    kinds: ['images', 'images', 'compaction', 'text', 'text'],
  },
  small: { familyShare: 0.05, childrenPerFamily: FEW_CHILDREN, sizeSigma: 0.7, kinds: ['text'] },
  images: { familyShare: 0.05, childrenPerFamily: FEW_CHILDREN, sizeSigma: 1.6, kinds: ['images'] },
  compaction: { familyShare: 0.05, childrenPerFamily: FEW_CHILDREN, sizeSigma: 1.6, kinds: ['compaction'] },
  families: {
    familyShare: 0.85,
    childrenPerFamily: { median: 6, sigma: 0.9, max: 40 },
    sizeSigma: 1.2,
    kinds: ['text', 'text', 'images', 'compaction'],
  },
};
