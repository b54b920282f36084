import type { FileSystem } from '../ports';
import { hasCode } from '../rollout/outcome';
import type { LedgerEntry } from './entry';
import { MAX_LINE_BYTES, NEWLINE } from './ledgerFile';
import type { OpenLedger } from './ledgerFile';
import { NO_HASH, parseLine, placeBefore, TOO_LONG } from './line';

/** Where a line begins, and where the next one does. */
type Span = { readonly offset: number; readonly endOffset: number };

/**
 * One step through a ledger. `entry`: a whole line. `problem`: a sentence about a line that is unreadable, does not
 * follow the one before (`chain`; its entry comes next), or is of a newer Coldpress. `torn`: the last line has no end; a
 * crash, or somebody is writing it now.
 */
export type LedgerItem =
  | (Span & { readonly kind: 'entry'; readonly entry: LedgerEntry; readonly line: string })
  | (Span & { readonly kind: 'problem'; readonly about: 'unreadable' | 'chain' | 'foreign'; readonly problem: string })
  | (Span & { readonly kind: 'torn'; readonly problem: string });

const CHUNK_BYTES = 256 * 1024;

/** `bytes`: the line without its newline; `null`: longer than any line of ours. */
type Line = Span & { readonly bytes: Uint8Array | null; readonly ended: boolean };

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return parts.length === 1 ? (parts[0] ?? new Uint8Array()) : Buffer.concat(parts);
}

/** Collects the pieces of one line, but never more than a line of ours can have. */
class LineParts {
  #parts: Uint8Array[] = [];
  #bytes = 0;

  add(piece: Uint8Array): void {
    this.#bytes += piece.byteLength;
    if (this.#bytes <= MAX_LINE_BYTES) this.#parts.push(piece);
    else this.#parts = [];
  }

  take(offset: number, ended: boolean): Line {
    const bytes = this.#bytes <= MAX_LINE_BYTES ? joined(this.#parts) : null;
    const endOffset = offset + this.#bytes + (ended ? 1 : 0);
    this.#parts = [];
    this.#bytes = 0;
    return { offset, endOffset, bytes, ended };
  }

  get isEmpty(): boolean {
    return this.#bytes === 0;
  }
}

function* linesFrom({ fs, fd }: OpenLedger, fromOffset: number): Generator<Line> {
  const parts = new LineParts();
  let offset = fromOffset;
  for (let at = fromOffset; ;) {
    const chunk = new Uint8Array(CHUNK_BYTES);
    const read = fs.read(fd, chunk, at);
    if (read === 0) break;
    at += read;
    for (let from = 0; from < read;) {
      const newline = chunk.subarray(0, read).indexOf(NEWLINE, from);
      parts.add(chunk.subarray(from, newline < 0 ? read : newline));
      if (newline < 0) break;
      const line = parts.take(offset, true);
      yield line;
      offset = line.endOffset;
      from = newline + 1;
    }
  }
  if (!parts.isEmpty) yield parts.take(offset, false);
}

/** The hash that the next line has to name; `null` behind a line that cannot be read, whose hash is not known. */
type Chain = { expected: string | null };

function* itemsOf(line: Line, chain: Chain): Generator<LedgerItem> {
  const { offset, endOffset, bytes } = line;
  const span = { offset, endOffset };
  if (!line.ended) {
    yield { ...span, kind: 'torn', problem: `The last line, at byte ${offset}, has no end.` };
    return;
  }
  const parsed = bytes === null ? TOO_LONG : parseLine(bytes);
  if (parsed.kind === 'bad') {
    chain.expected = null;
    yield { ...span, kind: 'problem', about: 'unreadable', problem: `The line at byte ${offset} ${parsed.why}.` };
    return;
  }
  const { place } = parsed;
  if (chain.expected !== null && place.prev !== chain.expected) {
    const problem = `The line at byte ${offset} does not follow the line before it: lines are missing or were added.`;
    yield { ...span, kind: 'problem', about: 'chain', problem };
  }
  chain.expected = place.hash;
  if (parsed.kind === 'entry') {
    yield { ...span, kind: 'entry', entry: parsed.entry, line: parsed.text };
    return;
  }
  const problem = `The line at byte ${offset} was written by a newer Coldpress and is not understood.`;
  yield { ...span, kind: 'problem', about: 'foreign', problem };
}

function openToRead(fs: FileSystem, file: string): number | null {
  try {
    return fs.open(file, 'read');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
}

/**
 * Goes through a ledger from an offset where a line begins (0, or the `endOffset` of an earlier item), in bounded
 * memory, without a lock and without changing anything; nothing where there is no ledger. Every line is checked against
 * its own hash and against the line before it.
 */
export function* readLedger(fs: FileSystem, file: string, fromOffset = 0): Generator<LedgerItem> {
  const fd = openToRead(fs, file);
  if (fd === null) return;
  try {
    const ledger = { fs, fd };
    const expected = fromOffset === 0 ? NO_HASH : (placeBefore(ledger, fromOffset)?.hash ?? null);
    const chain: Chain = { expected };
    for (const line of linesFrom(ledger, fromOffset)) yield* itemsOf(line, chain);
  } finally {
    fs.close(fd);
  }
}

/** The hash of the line that ends at this offset; empty where it is no whole line, `null` where the file ends before. */
export function lineHashBefore(fs: FileSystem, file: string, offset: number): string | null {
  const fd = openToRead(fs, file);
  if (fd === null) return null;
  try {
    if (Number(fs.fstat(fd).size) < offset) return null;
    return placeBefore({ fs, fd }, offset)?.hash ?? '';
  } finally {
    fs.close(fd);
  }
}
