import type { ActivityDetails } from '#contract/activity';
import { bytesText, formatExactBytes } from '../../lib/format';
import { formatStep } from '../../lib/time';

const done = {
  compress: 'Compressed',
  recompress: 'Pressed again',
  restore: 'Restored',
  verify: 'Proven again',
  recover: 'Recovered',
  set_aside: 'Set aside',
  put_back: 'Put back',
  keep_both: 'Both copies kept',
} as const;

/** The first word of a receipt. A thread that was decoded with nothing to compare it with has its first proof now. */
export function receiptHead({ row: { action, result }, sourceSha256 }: ActivityDetails): string {
  if (result === 'left_alone') return 'Left alone';
  if (result === 'failed') return action === 'verify' ? 'Not proven' : 'Failed';
  return action === 'verify' && sourceSha256 === null ? 'First proof' : done[action];
}

const triggers = {
  window: null,
  command_line: 'By command line',
  scrub: 'By schedule',
  start: 'At the start',
} as const;

/** What was done, in a sentence or two. */
export function receiptWords({ row, level, decodedBytes, sourceSha256 }: ActivityDetails): string {
  const by = triggers[row.trigger];
  const took = row.durationMs > 0 ? formatStep(row.durationMs) : null;
  const how = [by, took].filter((part) => part !== null).join(', ');
  const end = how === '' ? '' : ` ${how}.`;
  if (row.reason !== null) return `${row.reason}${end}`;
  if (row.action === 'verify') {
    const length = decodedBytes === null ? '' : `: ${formatExactBytes(decodedBytes)}`;
    const equal = sourceSha256 === null ? '' : ', SHA-256 equal to its proof';
    return `Decoded completely${length}${equal}.${end}`;
  }
  if (row.beforeBytes === null || row.afterBytes === null) return end.trim();
  const at = level === null ? '' : ` at level ${level}`;
  return `${bytesText(row.beforeBytes)} → ${bytesText(row.afterBytes)}${at}.${end}`;
}

/** Both hashes one above the other, and in words that they are equal; `null` where nothing was compared. */
export function receiptHashes({ row, sourceSha256, decodedSha256, sourceBytes }: ActivityDetails) {
  if (sourceSha256 === null && decodedSha256 === null) return null;
  const first = row.action === 'verify' ? 'proof' : 'source';
  const isEqual = sourceSha256 !== null && sourceSha256 === decodedSha256;
  return {
    lines: [
      { name: first, sha256: sourceSha256 },
      { name: 'decoded', sha256: decodedSha256 },
    ],
    equal: isEqual ? `equal${sourceBytes === null ? '' : `, ${formatExactBytes(sourceBytes)}`}` : null,
  };
}
