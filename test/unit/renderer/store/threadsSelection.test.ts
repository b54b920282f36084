import { expect, test } from 'vitest';
import { rangeBetween, selectionOf, toggled, withRange } from '../../../../renderer/store/threadsSelection';

test('a thread is taken in and given back, without touching the set before', () => {
  const one = new Set(['a']);
  expect([[...toggled(one, 'b')], [...toggled(one, 'a')], [...one]]).toEqual([['a', 'b'], [], ['a']]);
});

test('a range that shrinks gives back what it took, and keeps what was selected before it', () => {
  const anchor = { index: 4, before: new Set(['kept']) };
  expect([...withRange(anchor, ['b', 'c', 'd'])]).toEqual(['kept', 'b', 'c', 'd']);
  expect([...withRange(anchor, ['b'])]).toEqual(['kept', 'b']);
  expect(rangeBetween(9, 4)).toEqual({ first: 4, last: 9 });
});

test('the checkbox above the table knows none, some and all', () => {
  expect([selectionOf(new Set(), 3), selectionOf(new Set(['a']), 3), selectionOf(new Set(['a', 'b', 'c']), 3)]).toEqual(
    ['none', 'some', 'all'],
  );
});
