import koffi from 'koffi';

/**
 * The few calls of the C library that Node does not offer. Each function sets `errno`, which `lastError` turns into
 * an error shaped like Node's. `null` on systems that lack the call.
 */
type Native = (...args: unknown[]) => unknown;

const lib = process.platform === 'win32' ? null : koffi.load(null);

function bind(prototype: string, ...platforms: readonly NodeJS.Platform[]): Native | null {
  if (lib === null || !platforms.includes(process.platform)) return null;
  const native: unknown = lib.func(prototype);
  return native as Native;
}

const flock = bind('int flock(int fd, int operation)', 'linux', 'darwin');
const fcntl = bind('int fcntl(int fd, int cmd, ...)', 'linux');
const futimens = bind('int futimens(int fd, const void *times)', 'linux', 'darwin');
const fadvise = bind('int posix_fadvise(int fd, int64_t offset, int64_t length, int advice)', 'linux');
const llistxattr = bind('intptr_t llistxattr(const char *path, _Out_ uint8_t *list, size_t size)', 'linux');
const listxattr = bind('intptr_t listxattr(const char *path, _Out_ uint8_t *list, size_t size, int options)', 'darwin');
const renameat2 = bind('int renameat2(int from, const char *f, int to, const char *t, unsigned int flags)', 'linux');
const renamex = bind('int renamex_np(const char *from, const char *to, unsigned int flags)', 'darwin');

/** Calls a bound function, giving its result as a number. */
function call(native: Native, ...args: unknown[]): number {
  return Number(native(...args));
}

/** The name of the last error (`EAGAIN`, `EINVAL`, …) of this thread. */
function errorName(): string {
  const number = koffi.errno();
  for (const [name, value] of Object.entries(koffi.os.errno)) if (value === number) return name;
  return `errno ${number}`;
}

function lastError(syscall: string, path?: string): NodeJS.ErrnoException {
  const code = errorName();
  const where = path === undefined ? '' : ` '${path}'`;
  return Object.assign(new Error(`${code}: ${syscall}${where}`), {
    code,
    syscall,
    ...(path !== undefined && { path }),
  });
}

const LOCK_EXCLUSIVE_NO_WAIT = 2 | 4;
const LOCK_RELEASE = 8;

/** Takes an exclusive flock without waiting; `false` where another descriptor holds one. */
export function flockExclusive(fd: number): boolean {
  if (flock === null) throw new Error('flock: not available on this system');
  if (call(flock, fd, LOCK_EXCLUSIVE_NO_WAIT) === 0) return true;
  const error = lastError('flock');
  if (error.code === 'EAGAIN' || error.code === 'EWOULDBLOCK' || error.code === 'EINTR') return false;
  throw error;
}

export function flockRelease(fd: number): void {
  if (flock !== null && call(flock, fd, LOCK_RELEASE) !== 0) throw lastError('flock');
}

/** Linux: F_SETSIG, F_SETLEASE and F_GETLEASE (fcntl(2)); SIGURG is ignored by default, SIGIO would end the process. */
const F_SETSIG = 10;
const F_SETLEASE = 1024;
const F_GETLEASE = 1025;
const SIGURG = 23;
const F_RDLCK = 0;
const F_WRLCK = 1;
const F_UNLCK = 2;

/** The name of the error, or `null` when the write lease is ours. */
export function takeWriteLease(fd: number): string | null {
  if (fcntl === null) return 'ENOSYS';
  if (call(fcntl, fd, F_SETSIG, 'int', SIGURG) !== 0) return errorName();
  return call(fcntl, fd, F_SETLEASE, 'int', F_WRLCK) === 0 ? null : errorName();
}

/**
 * What the kernel wants the lease to become: `write`, as it is; `read`, somebody who only reads waits for it to be
 * turned into a read lease; `none`, a writer waits, or there is none any more.
 */
export function wantedLease(fd: number): 'write' | 'read' | 'none' {
  const type = fcntl === null ? F_UNLCK : call(fcntl, fd, F_GETLEASE);
  if (type === F_WRLCK) return 'write';
  return type === F_RDLCK ? 'read' : 'none';
}

/**
 * Turns a write lease into a read lease: readers get in, writers go on waiting. `false`: a writer waits beside the
 * reader, which counts as an opener already (do_dentry_open), so that the kernel refuses.
 */
