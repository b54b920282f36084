import { codexProcesses } from '../fs/codexProcesses';
import { LeftAlone } from '../rollout/outcome';

/** A Codex that runs and may be on this store (a real path), where an old one must not; `null`: none does. */
export function whoDisturbs(home: string): string | null {
  return codexProcesses(process.platform, home)[0]?.name ?? null;
}

/** What becomes of a thread when one was started in the middle of a job. */
export function disturbedBy(who: string): LeftAlone {
  const reason = `Codex was started meanwhile: ${who}. One that takes no locks is used on this store, so nothing is compressed beside it.`;
  return new LeftAlone('skipped_in_use', reason);
}
