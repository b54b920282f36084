import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compressionParameters, MAX_WINDOW_LOG } from '#core/zstd/parameters';

it('takes a window that holds the whole file, and never one that Codex refuses', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), (sourceBytes) => {
      const { windowLog } = compressionParameters(sourceBytes, null);
      expect(windowLog).toBeGreaterThanOrEqual(10);
      expect(windowLog).toBeLessThanOrEqual(MAX_WINDOW_LOG);
      expect(2 ** windowLog >= sourceBytes || windowLog === MAX_WINDOW_LOG).toBe(true);
    }),
  );
  expect([0, 1, 1024, 1025, 2 ** 27, 2 ** 27 + 1].map((size) => compressionParameters(size, null).windowLog)).toEqual([
    10, 10, 10, 11, 27, 27,
  ]);
});

it('matches over long distances where the file is large enough for it', () => {
  expect(compressionParameters(7_999_999, null).tuning).toEqual({});
  expect(compressionParameters(8_000_000, null).tuning).toMatchObject({ enableLongDistanceMatching: 1 });
});

it('takes the level that was asked for, else its own', () => {
  expect([1, 19].map((level) => compressionParameters(1e6, level).level)).toEqual([1, 19]);
  expect(compressionParameters(1e6, null).level).toBe(6);
});
