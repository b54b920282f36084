import type { ScanState } from '#contract/store';
import { formatCount } from '../lib/format';
import { formatAgo } from '../lib/time';
import { counted } from '../lib/words';

/** How the scan stands, for the title bar. */
export function scanWords(scan: ScanState, nowMs: number): string {
  switch (scan.kind) {
    case 'never':
      return 'not scanned yet';
    case 'scanning':
      return `scanning, ${counted(scan.threads, 'thread')} so far`;
    case 'measuring':
      return `${formatCount(scan.threads)} threads, adding up Codex’s other files`;
    case 'done':
      return `up to date, scanned ${formatAgo(scan.finishedAtMs, nowMs)}`;
    case 'offline':
      return 'not connected';
  }
}
