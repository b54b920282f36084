import type { ActivityAction, ActivityDetails } from '#contract/activity';
import { formatCount } from '../../lib/format';

/** The names of the two hash lines: what was there before, and what came out when the result was read back. */
export function hashNames({ row }: ActivityDetails): readonly [string, string] {
  return row.action === 'verify' ? ['proof', 'decoded'] : ['source', 'decoded'];
}

/** `2,646,054,000 = 2,646,054,000`, with `≠` where they differ; one number where only one is known. */
export function bytesWords({ sourceBytes, decodedBytes }: ActivityDetails): string | null {
  if (sourceBytes === null && decodedBytes === null) return null;
  if (sourceBytes === null || decodedBytes === null) return formatCount(sourceBytes ?? decodedBytes ?? 0);
  const sign = sourceBytes === decodedBytes ? '=' : '≠';
  return `${formatCount(sourceBytes)} ${sign} ${formatCount(decodedBytes)}`;
}

const swaps: ReadonlySet<ActivityAction> = new Set(['compress', 'recompress', 'restore']);

/** How exactly the file's time was kept; `null` where the entry says nothing about it. */
export function stampWords({ mtimeNs, row }: ActivityDetails): string | null {
  if (mtimeNs === null || row.result !== 'done' || !swaps.has(row.action)) return null;
  return mtimeNs.endsWith('000000000') ? 'kept to the second, as the disk has it' : 'kept to the nanosecond';
}

export function receiptPlace({ row }: ActivityDetails): string {
  const isInFile = (row.action === 'compress' || row.action === 'recompress') && row.result === 'done';
  return isInFile ? 'inside the .zst and in the record' : 'in the record';
}
