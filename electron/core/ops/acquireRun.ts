import { failure } from '#contract/errors';
import type { JobKind } from '#contract/job';
import { heldByCodexWorker, runLockHolder } from '../locks/runMarker';
import { takeRunLock } from '../locks/storeLocks';
import type { HeldLock } from '../locks/storeLocks';
import type { Effects, FileSystem } from '../ports';

const BUSY_RETRY_MS = 1000;

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Restoring goes on beside Codex's worker, which keeps the lock; each swap has its own locks. Verifying needs none. */
const NO_LOCK: HeldLock = { release: () => undefined };

export function runHolder(fs: FileSystem, home: string): string {
  return runLockHolder(fs, home) ?? 'Codex or another Coldpress';
}

type Run = { readonly kind: JobKind; readonly home: string; readonly whenBusy: 'wait' | 'fail' };

/**
 * The lock of a whole run; waits for it, or fails, as the request says. `onBusy` is asked before each wait: `false`
 * ends it, and gives `null`.
 */
export async function acquireRun(run: Run, effects: Effects, onBusy: () => boolean): Promise<HeldLock | null> {
  const { kind, home, whenBusy } = run;
  if (kind === 'verify') return NO_LOCK;
  for (;;) {
    const lock = takeRunLock(effects, home);
    if (lock !== null) return lock;
    if (kind === 'restore' && heldByCodexWorker(effects.fs, home)) return NO_LOCK;
    if (whenBusy === 'fail') {
      const hint = 'Wait until it has finished, then try again.';
      throw failure('STORE_BUSY', `Another compression run holds this store (${runHolder(effects.fs, home)}).`, hint);
    }
    if (!onBusy()) return null;
    await sleep(BUSY_RETRY_MS);
  }
}
