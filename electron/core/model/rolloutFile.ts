import type { Representation } from '#contract/thread';
import { parseRolloutName } from './rolloutName';

/** One thread's files in one directory: a plain file, a compressed one, or both. */
export type RolloutFile<T> = {
  readonly threadId: string;
  readonly plainName: string;
  readonly createdText: string;
  readonly plain: T | null;
  readonly compressed: T | null;
};

/** Plain wins: what Codex reads where both forms exist (codex-store.md, section 1). */
export function representationOf(file: RolloutFile<unknown>): Representation {
  if (file.plain === null) return 'compressed';
  return file.compressed === null ? 'plain' : 'both';
}

/** Puts each plain file of one directory together with its compressed twin, in the order of their names. */
export function groupTwins<T extends { readonly name: string }>(entries: readonly T[]): readonly RolloutFile<T>[] {
  const byName = new Map<string, RolloutFile<T>>();
  for (const entry of entries) {
    const parsed = parseRolloutName(entry.name);
    if (parsed === null) continue;
    const { threadId, plainName, createdText } = parsed;
    const before = byName.get(plainName) ?? { threadId, plainName, createdText, plain: null, compressed: null };
    byName.set(plainName, parsed.compressed ? { ...before, compressed: entry } : { ...before, plain: entry });
  }
  return [...byName.values()];
}
