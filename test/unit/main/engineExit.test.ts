import { expect, test } from 'vitest';
import { describeExit, readExit } from '../../../electron/main/engineExit';

const said = (status: number, reason: string | null, exitCode = status) =>
  describeExit(readExit(status, reason === null ? null : { reason, exitCode }));

test('an exit, a crash and a kill are told apart', () => {
  expect(said(0, null)).toBe('The engine ended by itself.');
  expect(said(1, null)).toBe('The engine ended with an error (status 1).');
  expect(said(3, 'abnormal-exit')).toBe('The engine ended with an error (status 3).');
  expect(said(6, 'crashed')).toBe('The engine crashed (crashed, 6).');
  expect(said(0, 'killed', 15)).toBe('The engine was ended from outside (signal 15).');
  expect(said(9, 'killed')).toBe('The engine was ended from outside (signal 9).');
  expect(said(133, 'oom')).toBe('The engine ran out of memory.');
  expect(said(1002, 'launch-failed')).toBe('The engine could not be started (status 1002).');
});
