import type { Effects, FileState, FileSystem } from '../ports';
import type { ReadAt } from '../zstd/frameReader';
import { sameState } from './eligibility';
import { hasCode, leaveAlone } from './outcome';

/** The file that was being read is gone from its name, or another one than at the start. */
export class FileMoved extends Error {}

/**
 * Reads one file without keeping it: it is open for a few reads at most. So a reader of gigabytes keeps no lease from
 * anybody, no name of a deleted file alive, and no swap waiting. Every time it is opened, it must be the same file in
 * the same state as at the start; else FileMoved.
 */
export type BriefReader = {
  readonly state: FileState;
  /** Bytes read into `buffer` at `position`; 0 at the end. The file is closed when this returns. */
  readonly readChunk: (buffer: Uint8Array, position: number) => number;
  /** For many small reads in a row: the file stays open for `GLANCES` of them. */
  readonly glance: ReadAt;
  /** Lets the next read come from the disk, where the system allows it. */
  readonly dropCache: () => void;
  /** Throws FileMoved unless the file stands as it did at the start. */
  readonly checkUnchanged: () => void;
  readonly close: () => void;
};

const GLANCES = 64;
const GLANCE_BYTES = 16 * 1024;
/** A lease on the file is another program's swap of it, which takes milliseconds. */
const BUSY_TRIES = 10;
const BUSY_PAUSE_MS = 200;

type Reads = Pick<Effects, 'fs' | 'clock'>;

function openPatiently({ fs, clock }: Reads, file: string): number {
  for (let tries = 1; ; tries++) {
    try {
      return fs.open(file, 'read');
    } catch (error) {
      if (hasCode(error, 'ENOENT', 'ELOOP')) throw new FileMoved();
      if (!hasCode(error, 'EAGAIN', 'EWOULDBLOCK')) throw error;
      if (tries === BUSY_TRIES) leaveAlone('skipped_in_use', 'Another program is replacing it. Verify it in a moment.');
      clock.pause(BUSY_PAUSE_MS);
    }
  }
}

function isSame(fs: FileSystem, fd: number, state: FileState): boolean {
  try {
    return sameState(fs.fstat(fd), state);
  } catch (error) {
    fs.close(fd);
    throw error;
  }
}

function openSame(reads: Reads, file: string, state: FileState): number {
  const fd = openPatiently(reads, file);
  if (isSame(reads.fs, fd, state)) return fd;
  reads.fs.close(fd);
  throw new FileMoved();
}

/** `state`: of the file as it was found under this name. Nothing is opened yet. */
export function briefReader(reads: Reads, file: string, state: FileState): BriefReader {
  const { fs } = reads;
  const small = new Uint8Array(GLANCE_BYTES);
  let held: { readonly fd: number; readonly left: number } | null = null;

  function close(): void {
    const last = held;
    held = null;
    if (last !== null) fs.close(last.fd);
  }

  function glance(position: number, length: number): Uint8Array {
    const { fd, left } = held ?? { fd: openSame(reads, file, state), left: GLANCES };
    held = { fd, left: left - 1 };
    const part = small.subarray(0, Math.min(length, small.byteLength));
    const read = fs.read(fd, part, position);
    if (left === 1) close();
    return part.subarray(0, read);
  }

  function opened<T>(work: (fd: number) => T): T {
    close();
    const fd = openSame(reads, file, state);
    try {
      return work(fd);
    } finally {
      fs.close(fd);
    }
  }

  return {
    state,
    glance,
    close,
    readChunk: (buffer, position) => opened((fd) => fs.read(fd, buffer, position)),
    dropCache: () => opened((fd) => fs.dropCache(fd)),
    checkUnchanged: () => {
      const now = fs.lstat(file);
      if (now === null || !sameState(now, state)) throw new FileMoved();
    },
  };
}
