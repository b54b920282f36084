import { BASE_INSTRUCTIONS } from './instructions';
import { PROFILE_SHAPES } from './options';
import type { DemoOptions } from './options';
import { at } from './random';
import type { Random } from './random';

export type HistoryMode = 'legacy' | 'paginated';
type Relation = 'root' | 'fork' | 'subagent';

/** A thread before its particulars: whose child it is, and how many bytes it is to have. */
export type ThreadOutline = {
  readonly index: number;
  /** Index of the thread it was forked from or spawned by. Parents stand before their children. */
  readonly parentIndex: number | null;
  /** Index of the first thread of its family; its own for a root. */
  readonly rootIndex: number;
  readonly relation: Relation;
  /** It goes on from its parent's history: a legacy thread copies it, a paginated one points into it. */
  readonly inherits: boolean;
  /** Where in its parent's life it begins, from 0 to 1. */
  readonly cutShare: number;
  readonly historyMode: HistoryMode;
  /** About the bytes of its own lines, without what it copies. */
  readonly ownBytes: number;
  /** About the bytes of the whole file. */
  readonly plannedBytes: number;
};

type Sprout = { readonly family: Omit<ThreadOutline, 'ownBytes' | 'plannedBytes'>; readonly weight: number };

const SMALLEST_BYTES = BASE_INSTRUCTIONS.length + 30_000;
const LEGACY_SHARE = 0.45;
/** No other thread comes nearer to the largest one than this. */
const SECOND_LARGEST_SHARE = 0.6;

export function planFamilies(options: DemoOptions, random: Random): readonly ThreadOutline[] {
  const sprouts = growFamilies(options, random);
  const sizes = fileSizes(sprouts, fitUnit(sprouts, options), options);
  return sprouts.map(({ family }) => ({ ...family, ...at(sizes, family.index) }));
}

/** The family trees with relative sizes; the first thread stands alone and is the largest. */
function growFamilies(options: DemoOptions, random: Random): readonly Sprout[] {
  const { familyShare, sizeSigma } = PROFILE_SHAPES[options.profile];
  const all: Sprout[] = [root(0, Infinity, random)];
  while (all.length < options.threads) {
    const room = options.threads - all.length;
    const hasChildren = room > 2 && random.chance(familyShare / 3);
    const weight = Math.exp(sizeSigma * random.normal());
    const parent = root(all.length, hasChildren ? Math.max(0.3, weight) : weight, random);
    all.push(parent);
    if (hasChildren) addChildren({ all, parent, room: room - 1, options, random });
  }
  return all;
}

function root(index: number, weight: number, random: Random): Sprout {
  const historyMode = random.chance(LEGACY_SHARE) ? 'legacy' : 'paginated';
  const nobody = { parentIndex: null, relation: 'root', inherits: false, cutShare: 0 } as const;
  return { weight, family: { index, rootIndex: index, historyMode, ...nobody } };
}

type Nursery = {
  readonly all: Sprout[];
  readonly parent: Sprout;
  readonly room: number;
  readonly options: DemoOptions;
  readonly random: Random;
};

/** Mostly star-shaped families; now and then a child of a child. */
function addChildren({ all, parent, room, options, random }: Nursery): void {
  const { childrenPerFamily, sizeSigma } = PROFILE_SHAPES[options.profile];
  const wanted = random.logNormal({ ...childrenPerFamily, min: 2 });
  const family = [parent];
  for (let count = Math.min(wanted, room); count > 0; count--) {
    const from = random.chance(0.12) ? random.pick(family) : parent;
    const relation = random.chance(0.5) ? 'subagent' : 'fork';
    const child: Sprout = {
      weight: 0.2 * Math.exp(sizeSigma * random.normal()),
      family: {
        index: all.length,
        parentIndex: from.family.index,
        rootIndex: parent.family.index,
        relation,
        inherits: relation === 'fork' || random.chance(0.6),
        cutShare: random.fraction(),
        historyMode: parent.family.historyMode,
      },
    };
    family.push(child);
    all.push(child);
  }
}

function ownBytes(weight: number, unit: number, { largestBytes }: DemoOptions): number {
  const limit = weight === Infinity ? largestBytes : SECOND_LARGEST_SHARE * largestBytes;
  return Math.min(limit, Math.max(SMALLEST_BYTES, weight * unit));
}

/** Finds the bytes of one unit of weight with which the whole store has about the bytes asked for. */
function fitUnit(sprouts: readonly Sprout[], options: DemoOptions): number {
  let low = 1;
  let high = 1e13;
  for (let step = 0; step < 60; step++) {
    const middle = Math.sqrt(low * high);
    const total = fileSizes(sprouts, middle, options).reduce((sum, { plannedBytes }) => sum + plannedBytes, 0);
    if (total > options.bytes) high = middle;
    else low = middle;
  }
  return low;
}

type FileSize = Pick<ThreadOutline, 'ownBytes' | 'plannedBytes'>;

/** The sizes of all threads, with the copies that legacy children carry of their parents. */
function fileSizes(sprouts: readonly Sprout[], unit: number, options: DemoOptions): readonly FileSize[] {
  const sizes: FileSize[] = [];
  for (const { weight, family } of sprouts) {
    const { parentIndex, inherits, historyMode, cutShare } = family;
    const copies = parentIndex !== null && inherits && historyMode === 'legacy';
    const copiedBytes = copies ? cutShare * at(sizes, parentIndex).plannedBytes : 0;
    const own = Math.round(ownBytes(weight, unit, options));
    sizes.push({ ownBytes: own, plannedBytes: own + Math.round(copiedBytes) });
  }
  return sizes;
}
