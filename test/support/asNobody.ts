import fs from 'node:fs';

const NOBODY = 65_534;

/**
 * Runs `work` without the rights of root, for whom permissions do not count: as another user, who may enter `folder`.
 * Where the tests do not run as root, as who they run.
 */
export function asNobody<T>(folder: string, work: () => T): T {
  if (process.getuid?.() !== 0) return work();
  fs.chmodSync(folder, 0o755);
  process.seteuid?.(NOBODY);
  try {
    return work();
  } finally {
    process.seteuid?.(0);
  }
}
