import { randomBytes } from 'node:crypto';
import path from 'node:path';
import type { ActivityFilter, ActivityRow } from '#contract/activity';
import { AppFailure, failure } from '#contract/errors';
import type { LedgerIndex } from '../catalog/ledgerIndex';
import { readLedger } from '../ledger/readLedger';
import type { FileSystem } from '../ports';
import { describeError } from '../rollout/outcome';

export type ActivityExport = {
  readonly fs: FileSystem;
  readonly index: LedgerIndex;
  readonly ledgerFile: string;
  readonly filter: ActivityFilter;
  /** `json`: the entries as they stand in the ledger, oldest first. `csv`: a line for each job and each thread, newest first. */
  readonly format: 'csv' | 'json';
  /** Absolute. A file that stands there is replaced: whoever asks has asked the person. */
  readonly target: string;
  /** Real paths of folders in which nothing may be written: the store and our own data. */
  readonly forbidden: readonly string[];
};

const COLUMNS = [
  'time',
  'action',
  'result',
  'trigger',
  'jobId',
  'threadId',
  'title',
  'project',
  'threads',
  'leftAlone',
  'failed',
  'beforeBytes',
  'afterBytes',
  'sha256',
  'reason',
  'durationMs',
] as const;

/** A cell that a spreadsheet takes as text, whatever it begins with. */
function cell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function csvLine(row: ActivityRow): string {
  const values = { ...row, time: new Date(row.atMs).toISOString() };
  return COLUMNS.map((name) => cell(values[name])).join(',') + '\r\n';
}

function* csvLines({ index, filter }: ActivityExport): Generator<string> {
  yield `${COLUMNS.join(',')}\r\n`;
  for (const { row } of index.rows(filter)) yield csvLine(row);
}

function* jsonLines({ fs, index, ledgerFile, filter }: ActivityExport): Generator<string> {
  const wanted = new Set<number>();
  for (const { entryOffset } of index.rows(filter)) wanted.add(entryOffset);
  let before = '[\n';
  for (const item of readLedger(fs, ledgerFile)) {
    if (item.kind !== 'entry' || !wanted.has(item.offset)) continue;
    yield before + item.line;
    before = ',\n';
  }
  yield before === '[\n' ? '[]\n' : '\n]\n';
}

const CHUNK_CHARS = 64 * 1024;

/** Gives how many pieces were written. */
function writePieces(fs: FileSystem, fd: number, pieces: Iterable<string>): number {
  let waiting = '';
  let count = 0;
  for (const piece of pieces) {
    waiting += piece;
    count += 1;
    if (waiting.length < CHUNK_CHARS) continue;
    fs.writeAll(fd, new TextEncoder().encode(waiting));
    waiting = '';
  }
  fs.writeAll(fd, new TextEncoder().encode(waiting));
  fs.fsync(fd);
  return count;
}

/** A file that is there as a whole, durably, or as it was before; no temporary stays. */
function writeWhole(fs: FileSystem, target: string, pieces: Iterable<string>): number {
  const temporary = path.join(path.dirname(target), `.coldpress-${randomBytes(6).toString('hex')}.tmp`);
  const fd = fs.open(temporary, 'createExclusive');
  let count = 0;
  try {
    try {
      count = writePieces(fs, fd, pieces);
    } finally {
      fs.close(fd);
    }
    fs.moveReplacing(temporary, target);
  } catch (error) {
    if (fs.lstat(temporary) !== null) fs.unlink(temporary);
    throw error;
  }
  fs.syncDirectory(path.dirname(target));
  return count;
}

function isInside(folder: string, parent: string): boolean {
  return folder === parent || folder.startsWith(parent.endsWith(path.sep) ? parent : parent + path.sep);
}

function checkedTarget({ fs, target, forbidden }: ActivityExport): string {
  const folder = fs.realpath(path.dirname(target));
  if (forbidden.some((parent) => isInside(folder, parent))) {
    const message = `${target} lies where Codex or Coldpress keeps its own files. Nothing was written.`;
    throw failure('INVALID_REQUEST', message, 'Choose another folder.');
  }
  const real = path.join(folder, path.basename(target));
  if ((fs.lstat(real)?.kind ?? 'file') !== 'file') {
    throw failure('INVALID_REQUEST', `${target} is not a regular file. Nothing was written.`, 'Choose another name.');
  }
  return real;
}

/**
 * Writes what matches the filter into a file, and says how many entries that were. Streams, so that it needs no memory
 * for a long record. Durable when it returns; an error leaves what stood there.
 */
export function exportActivity(order: ActivityExport): number {
  try {
    const pieces = order.format === 'json' ? jsonLines(order) : csvLines(order);
    return writeWhole(order.fs, checkedTarget(order), pieces) - 1; // the head of a CSV, the end of a JSON array
  } catch (error) {
    if (error instanceof AppFailure) throw error;
    const message = `The record could not be written to ${order.target}: ${describeError(error)}`;
    throw failure('INTERNAL', message, 'Choose another folder or disk, then export again.');
  }
}
