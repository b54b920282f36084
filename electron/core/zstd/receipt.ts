import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { FileSystem } from '../ports';

/**
 * The receipt that stands behind the data frame of every file that Coldpress presses: one skippable frame with a JSON
 * payload. Any zstd, and Codex, skips it (codex-store.md, section 5).
 */
const receiptSchema = z.object({
  v: z.literal(1),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.int().nonnegative(),
  /** Nanoseconds, beyond 2^53: a decimal string. */
  mtimeNs: z.string().regex(/^-?\d{1,20}$/),
  /** Permission bits in octal. */
  mode: z.string().regex(/^[0-7]{1,4}$/),
  tool: z.string().max(100),
});
export type Receipt = z.infer<typeof receiptSchema>;

/** A receipt as it stands in a file: `check` vouches for the rest, so that no flipped bit changes a time or a mode. */
const checkedSchema = receiptSchema.extend({ check: z.string() });

function checkOf({ v, sha256, bytes, mtimeNs, mode, tool }: Receipt): string {
  const text = JSON.stringify([v, sha256, bytes, mtimeNs, mode, tool]);
  return createHash('sha256').update(text).digest('hex').slice(0, CHECK_DIGITS);
}

/** One of the sixteen magics of skippable frames (0x184D2A50 to 5F), as it stands in the file. */
export const RECEIPT_MAGIC = 0x184d2a5c;
const HEADER_BYTES = 8;
const CHECK_DIGITS = 16;
const MAX_RECEIPT_BYTES = 4096;

export function encodeReceipt(receipt: Receipt): Uint8Array {
  const payload = new TextEncoder().encode(JSON.stringify({ ...receipt, check: checkOf(receipt) }));
  const frame = new Uint8Array(HEADER_BYTES + payload.byteLength);
  const view = new DataView(frame.buffer);
  view.setUint32(0, RECEIPT_MAGIC, true);
  view.setUint32(4, payload.byteLength, true);
  frame.set(payload, HEADER_BYTES);
  return frame;
}

/** The receipt in a skippable frame's payload, or `null` if it is none of ours, or damaged. */
export function parseReceipt(payload: Uint8Array): Receipt | null {
  try {
    const json: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
    // Receipts of the first days have no check: a file that was pressed then must still be restored as it was.
    const checked = checkedSchema.safeParse(json).data;
    const receipt = receiptSchema.safeParse(json).data ?? null;
    return receipt !== null && checked !== undefined && checked.check !== checkOf(receipt) ? null : receipt;
  } catch {
    return null; // not JSON: some other tool's skippable frame
  }
}

/** The receipt at the very end of an open file of `size` bytes, or `null` where there is none. */
export function readReceipt(fs: FileSystem, fd: number, size: number): Receipt | null {
  const tail = new Uint8Array(Math.min(size, MAX_RECEIPT_BYTES));
  for (let done = 0; done < tail.byteLength;) {
    const read = fs.read(fd, tail.subarray(done), size - tail.byteLength + done);
    if (read === 0) return null;
    done += read;
  }
  const view = new DataView(tail.buffer);
  for (let at = tail.byteLength - HEADER_BYTES; at >= 0; at--) {
    if (view.getUint32(at, true) !== RECEIPT_MAGIC) continue;
    if (view.getUint32(at + 4, true) !== tail.byteLength - at - HEADER_BYTES) continue;
    return parseReceipt(tail.subarray(at + HEADER_BYTES));
  }
  return null;
}
