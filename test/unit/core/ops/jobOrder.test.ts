import fc from 'fast-check';
import { expect, it } from 'vitest';
import { orderItems } from '#core/ops/jobOrder';
import type { JobItem } from '#core/ops/jobTally';
import { RESERVE_BYTES } from '#core/rollout/eligibility';

function itemsOf(sizes: readonly number[]): readonly JobItem[] {
  return sizes.map((bytes, index) => ({
    id: String(index),
    plainPath: '',
    title: '',
    project: '',
    bytes,
    problem: null,
  }));
}

function order(sizes: readonly number[], freeBytes: number): readonly number[] {
  return orderItems(itemsOf(sizes), freeBytes, 2).map(({ bytes }) => bytes);
}

it('puts the largest first while the disk has room for what is in hand and the reserve', () => {
  expect(order([3e6, 9e6, 1e6], 1e12)).toEqual([9e6, 3e6, 1e6]);
  expect(order([3e6, 9e6, 1e6], 4e6 + 2 * RESERVE_BYTES + 1)).toEqual([9e6, 3e6, 1e6]);
});

it('puts the smallest first where the disk is nearly full', () => {
  expect(order([3e6, 9e6, 1e6], 4e6 + 2 * RESERVE_BYTES)).toEqual([1e6, 3e6, 9e6]);
  expect(order([3e6, 9e6, 1e6], 0)).toEqual([1e6, 3e6, 9e6]);
});

it('loses none and changes none, whatever the sizes and the room', () => {
  const sizes = fc.array(fc.nat(1e9));
  fc.assert(
    fc.property(sizes, fc.nat(4e9), fc.integer({ min: 1, max: 8 }), (given, freeBytes, concurrency) => {
      const items = itemsOf(given);
      const ordered = orderItems(items, freeBytes, concurrency);
      expect([...ordered].sort((a, b) => Number(a.id) - Number(b.id))).toEqual(items);
      const bytes = ordered.map((item) => item.bytes);
      const rising = [...bytes].sort((a, b) => a - b);
      expect([rising, rising.toReversed()]).toContainEqual(bytes);
    }),
  );
});
