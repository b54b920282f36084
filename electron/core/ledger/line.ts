import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { ledgerEntry } from './entry';
import type { LedgerEntry } from './entry';
import { lineStart, MAX_LINE_BYTES, readRange } from './ledgerFile';
import type { OpenLedger } from './ledgerFile';

/** `prev` of the first entry. */
export const NO_HASH = '0'.repeat(64);

/** How every line ends, before its newline: `,"hash":"<64 hex digits>"}`. */
const TAIL = /^,"hash":"([0-9a-f]{64})"\}$/;
const TAIL_BYTES = 75;

function sha256(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

/**
 * Closes an entry with its hash. The hash is of the very bytes of the line, not of what they mean: so there is nothing
 * to canonicalize, and one flipped bit anywhere is found. `line` has no newline.
 */
export function sealEntry(unsealed: Omit<LedgerEntry, 'hash'>): { readonly entry: LedgerEntry; readonly line: string } {
  const { v, seq, atMs, tool, body, prev } = unsealed;
  const open = JSON.stringify({ v, seq, atMs, tool, body, prev });
  const hash = sha256(open);
  const line = `${open.slice(0, -1)},"hash":"${hash}"}`;
  return { entry: ledgerEntry.parse({ ...unsealed, hash }), line };
}

const envelope = ledgerEntry.pick({ seq: true, prev: true, hash: true });

/** The place of a line in the chain. */
export type LinePlace = z.infer<typeof envelope>;

/**
 * What one line (without its newline) is. `foreign`: whole, and in the chain, but of a kind that this Coldpress does not
 * know. `bad`: not as it was written.
 */
export type ParsedLine =
  | { readonly kind: 'entry'; readonly place: LinePlace; readonly entry: LedgerEntry; readonly text: string }
  | { readonly kind: 'foreign'; readonly place: LinePlace }
  | { readonly kind: 'bad'; readonly why: string };

export const TOO_LONG: ParsedLine = { kind: 'bad', why: 'is longer than any entry' };

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // no JSON fits no schema
  }
}

export function parseLine(bytes: Uint8Array): ParsedLine {
  const split = bytes.byteLength - TAIL_BYTES;
  const tail = split > 0 ? TAIL.exec(new TextDecoder().decode(bytes.subarray(split))) : null;
  if (tail === null) return { kind: 'bad', why: 'is no entry' };
  if (tail[1] !== sha256(bytes.subarray(0, split), '}')) return { kind: 'bad', why: 'does not have the hash it names' };
  const text = new TextDecoder().decode(bytes);
  const json = parseJson(text);
  const place = envelope.safeParse(json);
  if (!place.success) return { kind: 'bad', why: 'is no entry' };
  const entry = ledgerEntry.safeParse(json);
  if (!entry.success) return { kind: 'foreign', place: place.data };
  return { kind: 'entry', place: place.data, entry: entry.data, text };
}

/** The line before `end`, which is right behind a newline. */
function lineBefore(ledger: OpenLedger, end: number): { readonly start: number; readonly parsed: ParsedLine } {
  const start = lineStart(ledger, end - 1);
  if (end - start > MAX_LINE_BYTES) return { start, parsed: TOO_LONG };
  return { start, parsed: parseLine(readRange(ledger, start, end - 1)) };
}

/** The place of the very line before `end`; `null` where that is not whole. */
export function placeBefore(ledger: OpenLedger, end: number): LinePlace | null {
  const { parsed } = lineBefore(ledger, end);
  return parsed.kind === 'bad' ? null : parsed.place;
}

/** The place of the last whole line before `end`; `null` where there is none. */
export function lastWhole(ledger: OpenLedger, end: number): LinePlace | null {
  for (let to = end; to > 0;) {
    const { start, parsed } = lineBefore(ledger, to);
    if (parsed.kind !== 'bad') return parsed.place;
    to = start;
  }
  return null;
}
