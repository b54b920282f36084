import path from 'node:path';
import type { AppError } from '#contract/errors';
import type { CatalogReader } from '../catalog/catalog';
import { isLocalDisk, writeHindrance } from '../fs/storeDisk';
import { probeLocks } from '../locks/lockProbe';
import { STORE_ROOTS } from '../model/rolloutName';
import type { Effects } from '../ports';
import { describeError } from '../rollout/outcome';

export type RefusalContext = {
  readonly effects: Effects;
  /** The real path of the store. */
  readonly home: string;
  readonly catalog: Pick<CatalogReader, 'shapes'>;
};

const READ_ANYWAY = 'Nothing was changed. It can be scanned and read all the same.';

function refusal(code: AppError['code'], message: string, hint: string): AppError {
  return { code, message, hint };
}

function foreignRoot({ effects, home }: RefusalContext): AppError | null {
  for (const root of STORE_ROOTS) {
    const kind = effects.fs.lstat(path.join(home, root))?.kind ?? 'directory';
    if (kind === 'directory') continue;
    const what = kind === 'link' ? 'a link' : kind === 'file' ? 'a file' : 'neither a file nor a folder';
    const message = `${root} is ${what} in this store, where Codex keeps a folder, so nothing in the store is changed.`;
    const hint =
      kind === 'link' ? 'Open the Codex home in which the real folder stands, or move it here.' : READ_ANYWAY;
    return refusal('STORE_UNSUPPORTED', message, hint);
  }
  return null;
}

function unwritable({ home }: RefusalContext): AppError | null {
  const code = writeHindrance(home);
  if (code === 'EROFS') {
    const message = 'The store is on a read-only file system, so nothing in it can be changed.';
    return refusal('READ_ONLY', message, `Mount it writable and try again. ${READ_ANYWAY}`);
  }
  // Anything else, such as a store that is gone, is told by whoever meets it.
  if (code !== 'EACCES' && code !== 'EPERM') return null;
  const message = `Permission to write in ${home} is denied (${code}).`;
  return refusal('PERMISSION_DENIED', message, 'Run Coldpress as the owner of the Codex home.');
}

/** Lock files that we made in somebody else's store would be ours, and closed to Codex. Root gives them away. */
function ofAnother({ effects, home }: RefusalContext): AppError | null {
  const user = process.geteuid?.();
  const owner = effects.fs.lstat(home)?.uid;
  if (user === undefined || user === 0 || owner === undefined || owner === user) return null;
  const message = `The store belongs to another user (uid ${owner}), so nothing in it is changed.`;
  return refusal('PERMISSION_DENIED', message, 'Run Coldpress as the owner of the Codex home.');
}

/** So few strange files are somebody's own; more of them than threads are another Codex's way. */
const FEW = 3;

/** A store that is mostly of a form not known here is the work of a newer Codex, and is none of our business. */
function unknownShape({ catalog }: RefusalContext): AppError | null {
  const { threads, unknownRecords, unknownForms } = catalog.shapes();
  const strange = unknownRecords + unknownForms;
  if (strange < FEW || strange * 2 <= threads + unknownForms) return null;
  const message = `Most of this store (${strange} of ${threads + unknownForms} files) is in a form that Coldpress does not know; a newer Codex may have written it.`;
  return refusal('STORE_UNSUPPORTED', message, `Update Coldpress. ${READ_ANYWAY}`);
}

/** Devices on which locks were tried and work; what works is not tried again while this process lives. */
const working = new Set<bigint>();

async function brokenLocks({ effects, home }: RefusalContext, mayProbe: boolean): Promise<AppError | null> {
  const device = effects.fs.lstat(home)?.dev;
  if (device === undefined || working.has(device) || isLocalDisk(home) || !mayProbe) return null;
  const found = await probeLocks(effects, home).catch((error: unknown) => ({ cannotTell: describeError(error) }));
  if (found === 'works') {
    working.add(device);
    return null;
  }
  const why =
    found === 'excludes_nobody' ? 'two processes could hold one lock at once' : `a try failed: ${found.cannotTell}`;
  const message = `File locks do not work on the file system of this store (${why}), so nothing can be kept safe from Codex.`;
  const hint = 'Move the Codex home to a disk of this machine, or mount it with locks.';
  return refusal('LOCKS_BROKEN', message, hint);
}

/**
 * Why nothing in this store may be changed; `null`: it may. It can be scanned and read in any case. `mayProbe`: no swap is
 * open, so a process may be started to try the locks, which is done once for each file system that is not known as one of
 * this machine alone.
 */
export async function storeRefusal(context: RefusalContext, mayProbe = true): Promise<AppError | null> {
  return (
    foreignRoot(context) ??
    unwritable(context) ??
    ofAnother(context) ??
    unknownShape(context) ??
    (await brokenLocks(context, mayProbe))
  );
}
