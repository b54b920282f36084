import { createHash } from 'node:crypto';
import type { FileSystem } from '../ports';

/** A file name for the ledger of one store, in the data directory, so that stores never mix. `home`: a real path. */
export function ledgerFileName(home: string): string {
  return `ledger-${createHash('sha256').update(home).digest('hex').slice(0, 16)}.jsonl`;
}

/** No line of ours is longer. What is longer is not read into memory, and is no entry. */
export const MAX_LINE_BYTES = 8 * 1024 * 1024;
export const NEWLINE = 10;

const BLOCK_BYTES = 64 * 1024;

/** An open ledger. */
export type OpenLedger = { readonly fs: FileSystem; readonly fd: number };

/** The bytes from `start` to `end`, or fewer where the file ends before. */
export function readRange({ fs, fd }: OpenLedger, start: number, end: number): Uint8Array {
  const buffer = new Uint8Array(Math.max(0, end - start));
  let done = 0;
  for (let read = 1; read > 0 && done < buffer.byteLength; done += read) {
    read = fs.read(fd, buffer.subarray(done), start + done);
  }
  return buffer.subarray(0, done);
}

/** The offset right behind the last newline before `to`; 0 where there is none. */
export function lineStart(ledger: OpenLedger, to: number): number {
  for (let end = to; end > 0;) {
    const from = Math.max(0, end - BLOCK_BYTES);
    const newline = readRange(ledger, from, end).lastIndexOf(NEWLINE);
    if (newline >= 0) return from + newline + 1;
    end = from;
  }
  return 0;
}
