import { describe, expect, it } from 'vitest';
import { scanWords } from '../../../../renderer/app/scanWords';

describe('the scan in the title bar', () => {
  const now = 1_000_000_000;

  it('leaves the number to the page while it runs', () => {
    const scanning = { kind: 'scanning', threads: 1204, physicalBytes: 1, startedAtMs: now } as const;
    expect(scanWords(scanning, now)).toBe('scanning…');
    expect(scanWords({ kind: 'measuring', threads: 612, startedAtMs: now }, now)).toBe(
      'adding up Codex’s other files…',
    );
  });

  it('says how old its answer is', () => {
    const finished = { kind: 'done', finishedAtMs: now - 125_000, durationMs: 800 } as const;
    expect(scanWords(finished, now)).toBe('up to date, scanned 2\u00a0min ago');
  });

  it('says when there is nothing to scan', () => {
    expect(scanWords({ kind: 'never' }, now)).toBe('not scanned yet');
    expect(scanWords({ kind: 'offline', message: 'Gone.', hint: 'Connect it.' }, now)).toBe('not connected');
  });
});
