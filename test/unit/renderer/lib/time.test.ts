import { describe, expect, test } from 'vitest';
import {
  formatAge,
  formatAgo,
  formatClock,
  formatDay,
  formatDuration,
  formatRemaining,
  formatStamp,
  formatStep,
  formatWhen,
} from '../../../../renderer/lib/time';

const now = new Date(2026, 10, 22, 15, 0).getTime();
const plain = (text: string) => text.replaceAll('\u00a0', ' ');
const hours = (count: number) => count * 3_600_000;

describe('ago', () => {
  test.each([
    [20_000, 'just now'],
    [2 * 60_000, '2 min ago'],
    [hours(3), '3 h ago'],
    [hours(23.9), '23 h ago'],
    [hours(30), 'yesterday'],
    [hours(40), '2 days ago'],
    [hours(24 * 6.9), '6 days ago'],
    [hours(24 * 13.5), '13 days ago'],
    [hours(24 * 14), '8 Nov'],
    [-30_000, 'just now'],
    [-hours(50), '24 Nov'],
  ])('%d ms before is “%s”', (ageMs, words) => {
    expect(plain(formatAgo(now - ageMs, now))).toBe(words);
  });

  test('another year shows its month', () => {
    expect(formatAgo(new Date(2025, 11, 3).getTime(), now)).toBe('Dec 2025');
  });

  test('September has three letters', () => {
    expect(formatAgo(new Date(2026, 8, 5, 12).getTime(), now)).toBe('5 Sep');
  });
});

test.each([
  [3, '0.1 s'],
  [420, '0.4 s'],
  [41_000, '41 s'],
  [59_700, '1 min'],
  [172_000, '2 min 52 s'],
  [180_000, '3 min'],
  [3_900_000, '1 h 5 min'],
])('a duration of %d ms is “%s”', (ms, words) => {
  expect(plain(formatDuration(ms))).toBe(words);
});

test.each([
  [900, 'a few seconds'],
  [12_000, 'about 10 s'],
  [79_000, 'about 80 s'],
  [115_001, 'about 2 min'],
  [170_000, 'about 3 min'],
  [3_540_000, 'about 59 min'],
  [3_600_000, 'about 1 h'],
  [5_000_000, 'about 1 h 20 min'],
])('%d ms to go are “%s”', (ms, words) => {
  expect(plain(formatRemaining(ms))).toBe(words);
});

test.each([
  [7 * 24 * 3_600_000, '7 days'],
  [24 * 3_600_000, '1 day'],
  [3_600_000, '1 hour'],
  [0, '0 minutes'],
])('an age of %d ms is “%s”', (ms, words) => {
  expect(formatAge(ms)).toBe(words);
});

describe('times of the record', () => {
  const at = (year: number, month: number, day: number) => new Date(year, month, day, 16, 20, 8).getTime();

  test('a day has a name', () => {
    const days = [now, at(2026, 10, 21), at(2026, 10, 20), at(2025, 10, 20)];
    expect(days.map((ms) => formatDay(ms, now))).toEqual([
      'Today',
      'Yesterday',
      'Friday 20 November',
      'Thursday 20 November 2025',
    ]);
  });

  test('one thing happened then', () => {
    const times = [now, at(2026, 10, 21), at(2026, 10, 17), at(2025, 10, 17)];
    expect(times.map((ms) => formatWhen(ms, now))).toEqual([
      'today 15:00',
      'yesterday 16:20',
      '17 Nov, 16:20',
      '17 Nov 2025, 16:20',
    ]);
    expect(formatClock(at(2026, 10, 17))).toBe('16:20');
    expect([formatStamp(at(2026, 10, 20), now), formatStamp(at(2025, 10, 20), now)]).toEqual([
      '20 Nov, 16:20:08',
      '20 Nov 2025, 16:20:08',
    ]);
  });

  test('a step took as long as it took', () => {
    expect([0.2, 4, 999, 12_600, 172_000].map((ms) => plain(formatStep(ms)))).toEqual([
      'under 1 ms',
      '4 ms',
      '999 ms',
      '12.6 s',
      '2 min 52 s',
    ]);
  });
});
