import { createHash } from 'node:crypto';
import path from 'node:path';
import type { Effects, FileState, FileSystem } from '../ports';
import type { ContentProof } from './content';
import { checkSpace, sameState } from './eligibility';
import { leaveAlone } from './outcome';
import { withOpen } from './swap';

const BUFFER_BYTES = 1024 * 1024;

function readAll(fs: FileSystem, fd: number, onChunk: (chunk: Uint8Array) => void): ContentProof {
  const hash = createHash('sha256');
  const buffer = new Uint8Array(BUFFER_BYTES);
  let bytes = 0;
  for (let read = 1; read > 0; bytes += read) {
    read = fs.read(fd, buffer, bytes);
    const chunk = buffer.subarray(0, read);
    hash.update(chunk);
    onChunk(chunk);
  }
  return { sha256: hash.digest('hex'), bytes };
}

export type Copying = {
  readonly from: string;
  /** A path where nothing stands yet, or an open, empty file. */
  readonly to: string | number;
  /** The source, as it was found. */
  readonly before: FileState;
};

function proofOfCopy(effects: Effects, { from, before }: Copying, target: number): ContentProof {
  const { fs } = effects;
  const source = withOpen(effects, from, (fd) => {
    const proof = readAll(fs, fd, (chunk) => fs.writeAll(target, chunk));
    if (sameState(fs.fstat(fd), before)) return proof;
    return leaveAlone('skipped_changed', 'The file was changed while it was being copied.');
  });
  fs.fsync(target);
  fs.dropCache(target);
  const written = readAll(fs, target, () => undefined);
  if (written.sha256 === source.sha256 && written.bytes === source.bytes) return source;
  throw new Error('the copy read back from the disk does not equal the original. Check this disk');
}

/**
 * Copies a file byte for byte, syncs the copy and reads it back: length and SHA-256 are equal, or it throws and leaves no
 * copy. A new file is made with mode 0600 and its name is durable. Memory does not depend on the file.
 */
export function copyProven(effects: Effects, copying: Copying): ContentProof {
  const { fs } = effects;
  const { to, before } = copying;
  if (typeof to === 'number') return proofOfCopy(effects, copying, to);
  const directory = path.dirname(to);
  checkSpace(effects, directory, Number(before.size));
  const target = fs.open(to, 'createExclusive');
  try {
    const proof = proofOfCopy(effects, copying, target);
    fs.syncDirectory(directory);
    return proof;
  } catch (error) {
    fs.unlink(to);
    throw error;
  } finally {
    fs.close(target);
  }
}
