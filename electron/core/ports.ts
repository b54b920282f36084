/**
 * The effects that Coldpress's core has on the world, one method a crash point. The real ones are in core/fs,
 * core/locks and core/zstd; only the fault and power tests wrap FileSystem, nothing replaces it.
 * Everything here is synchronous: a swap is one straight run in one pool thread, without awaits.
 */

/** What one `lstat` or `fstat` says, exactly: sizes and ids as integers beyond 2^53, times in nanoseconds. */
export type FileState = {
  readonly kind: 'file' | 'directory' | 'link' | 'other';
  readonly dev: bigint;
  readonly ino: bigint;
  readonly size: bigint;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
  /** Permission bits only (07777). */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly nlink: number;
  /** Bytes allocated on disk; the size where the system does not tell. */
  readonly allocatedBytes: bigint;
};

export type DirectoryEntry = { readonly name: string; readonly kind: FileState['kind'] };

/**
 * `read`: must exist. `readWrite`: must exist. `readWriteCreate`: made if absent (0666 less umask, as Codex does).
 * `append`: read, and written at its end wherever that is then; made if absent (0600).
 */
export type OpenMode = 'read' | 'readWrite' | 'readWriteCreate' | 'createExclusive' | 'append';

export type Space = { readonly totalBytes: number; readonly freeBytes: number };

/**
 * The file system. Errors are Node's (`code`, `path`). `lstat` gives `null` for what is absent.
 * Descriptors are close-on-exec, from node:fs, never from a foreign `open`.
 */
export type FileSystem = {
  readonly lstat: (path: string) => FileState | null;
  readonly fstat: (fd: number) => FileState;
  readonly realpath: (path: string) => string;
  readonly readDirectory: (path: string) => readonly DirectoryEntry[];
  readonly open: (path: string, mode: OpenMode) => number;
  /** Bytes read into `buffer` at `position` (`null`: where the descriptor stands); 0 at the end. May be short. */
  readonly read: (fd: number, buffer: Uint8Array, position: number | null) => number;
  /** Writes all of `buffer` where the descriptor stands. */
  readonly writeAll: (fd: number, buffer: Uint8Array) => void;
  /** Cuts an open file to its first `size` bytes. */
  readonly truncate: (fd: number, size: number) => void;
  readonly fsync: (fd: number) => void;
  readonly close: (fd: number) => void;
  /**
   * Gives the file the name `to` and takes `from` away; fails with EEXIST rather than replace anything. `beforeTwoSteps` is
   * called first where this file system has neither such a rename nor hard links: a crash may leave an empty file at `to`.
   */
  readonly moveNoReplace: (from: string, to: string, beforeTwoSteps?: () => void) => void;
  /** Gives two files each other's name at once; `false` where this system or file system cannot. */
  readonly exchange: (a: string, b: string) => boolean;
  /** Puts a file of ours in the place of another file of ours; never used in a store. */
  readonly moveReplacing: (from: string, to: string) => void;
  readonly unlink: (path: string) => void;
  readonly makeDirectory: (path: string, mode: number) => void;
  readonly syncDirectory: (path: string) => void;
  readonly setMode: (fd: number, mode: number) => void;
  readonly setOwner: (fd: number, uid: number, gid: number) => void;
  /** Sets mtime to the nanosecond, where the file system has them. */
  readonly setMtime: (fd: number, mtimeNs: bigint) => void;
  /** Asks the system to forget the cached pages of a synced file, so that reading it back reads the disk. */
  readonly dropCache: (fd: number) => void;
  /** Names of extended attributes and ACLs beyond the default ones; `[]` where the system has none. */
  readonly extendedAttributes: (path: string) => readonly string[];
  readonly space: (path: string) => Space;
};

/** An exclusive flock on an open descriptor, as Codex's `File::lock` is; never waits. */
export type Locks = {
  readonly tryLock: (fd: number) => boolean;
  readonly unlock: (fd: number) => void;
};

/** Who waits to open a leased file: nobody, somebody who only reads, or somebody who may write. */
export type LeaseState = 'whole' | 'reader_waits' | 'writer_waits';

/** Keeps new openers of a file waiting until it is released. */
export type Lease = {
  readonly state: () => LeaseState;
  /** Lets those in who only read; writers go on waiting. */
  readonly letReadersIn: () => void;
  /** Takes back what `letReadersIn` gave: `false` while somebody still has the file open. */
  readonly takeAgain: () => boolean;
  readonly release: () => void;
};

/** Whether somebody else has a file open. `unknown`: this system or file system cannot tell. */
export type LeaseResult =
  | ({ readonly kind: 'held' } & Lease)
  | { readonly kind: 'busy' }
  | { readonly kind: 'unknown'; readonly reason: string };
export type Openers = {
  /** A write lease on a read-only descriptor: granted only if no other descriptor of the file is open anywhere. */
  readonly lease: (fd: number) => LeaseResult;
  /** The processes (not ours) that have this file open, or may have; `null` where that cannot be known for all of them. */
  readonly holders: (state: FileState) => readonly string[] | null;
};

export type Clock = {
  readonly nowMs: () => number;
  /** Never goes back, whatever is done to the clock; for how long something took. */
  readonly elapsedMs: () => number;
  /** Blocks this pool thread; used between tries for a lock, never while one is held. */
  readonly pause: (ms: number) => void;
};

export type Effects = {
  readonly fs: FileSystem;
  readonly locks: Locks;
  readonly openers: Openers;
  readonly clock: Clock;
};
