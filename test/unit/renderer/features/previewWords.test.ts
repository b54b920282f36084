import { describe, expect, test } from 'vitest';
import type { JobKind, JobPreview } from '../../../../electron/contract/job';
import {
  previewDescription,
  previewTitle,
  shortageOf,
  startLabel,
  whyNotStart,
} from '../../../../renderer/features/jobs/previewWords';

const preview: JobPreview = {
  kind: 'compress',
  threads: 3,
  physicalBytes: 1000,
  logicalBytes: 1000,
  neededBytes: 2000,
  freeBytes: 1000,
  largest: [],
  leftAlone: { recent: 0, inUse: 0, done: 0, unclear: 0, barred: 0 },
  caution: null,
  firstTime: false,
};
const none = { ...preview, threads: 0 };

describe('the words before a job', () => {
  test.each<[JobKind, readonly [title: string, button: string, nothing: string]]>([
    ['compress', ['Compress 3 cold threads', 'Compress 3 threads', 'Nothing to compress here']],
    ['restore', ['Restore 3 threads', 'Restore 3 threads', 'Nothing to restore here']],
    ['recompress', ['Press 3 compressed threads again', 'Press 3 threads again', 'Nothing to press again here']],
    ['verify', ['Verify 3 compressed threads', 'Verify 3 threads', 'Nothing to verify here']],
  ])('%s: title, button, nothing', (kind, words) => {
    const title = previewTitle(kind, { ...preview, kind });
    expect([title, startLabel(kind, { ...preview, kind }), previewTitle(kind, { ...none, kind })]).toEqual(words);
    expect(previewDescription(kind, { ...none, kind }, null)).toContain('left alone');
  });

  test('compressing names the age of the policy', () => {
    expect(previewDescription('compress', preview, 7 * 86_400_000)).toMatch(/^Not changed for 7 days or more\. /);
    expect(previewDescription('compress', preview, 0)).toMatch(/^Codex still/);
  });

  test('a full disk keeps a restore from starting, lets a compression begin small, and is nothing to a verification', () => {
    expect(shortageOf(preview)?.hint).toContain('smallest threads go first');
    expect(whyNotStart(preview, false)).toBeNull();
    expect(whyNotStart({ ...preview, kind: 'restore' }, false)).toBe('There is not enough free disk.');
    expect(shortageOf({ ...preview, kind: 'verify' })).toBeNull();
  });

  test('one job at a time', () => {
    expect(whyNotStart(preview, true)).toContain('Another job is running.');
  });
});
