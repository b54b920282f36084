import type { LedgerIndex } from '../catalog/ledgerIndex';
import { lineHashBefore, readLedger } from '../ledger/readLedger';
import type { FileSystem } from '../ports';

/** So many lines become rows in one transaction; other writers wait that long. */
const BATCH_LINES = 2000;

export type LedgerSync = {
  readonly fs: FileSystem;
  /** The ledger; it need not exist. */
  readonly file: string;
  readonly index: LedgerIndex;
};

/** Whether the file still has the line up to which it was indexed; another file, or a shorter one, has not. */
function continues({ fs, file, index }: LedgerSync): boolean {
  const { offset, hash } = index.place();
  return offset === 0 || lineHashBefore(fs, file, offset) === hash;
}

/** Indexes the next lines. A torn one is left for the next time. */
function syncBatch(sync: LedgerSync): void {
  const { fs, file, index } = sync;
  if (!continues(sync)) index.clear();
  let { offset } = index.place();
  let lines = 0;
  for (const item of readLedger(fs, file, offset)) {
    if (item.kind === 'torn' || lines === BATCH_LINES) break;
    if (item.kind === 'entry') index.put(item.entry, item.offset);
    else index.putProblem(item.offset, item.problem);
    if (item.kind === 'problem' && item.about === 'chain') continue; // the line itself comes next
    offset = item.endOffset;
    lines += 1;
  }
  if (lines > 0) index.setPlace({ offset, hash: lineHashBefore(fs, file, offset) ?? '' });
}

/**
 * Brings the index up to date with the ledger, from where it stood, or from the start where the file is another one or has
 * become shorter. Any number of processes may do so; each batch is one transaction, so that no writer of the catalog waits for
 * long. `true`: something was new.
 */
export function syncLedger(sync: LedgerSync): boolean {
  let isNew = false;
  while (syncSome(sync)) isNew = true;
  return isNew;
}

/** One batch of it, for whoever must be back soon and comes again. Waits so long for other writers, else throws. */
export function syncSome(sync: LedgerSync, waitMs?: number): boolean {
  const before = sync.index.place();
  if (!hasNews(sync)) return false;
  sync.index.write(() => syncBatch(sync), waitMs);
  const after = sync.index.place();
  return before.offset !== after.offset || before.hash !== after.hash;
}

/** Asked without a transaction, because there is nearly always nothing new; a torn line is nothing yet. */
function hasNews(sync: LedgerSync): boolean {
  const { fs, file, index } = sync;
  if (!continues(sync)) return true;
  const { offset } = index.place();
  if (Number(fs.lstat(file)?.size ?? 0n) === offset) return false;
  for (const { kind } of readLedger(fs, file, offset)) return kind !== 'torn';
  return false;
}

/**
 * Checks every line of the ledger again, also those that are indexed, and indexes it anew if that finds other problems than
 * are known. Reads the whole file: not for every question.
 */
export function checkLedger(sync: LedgerSync): void {
  syncLedger(sync);
  const { fs, file, index } = sync;
  const { offset } = index.place();
  const found: string[] = [];
  for (const item of readLedger(fs, file)) {
    if (item.endOffset > offset) break; // written since
    if (item.kind !== 'entry') found.push(item.problem);
  }
  const known = index.problems();
  if (known.length === found.length && known.every((problem, at) => problem === found[at])) return;
  index.write(() => {
    index.clear();
    syncBatch(sync);
  });
  syncLedger(sync);
}
