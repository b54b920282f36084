/** `rollout-YYYY-MM-DDThh-mm-ss-<uuid>.jsonl`, with `.zst` when compressed (codex-store.md, section 2). */
const ROLLOUT_NAME =
  /^rollout-(\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2})-([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\.jsonl(\.zst)?$/;

export type RolloutName = {
  readonly threadId: string;
  readonly compressed: boolean;
  /** The name of the plain file, whichever of the two this is. */
  readonly plainName: string;
  /** The local time in the name, as Codex wrote it: `2026-11-22T14-05-00`. */
  readonly createdText: string;
};

/** What a file's name says, or `null` for any file that Codex would not take for a rollout. */
export function parseRolloutName(name: string): RolloutName | null {
  const match = ROLLOUT_NAME.exec(name);
  const [, createdText, threadId, zst] = match ?? [];
  if (createdText === undefined || threadId === undefined) return null;
  const compressed = zst !== undefined;
  return { threadId, compressed, plainName: compressed ? name.slice(0, -4) : name, createdText };
}

/** The roots that hold rollouts, relative to the Codex home; `sessions` is nested by date, the other one flat. */
export const STORE_ROOTS = ['sessions', 'archived_sessions'] as const;
export type StoreRoot = (typeof STORE_ROOTS)[number];
