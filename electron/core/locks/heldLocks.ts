import { dirname, join } from 'node:path';
import type { FileSystem } from '../ports';

const LOCK_FILE = /^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\.lock$/;
/** `1: FLOCK  ADVISORY  WRITE 4242 fe:00:2228226 0 EOF`; waiters have `->` before FLOCK and hold nothing. */
const FLOCK_LINE = /^\d+: FLOCK +\S+ +WRITE +(-?\d+) ([0-9a-f]+):([0-9a-f]+):(\d+) /;
const MAX_PROC_BYTES = 64 * 1024 * 1024;

export type HeldFlock = { readonly pid: number; readonly device: string; readonly ino: string };

/** The exclusive flocks in the text of /proc/locks (proc(5)); `device` as `major:minor` in decimal. */
export function parseProcLocks(text: string): readonly HeldFlock[] {
  return text.split('\n').flatMap((line) => {
    const [, pid, major, minor, ino] = FLOCK_LINE.exec(line) ?? [];
    if (pid === undefined || major === undefined || minor === undefined || ino === undefined) return [];
    return [{ pid: Number(pid), device: `${Number.parseInt(major, 16)}:${Number.parseInt(minor, 16)}`, ino }];
  });
}

/** `major:minor` of a Linux device number (makedev(3)). */
export function deviceText(dev: bigint): string {
  const major = ((dev >> 8n) & 0xfffn) | ((dev >> 32n) & 0xfffff000n);
  const minor = (dev & 0xffn) | ((dev >> 12n) & 0xffffff00n);
  return `${String(major)}:${String(minor)}`;
}

/** The device that the kernel knows the file system at `path` by: of the longest mount point above it, the last one. */
export function mountDevice(mountInfo: string, path: string): string | null {
  let best = { length: -1, device: '' };
  for (const line of mountInfo.split('\n')) {
    const [, , device, , escaped] = line.split(' ');
    if (device === undefined || escaped === undefined) continue;
    const point = escaped.replace(/\\([0-7]{3})/g, (_, octal: string) =>
      String.fromCharCode(Number.parseInt(octal, 8)),
    );
    const inside = path === point || path.startsWith(point.endsWith('/') ? point : `${point}/`);
    if (inside && point.length >= best.length) best = { length: point.length, device };
  }
  return best.length === -1 ? null : best.device;
}

function readText(fs: FileSystem, path: string): string {
  const fd = fs.open(path, 'read');
  try {
    const parts: Buffer[] = [];
    for (let total = 0; total < MAX_PROC_BYTES;) {
      const part = Buffer.alloc(65_536);
      const read = fs.read(fd, part, null);
      if (read === 0) break;
      total += read;
      parts.push(part.subarray(0, read));
    }
    return Buffer.concat(parts).toString('utf8');
  } finally {
    fs.close(fd);
  }
}

function heldFlocks(fs: FileSystem): readonly HeldFlock[] | null {
  try {
    return parseProcLocks(readText(fs, '/proc/locks'));
  } catch {
    return null; // no /proc/locks: not Linux, or hidden; then nobody can tell without touching a lock
  }
}

/** The kernel's name for a file's device differs from lstat's on btrfs and overlay: both count. */
function devicesOf(fs: FileSystem, path: string, dev: bigint): ReadonlySet<string> {
  const known = new Set([deviceText(dev)]);
  try {
    const mounted = mountDevice(readText(fs, '/proc/self/mountinfo'), fs.realpath(path));
    if (mounted !== null) known.add(mounted);
  } catch {
    return known; // without mountinfo lstat's device has to do
  }
  return known;
}

/** Pids of those who hold the file at `path` by an exclusive flock; `null`: this system does not tell. */
export function flockHolders(fs: FileSystem, path: string): readonly number[] | null {
  const flocks = heldFlocks(fs);
  if (flocks === null) return null;
  const state = fs.lstat(path);
  if (state === null) return [];
  const devices = devicesOf(fs, dirname(path), state.dev);
  const ino = String(state.ino);
  return flocks.filter((lock) => lock.ino === ino && devices.has(lock.device)).map((lock) => lock.pid);
}

/**
 * The ids of the threads that a Codex process has loaded: whose writer lock is held, by /proc/locks and without touching
 * a lock (a probe would make a resume of that moment fail, codex-store.md section 1). `null`: this system does not tell.
 * Locks of other pid namespaces (containers) are not seen there; what a job does never rests on this.
 */
export function heldThreadIds(fs: FileSystem, home: string): ReadonlySet<string> | null {
  const flocks = heldFlocks(fs);
  if (flocks === null) return null;
  try {
    return idsOfHeld(fs, home, flocks);
  } catch {
    return null; // the folder of the locks, or a file in it, may not be looked at
  }
}

function idsOfHeld(fs: FileSystem, home: string, flocks: readonly HeldFlock[]): ReadonlySet<string> {
  const held = new Set<string>();
  const directory = join(home, 'thread-writer-locks');
  const state = fs.lstat(directory);
  if (flocks.length === 0 || state?.kind !== 'directory') return held;
  const inodes = new Map<string, HeldFlock[]>();
  for (const lock of flocks) inodes.set(lock.ino, [...(inodes.get(lock.ino) ?? []), lock]);
  const devices = devicesOf(fs, directory, state.dev);
  for (const { name } of fs.readDirectory(directory)) {
    const id = LOCK_FILE.exec(name)?.[1];
    const file = id === undefined ? null : fs.lstat(join(directory, name));
    if (id === undefined || file === null) continue;
    const locks = inodes.get(String(file.ino)) ?? [];
    if (locks.some((lock) => devices.has(lock.device) || lock.device === deviceText(file.dev))) held.add(id);
  }
  return held;
}
