import type { ThreadDetails } from '#contract/thread';

/** What the first records of a rollout say about its thread (codex-store.md, section 2). `null`: not said. */
export type SessionMeta = {
  readonly id: string;
  readonly createdAtMs: number | null;
  readonly cwd: string | null;
  readonly branch: string | null;
  readonly cliVersion: string | null;
  readonly originator: string | null;
  /** `cli`, `vscode`, `exec` …; `subagent` where another thread started this one. */
  readonly source: string | null;
  readonly historyMode: ThreadDetails['historyMode'];
  /** The thread that this one was forked from, points into, or was started by. */
  readonly parentId: string | null;
  /** The thread into whose bytes this one points: a paginated fork does not copy its base. */
  readonly baseId: string | null;
};

/** Shown where a thread has no folder. */
export const NO_PROJECT = '(no folder)';
const MAX_PROJECT_CHARS = 200;

/** The last part of the folder a thread was started in, on any system. */
export function projectOf(cwd: string | null): string {
  if (cwd === null || cwd.trim() === '') return NO_PROJECT;
  const parts = cwd.split(/[/\\]+/).filter((part) => part !== '');
  return (parts.at(-1) ?? cwd).slice(0, MAX_PROJECT_CHARS);
}

/** The root of a thread's family as far as `parents` (child to parent) knows; cycles end where they close. */
export function familyOf(id: string, parents: ReadonlyMap<string, string>): string {
  const seen = new Set([id]);
  for (let at = id; ;) {
    const parent = parents.get(at);
    if (parent === undefined || seen.has(parent)) return at;
    seen.add(parent);
    at = parent;
  }
}
