import path from 'node:path';
import type { FileSystem } from '../ports';
import { flockHolders } from './heldLocks';
import { runLockPath } from './storeLocks';

/** Far more than `pid=13399 started_at=SystemTime { … }` ever takes. */
const MAX_MARKER_BYTES = 4096;

/** The pid in the run marker that Codex's worker leaves when it starts (codex-store.md, section 1); `null`: none. */
function markerPid(fs: FileSystem, home: string): number | null {
  const file = path.join(home, '.tmp', 'rollout-compression.lock');
  if (fs.lstat(file)?.kind !== 'file') return null;
  const fd = fs.open(file, 'read');
  try {
    const buffer = new Uint8Array(MAX_MARKER_BYTES);
    const text = new TextDecoder().decode(buffer.subarray(0, fs.read(fd, buffer, 0)));
    const pid = /^pid=(\d+)\b/.exec(text)?.[1];
    return pid === undefined ? null : Number(pid);
  } finally {
    fs.close(fd);
  }
}

/** Who holds the run lock, for the person who waits: `process 511`; `null`: the system does not tell. */
export function runLockHolder(fs: FileSystem, home: string): string | null {
  const [pid] = flockHolders(fs, runLockPath(home)) ?? [];
  return pid === undefined ? null : `process ${pid}`;
}

/** Whether the run lock is held by Codex's own worker: the process that left the run marker. Beside it restoring is safe. */
export function heldByCodexWorker(fs: FileSystem, home: string): boolean {
  const pid = markerPid(fs, home);
  return pid !== null && (flockHolders(fs, runLockPath(home))?.includes(pid) ?? false);
}
