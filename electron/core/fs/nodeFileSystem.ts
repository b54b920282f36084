import fs from 'node:fs';
import type { BigIntStats, Dirent } from 'node:fs';
import { dirname } from 'node:path';
import type { DirectoryEntry, FileState, FileSystem, OpenMode, Space } from '../ports';
import { errorCodeOf } from './errorCode';
import { forgetPages, listAttributes, renameExchange } from './libc';
import { setMode, setMtime } from './likeness';
import { moveNoReplace } from './moveNoReplace';

const { O_RDONLY, O_RDWR, O_CREAT, O_EXCL, O_APPEND, O_NOFOLLOW, O_NONBLOCK } = fs.constants;

/** No open follows a link or waits on a FIFO. */
const GUARDED = process.platform === 'win32' ? 0 : O_NOFOLLOW | O_NONBLOCK;
const OPEN_FLAGS: Record<OpenMode, number> = {
  read: O_RDONLY | GUARDED,
  readWrite: O_RDWR | GUARDED,
  readWriteCreate: O_RDWR | O_CREAT | GUARDED,
  createExclusive: O_RDWR | O_CREAT | O_EXCL | GUARDED,
  append: O_RDWR | O_CREAT | O_APPEND | GUARDED,
};

/** Attributes that a system puts on files by itself; they say nothing that a compressed twin would lose. */
const SYSTEM_ATTRIBUTES = new Set(['security.selinux', 'com.apple.provenance']);

function kindOf(entry: BigIntStats | Dirent): FileState['kind'] {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'directory';
  return entry.isSymbolicLink() ? 'link' : 'other';
}

function stateOf(stats: BigIntStats): FileState {
  const { dev, ino, size, mtimeNs, ctimeNs } = stats;
  return {
    kind: kindOf(stats),
    dev,
    ino,
    size,
    mtimeNs,
    ctimeNs,
    mode: Number(stats.mode & 0o7777n),
    uid: Number(stats.uid),
    gid: Number(stats.gid),
    nlink: Number(stats.nlink),
    allocatedBytes: process.platform === 'win32' ? size : stats.blocks * 512n,
  };
}

function lstat(path: string): FileState | null {
  const stats = fs.lstatSync(path, { bigint: true, throwIfNoEntry: false });
  return stats === undefined ? null : stateOf(stats);
}

function readDirectory(path: string): readonly DirectoryEntry[] {
  return fs.readdirSync(path, { withFileTypes: true }).map((entry) => ({ name: entry.name, kind: kindOf(entry) }));
}

function open(path: string, mode: OpenMode): number {
  return fs.openSync(path, OPEN_FLAGS[mode], mode === 'readWriteCreate' ? 0o666 : 0o600);
}

function writeAll(fd: number, buffer: Uint8Array): void {
  for (let done = 0; done < buffer.byteLength;) done += fs.writeSync(fd, buffer, done, buffer.byteLength - done, null);
}

function syncDirectory(path: string): void {
  // Windows cannot sync a directory handle opened by Node; NTFS journals its directory changes by itself.
  if (process.platform === 'win32') return;
  const fd = fs.openSync(path, O_RDONLY);
  try {
    fs.fsyncSync(fd);
  } finally {
    fs.closeSync(fd);
  }
}

/** Makes one directory, unless it is there; gives the error where the one above it is missing. */
function makeOne(path: string, mode: number): Error | null {
  try {
    fs.mkdirSync(path, { mode });
    return null;
  } catch (error) {
    const code = errorCodeOf(error);
    if (code === 'EEXIST' && fs.statSync(path).isDirectory()) return null;
    if (code === 'ENOENT' && error instanceof Error) return error;
    throw error;
  }
}

/**
 * Makes a directory and those above it. Node's own `recursive` says ENOENT where the file system is read-only, and
 * never returns where the system takes no new names (/proc).
 */
function makeDirectory(path: string, mode: number): void {
  const missing = makeOne(path, mode);
  if (missing === null) return;
  if (dirname(path) === path) throw missing;
  makeDirectory(dirname(path), mode);
  const stillMissing = makeOne(path, mode);
  if (stillMissing !== null) throw stillMissing;
}

function space(path: string): Space {
  const { blocks, bavail, bsize } = fs.statfsSync(path);
  return { totalBytes: blocks * bsize, freeBytes: bavail * bsize };
}

/** The real file system: node:fs, and the C library where Node is too coarse (codex-store.md, Traps in Node). */
export const nodeFileSystem: FileSystem = {
  lstat,
  fstat: (fd) => stateOf(fs.fstatSync(fd, { bigint: true })),
  realpath: (path) => fs.realpathSync.native(path),
  readDirectory,
  open,
  read: (fd, buffer, position) => fs.readSync(fd, buffer, 0, buffer.byteLength, position),
  writeAll,
  truncate: (fd, size) => {
    fs.ftruncateSync(fd, size);
  },
  fsync: (fd) => {
    fs.fsyncSync(fd);
  },
  close: (fd) => {
    fs.closeSync(fd);
  },
  moveNoReplace,
  exchange: renameExchange,
  moveReplacing: (from, to) => {
    fs.renameSync(from, to);
  },
  unlink: (path) => {
    fs.unlinkSync(path);
  },
  makeDirectory,
  syncDirectory,
  setMode,
  setOwner: (fd, uid, gid) => {
    fs.fchownSync(fd, uid, gid);
  },
  setMtime,
  dropCache: forgetPages,
  extendedAttributes: (path) => listAttributes(path).filter((name) => !SYSTEM_ATTRIBUTES.has(name)),
  space,
};
