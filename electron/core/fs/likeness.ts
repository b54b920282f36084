import fs from 'node:fs';
import { errorCodeOf } from './errorCode';
import { setTimesNs } from './libc';

/** File systems that keep no modes of their own, by the magic numbers of statfs(2): FAT and exFAT. */
const WITHOUT_MODES = new Set([0x4d_44, 0x20_11_ba_b0]);
const REFUSALS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

function keepsNoModes(fd: number): boolean {
  return process.platform === 'linux' && WITHOUT_MODES.has(fs.statfsSync(`/proc/self/fd/${fd}`).type);
}

/** Sets the permission bits; on a file system that keeps none the file has those that every file has there. */
export function setMode(fd: number, mode: number): void {
  try {
    fs.fchmodSync(fd, mode);
  } catch (error) {
    if (!REFUSALS.has(errorCodeOf(error)) || !keepsNoModes(fd)) throw error;
  }
}

/** The coarsest time stamps there are: FAT counts in steps of two seconds. */
const COARSEST_NS = 2_000_000_000n;
const NS_PER_S = 1e9;

function isSet(fd: number, mtimeNs: bigint): boolean {
  const difference = fs.fstatSync(fd, { bigint: true }).mtimeNs - mtimeNs;
  return difference < COARSEST_NS && difference > -COARSEST_NS;
}

/**
 * Sets mtime as exactly as the file system keeps it: to the nanosecond on most, to 10 ms on exFAT, to the second or to two
 * on others. Throws ENOTSUP where it keeps another one than it was given.
 */
export function setMtime(fd: number, mtimeNs: bigint): void {
  const seconds = Number(mtimeNs) / NS_PER_S;
  if (!setTimesNs(fd, { atimeNs: null, mtimeNs })) fs.futimesSync(fd, seconds, seconds);
  if (isSet(fd, mtimeNs)) return;
  // Programs made with libfuse 2 pass over a change of mtime alone, and say that it was done.
  const { atimeNs } = fs.fstatSync(fd, { bigint: true });
  setTimesNs(fd, { atimeNs, mtimeNs });
  if (isSet(fd, mtimeNs)) return;
  throw Object.assign(new Error('ENOTSUP: the file system does not keep the time of a file'), { code: 'ENOTSUP' });
}
