import fs from 'node:fs';
import path from 'node:path';
import { systemLocks } from '#core/locks/flock';

/** As another program that compresses in this store. Returns what lets the lock go. */
export function holdRunLock(home: string): () => void {
  fs.mkdirSync(path.join(home, '.tmp'), { recursive: true });
  const descriptor = fs.openSync(path.join(home, '.tmp', 'rollout-maintenance.lock'), 'a', 0o600);
  if (!systemLocks.tryLock(descriptor)) throw new Error('the run lock is held by somebody');
  return () => fs.closeSync(descriptor);
}
