import { describe, expect, test } from 'vitest';
import {
  bytesText,
  formatBytes,
  formatCount,
  formatExactBytes,
  formatRate,
  formatShare,
  spokenBytes,
  timesSmaller,
} from '../../../../renderer/lib/format';

describe('bytes', () => {
  test.each([
    [0, '0', 'B'],
    [999, '999', 'B'],
    [1000, '1.0', 'KB'],
    [12_400, '12.4', 'KB'],
    [999_949, '999.9', 'KB'],
    [999_950, '1.0', 'MB'],
    [626_200_000, '626.2', 'MB'],
    [48_500_000_000, '48.5', 'GB'],
    [534_600_000_000, '534.6', 'GB'],
    [1_200_000_000_000, '1.2', 'TB'],
    [-38_100_000, '\u221238.1', 'MB'],
  ])('%d are %s %s', (bytes, value, unit) => {
    expect(formatBytes(bytes)).toEqual({ value, unit });
  });

  test('one piece of text does not break between number and unit', () => {
    expect(bytesText(1_100_000_000)).toBe('1.1\u00a0GB');
  });

  test.each([
    [1, '1 byte'],
    [512, '512 bytes'],
    [48_500_000_000, '48.5 gigabytes'],
    [-2_000_000, 'minus 2.0 megabytes'],
  ])('%d is spoken as “%s”', (bytes, words) => {
    expect(spokenBytes(bytes)).toBe(words);
  });

  test('exact bytes have thousands separators and a noun that agrees', () => {
    expect([formatExactBytes(501_281_587), formatExactBytes(1)]).toEqual(['501,281,587\u00a0bytes', '1\u00a0byte']);
  });

  test('a rate is an amount per second', () => {
    expect(formatRate(211_400_000)).toEqual({ value: '211.4', unit: 'MB/s' });
  });

  test('counts have thousands separators', () => {
    expect(formatCount(12_283)).toBe('12,283');
  });
});

describe('shares and ratios', () => {
  test('a share is rounded down, so that 100 % means done', () => {
    expect([0, 0.29, 0.62, 0.9999, 1, 1.2].map(formatShare)).toEqual(
      ['0', '29', '62', '99', '100', '100'].map((percent) => `${percent}\u00a0%`),
    );
  });

  test.each([
    [2_000_000_000, 784_200_000, '2.6\u00a0times smaller'],
    [5_200, 1_000, '5.2\u00a0times smaller'],
    [1_240_000, 10_000, '124\u00a0times smaller'],
    [1_000, 1_000, null],
    [1_000, 1_200, null],
    [1_000, 0, null],
    [0, 20, null],
  ])('%d to %d is %s', (source, compressed, words) => {
    expect(timesSmaller(source, compressed)).toBe(words);
  });
});
