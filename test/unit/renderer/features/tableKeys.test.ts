import { expect, test } from 'vitest';
import { tableCommand } from '../../../../renderer/features/threads/tableKeys';
import { goalIndex } from '../../../../renderer/lib/listKeys';

const stroke = (key: string, held: Partial<{ shiftKey: boolean; altKey: boolean; modKey: boolean }> = {}) =>
  tableCommand({ key, shiftKey: false, altKey: false, modKey: false, ...held });

test('letters and arrows go, shift extends', () => {
  expect([stroke('j'), stroke('ArrowUp', { shiftKey: true }), stroke('End')]).toEqual([
    { kind: 'go', goal: 'next', extend: false },
    { kind: 'go', goal: 'previous', extend: true },
    { kind: 'go', goal: 'last', extend: false },
  ]);
});

test('chords mean what they mean everywhere, and nothing else', () => {
  expect([
    stroke('a', { modKey: true }),
    stroke('c', { modKey: true }),
    stroke('j', { modKey: true }),
    stroke('Enter', { modKey: true }),
    stroke('ArrowDown', { altKey: true }),
    stroke('a'),
  ]).toEqual([{ kind: 'selectAll' }, { kind: 'copyResume' }, null, null, null, null]);
});

test('space, Enter and brackets act on the current row', () => {
  expect([stroke(' '), stroke('Enter'), stroke('['), stroke(']')]).toEqual([
    { kind: 'toggle' },
    { kind: 'open' },
    { kind: 'step', step: -1 },
    { kind: 'step', step: 1 },
  ]);
});

test('steps stay within the list', () => {
  const list = { total: 100, page: 20 };
  expect([
    goalIndex('next', null, list),
    goalIndex('previous', 0, list),
    goalIndex('next', 99, list),
    goalIndex('pageDown', 50, list),
    goalIndex('pageUp', 5, list),
    goalIndex('last', 3, list),
    goalIndex('last', null, { total: 0, page: 20 }),
  ]).toEqual([0, 0, 99, 69, 0, 99, 0]);
});
