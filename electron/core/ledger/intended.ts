import type { FileSystem } from '../ports';
import { readLedger } from './readLedger';

/**
 * Whether the last that a ledger says of a thread's files is that a copy was about to be published: then a torn file
 * under that name is our own. Reads the whole ledger; asked only where such a file stands.
 */
export function wasIntended(fs: FileSystem, ledgerFile: string, threadId: string): boolean {
  let intended = false;
  for (const item of readLedger(fs, ledgerFile)) {
    if (item.kind !== 'entry') continue;
    const { body } = item.entry;
    if (body.kind === 'intent' && body.threadId === threadId) intended = true;
    if (body.kind === 'swap' && body.threadId === threadId) intended = false;
  }
  return intended;
}
