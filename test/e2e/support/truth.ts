import fs from 'node:fs';
import path from 'node:path';
import type { ThreadState } from '#contract/thread';
import { compareSnapshots, type Snapshot } from '../../support/store/snapshot';

/** One thread as it lies on disk, by the test's own reckoning. */
export type ThreadOnDisk = {
  readonly id: string;
  /** The file that Codex would read, relative to the store. */
  readonly file: string;
  readonly state: ThreadState;
  /** Allocated, not the length of the file. */
  readonly physicalBytes: number;
  readonly fileBytes: number;
  readonly mtimeMs: number;
};

const WEEK_MS = 7 * 24 * 3_600_000;
const ROLLOUT = /^rollout-.*-(?<id>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.jsonl(?<zst>\.zst)?$/;
const BLOCK_BYTES = 512;

/** Every thread of a healthy store, read from the file system alone. */
export function threadsOnDisk(home: string): readonly ThreadOnDisk[] {
  return filesBelow(home).flatMap((file) => {
    const { id, zst } = ROLLOUT.exec(path.basename(file))?.groups ?? {};
    if (id === undefined) return [];
    const stats = fs.statSync(path.join(home, file));
    const isCold = stats.mtimeMs <= Date.now() - WEEK_MS;
    return [
      {
        id,
        file,
        state: zst !== undefined ? 'compressed' : isCold ? 'cold' : 'recent',
        physicalBytes: stats.blocks * BLOCK_BYTES,
        fileBytes: stats.size,
        mtimeMs: stats.mtimeMs,
      },
    ];
  });
}

/** Allocated bytes of everything in a home that is no thread, folders included, as `du` counts them. */
export function otherBytesOnDisk(home: string): number {
  return fs
    .readdirSync(home)
    .filter((name) => name !== 'sessions' && name !== 'archived_sessions')
    .reduce((sum, name) => sum + allocatedBelow(path.join(home, name)), 0);
}

export function sumOf<T>(all: readonly T[], bytesOf: (each: T) => number): number {
  return all.reduce((sum, each) => sum + bytesOf(each), 0);
}

/** What differs between two states of a store, but for the lock files that every user of a store leaves. */
export function changesBetween(before: Snapshot, after: Snapshot): readonly string[] {
  return compareSnapshots(before, after, (file) => /^(\.tmp|thread-writer-locks)(\/|$)/.test(file));
}

/** Temporary files, holds and the like that no finished or cancelled job may leave. */
export function leftoversIn(home: string): readonly string[] {
  return filesBelow(home).filter((file) => /rollout-compress-|rollout-materialize-|coldpress-hold|\.tmp$/.test(file));
}

function filesBelow(home: string): readonly string[] {
  return ['sessions', 'archived_sessions'].flatMap((root) => {
    const folder = path.join(home, root);
    if (!fs.existsSync(folder)) return [];
    return fs
      .readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(home, path.join(entry.parentPath, entry.name)));
  });
}

function allocatedBelow(file: string): number {
  const stats = fs.lstatSync(file);
  const own = stats.blocks * BLOCK_BYTES;
  if (!stats.isDirectory()) return own;
  return own + sumOf(fs.readdirSync(file), (name) => allocatedBelow(path.join(file, name)));
}
