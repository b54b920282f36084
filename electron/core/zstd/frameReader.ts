/** Bytes at a position: `length` of them, or fewer where the file ends or the read is short. */
export type ReadAt = (position: number, length: number) => Uint8Array;

/** Exact bytes by position, through one small window that follows the reader forward. */
export type FrameReader = { readonly bytes: (position: number, length: number) => Uint8Array };

/** Small enough that hopping over large blocks reads little of the file, large enough for runs of small blocks. */
const WINDOW_BYTES = 4096;
/** The first read takes in a small file as a whole. */
const FIRST_BYTES = 16384;

/** A reader of a file of `size` bytes; `atEnd` makes the error for bytes that are not there. */
export function frameReader(readAt: ReadAt, size: number, atEnd: () => Error): FrameReader {
  let start = 0;
  let held: Uint8Array = new Uint8Array(0);

  function fill(position: number, length: number): void {
    const wanted = Math.min(Math.max(length, position === 0 ? FIRST_BYTES : WINDOW_BYTES), size - position);
    const parts = new Uint8Array(wanted);
    let done = 0;
    while (done < wanted) {
      const got = readAt(position + done, wanted - done);
      if (got.byteLength === 0) break;
      parts.set(got, done);
      done += got.byteLength;
    }
    start = position;
    held = parts.subarray(0, done);
  }

  return {
    bytes: (position, length) => {
      if (position + length > size) throw atEnd();
      if (position < start || position + length > start + held.byteLength) fill(position, length);
      if (position + length > start + held.byteLength) throw atEnd();
      return held.subarray(position - start, position - start + length);
    },
  };
}
