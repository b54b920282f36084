import type { FileSystem } from '../ports';
import type { ReadAt } from './frameReader';

const READ_BYTES = 16 * 1024;

/** The same small buffer for every read: a walk over the frames of a large file reads it thousands of times. */
export function readerOf(fs: FileSystem, fd: number): ReadAt {
  const buffer = new Uint8Array(READ_BYTES);
  return (position, length) => {
    const part = buffer.subarray(0, Math.min(length, buffer.byteLength));
    return part.subarray(0, fs.read(fd, part, position));
  };
}
