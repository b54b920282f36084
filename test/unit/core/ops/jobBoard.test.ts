import { expect, it } from 'vitest';
import { boardControl, cancelOnBoard, clearSlot, createJobBoard, isCancelled, readSlot } from '#core/ops/jobBoard';

it('tells each slot’s step and share, and keeps the slots apart', () => {
  const board = createJobBoard(3);
  boardControl(board, 0).progress('reading', 0.25);
  boardControl(board, 2).progress('verifying', 1);
  expect([0, 1, 2].map((slot) => readSlot(board, slot))).toEqual([
    { step: 'reading', share: 0.25 },
    { step: 'reading', share: 0 },
    { step: 'verifying', share: 1 },
  ]);
  clearSlot(board, 2);
  expect(readSlot(board, 2)).toEqual({ step: 'reading', share: 0 });
  expect(readSlot(board, 0)).toEqual({ step: 'reading', share: 0.25 });
});

it('tells all slots to stop, also through a copy that shares its memory', () => {
  const board = createJobBoard(2);
  const control = boardControl(structuredClone(board), 1);
  expect([control.shouldStop(), isCancelled(board)]).toEqual([false, false]);
  cancelOnBoard(board);
  expect([control.shouldStop(), isCancelled(board)]).toEqual([true, true]);
});

it('has room for a flag alone, for a scan', () => {
  const board = createJobBoard(0);
  cancelOnBoard(board);
  expect(isCancelled(board)).toBe(true);
});
