import { failure } from '#contract/errors';
import { runningCodex } from '../fs/codexProcesses';

/**
 * On macOS and Windows nothing is compressed while a Codex process runs, because nothing there tells yet whether a
 * file is open (safety.md, Openers); each swap asks again. On Linux the write lease tells, file by file.
 */
export function refuseBesideCodex(platform: NodeJS.Platform): void {
  if ((runningCodex(platform) ?? []).length === 0) return;
  const hint = 'Close Codex (also its desktop app and editor extensions), then try again.';
  throw failure('CODEX_RUNNING', 'Codex is running. On this system Coldpress only works while it is closed.', hint);
}
