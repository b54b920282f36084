import type { ScanState } from '#contract/store';
import { formatAgo } from '../lib/time';

/** How the scan stands, for the title bar. How much it has found is the page's to say, in one number. */
export function scanWords(scan: ScanState, nowMs: number): string {
  switch (scan.kind) {
    case 'never':
      return 'not scanned yet';
    case 'scanning':
      return 'scanning…';
    case 'measuring':
      return 'adding up Codex’s other files…';
    case 'done':
      return `up to date, scanned ${formatAgo(scan.finishedAtMs, nowMs)}`;
    case 'offline':
      return 'not connected';
  }
}
