import type { ScanState, Usage } from '#contract/store';
import { timesSmaller } from '../../lib/format';
import { formatAge } from '../../lib/time';
import { counted } from '../../lib/words';

/** Whether a scan has come to its end before: other files are added up last. */
export function wasScannedBefore({ otherBytes }: Usage): boolean {
  return otherBytes !== null;
}

/** The line under “Codex home uses”, from the same count as every other number on the page. */
export function usesNote(usage: Usage, scan: ScanState): string {
  const threads = counted(usage.threads, 'thread');
  if (scan.kind === 'scanning' && !wasScannedBefore(usage)) return `${threads} so far`;
  return usage.otherBytes === null ? `${threads}, without other files` : `${threads} and other files`;
}

/** The line under “Reclaimable”: whose bytes they are, and that they are today's, not a prediction. */
export function reclaimableNote(usage: Usage): string {
  const { cold, recent } = usage.byState;
  if (cold.threads > 0) return `${counted(cold.threads, 'cold thread')}, at today’s size`;
  if (!wasScannedBefore(usage)) return 'no cold thread so far';
  return recent.threads > 0 ? `nothing left to press, ${recent.threads} too young` : 'nothing left to press';
}

/** The longer truth about “Reclaimable”, in its tooltip. */
export function reclaimableTruth(usage: Usage): string {
  return `All bytes of the threads that did not change for ${formatAge(usage.minAgeMs)} and are not open in Codex. What compressing frees is a part of them, not all; how much is known once it is done.`;
}

/** The line under “Saved so far”. */
export function savedNote(usage: Usage): string {
  const { threads, logicalBytes, physicalBytes } = usage.byState.compressed;
  if (threads === 0) return 'nothing compressed yet';
  const ratio = timesSmaller(logicalBytes, physicalBytes);
  return ratio === null ? counted(threads, 'thread') : `${counted(threads, 'thread')}, ${ratio}`;
}
