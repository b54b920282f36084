import type { Usage } from '#contract/store';
import type { DataKind } from '../../ui/dataKind';

export type BarSegment = { readonly kind: DataKind; readonly bytes: number; readonly shownBytes: number };
export type StoreBarPlan = {
  readonly segments: readonly BarSegment[];
  /** Whether the free disk is longer than the bar shows; a break mark says so. */
  readonly isFreeCut: boolean;
};

/** States in the bar's order: the warm ones first, then what can be pressed, then what is. */
const order = ['in_use', 'recent', 'cold', 'compressed', 'unclear'] as const;
const freeAtMost = 1.5;

/** The bar of the whole store to scale: threads by state, Codex's other files, and free disk up to 1.5 stores' length. */
export function planStoreBar(usage: Usage): StoreBarPlan {
  const states = order.map((kind) => segment(kind, usage.byState[kind].physicalBytes));
  const used = [...states, segment('other', usage.otherBytes ?? 0)].filter((each) => each.bytes > 0);
  const storeBytes = used.reduce((sum, each) => sum + each.bytes, 0);
  const freeBytes = usage.disk?.freeBytes ?? 0;
  const shownBytes = Math.min(freeBytes, storeBytes * freeAtMost);
  const free = freeBytes > 0 ? [{ kind: 'free' as const, bytes: freeBytes, shownBytes }] : [];
  return { segments: [...used, ...free], isFreeCut: shownBytes < freeBytes };
}

function segment(kind: DataKind, bytes: number): BarSegment {
  return { kind, bytes, shownBytes: bytes };
}