export function turnIntoReadLease(fd: number): boolean {
  if (fcntl === null || call(fcntl, fd, F_SETLEASE, 'int', F_RDLCK) === 0) return true;
  const error = lastError('fcntl');
  if (error.code === 'EAGAIN' || error.code === 'EWOULDBLOCK') return false;
  throw error;
}

export function dropLease(fd: number): void {
  if (fcntl !== null && call(fcntl, fd, F_SETLEASE, 'int', F_UNLCK) !== 0) throw lastError('fcntl');
}

/** "Leave this time as it is" in the nanoseconds of a timespec. */
const UTIME_OMIT = process.platform === 'darwin' ? -2n : (1n << 30n) - 2n;
const NS_PER_S = 1_000_000_000n;

function timespec(ns: bigint): readonly [bigint, bigint] {
  const seconds = ns / NS_PER_S - (ns % NS_PER_S < 0n ? 1n : 0n);
  return [seconds, ns - seconds * NS_PER_S];
}

/** Sets mtime to the nanosecond, and atime, or leaves that alone (`null`); `false` where the system has no such call. */
export function setTimesNs(
  fd: number,
  { atimeNs, mtimeNs }: { readonly atimeNs: bigint | null; readonly mtimeNs: bigint },
): boolean {
  if (futimens === null) return false;
  const atime = atimeNs === null ? ([0n, UTIME_OMIT] as const) : timespec(atimeNs);
  const times = BigInt64Array.of(...atime, ...timespec(mtimeNs));
  if (call(futimens, fd, new Uint8Array(times.buffer)) !== 0) throw lastError('futimens');
  return true;
}

const FADV_DONTNEED = 4;

/** Advice only: a system that refuses it reads from its cache, and the comparison still holds. */
export function forgetPages(fd: number): void {
  if (fadvise !== null) call(fadvise, fd, 0, 0, FADV_DONTNEED);
}

const XATTR_NOFOLLOW = 1;
const MAX_ATTRIBUTE_NAMES = 65_536;

/** All extended attributes of a file (on Linux ACLs among them), not following links; `[]` where there can be none. */
export function listAttributes(path: string): readonly string[] {
  const list = new Uint8Array(MAX_ATTRIBUTE_NAMES);
  const length =
    llistxattr !== null
      ? call(llistxattr, path, list, list.byteLength)
      : listxattr !== null
        ? call(listxattr, path, list, list.byteLength, XATTR_NOFOLLOW)
        : 0;
  if (length < 0) {
    const error = lastError('llistxattr', path);
    if (error.code === 'ENOTSUP' || error.code === 'EOPNOTSUPP') return [];
    throw error;
  }
  return new TextDecoder().decode(list.subarray(0, length)).split('\0').slice(0, -1);
}

const AT_FDCWD = -100;
const RENAME_NOREPLACE = 1;
const RENAME_EXCHANGE = 2;
const RENAME_SWAP = 2;
const RENAME_EXCL = 4;
const UNSUPPORTED = new Set(['EINVAL', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP']);

type RenameFlags = { readonly linux: number; readonly darwin: number };

/** Renames with a condition; `false` where this system or file system has no such call. */
function renameWith(flags: RenameFlags, from: string, to: string): boolean {
  const result =
    renameat2 !== null
      ? call(renameat2, AT_FDCWD, from, AT_FDCWD, to, flags.linux)
      : renamex !== null
        ? call(renamex, from, to, flags.darwin)
        : null;
  if (result === 0) return true;
  if (result === null) return false;
  const error = lastError('rename', to);
  if (error.code !== undefined && UNSUPPORTED.has(error.code)) return false;
  throw error;
}

/** Renames without replacing (EEXIST); `false` where this system or file system has no such call. */
export function renameNoReplace(from: string, to: string): boolean {
  return renameWith({ linux: RENAME_NOREPLACE, darwin: RENAME_EXCL }, from, to);
}

/** Gives two files each other's name in one step; `false` where this system or file system has no such call. */
export function renameExchange(a: string, b: string): boolean {
  return renameWith({ linux: RENAME_EXCHANGE, darwin: RENAME_SWAP }, a, b);
}
