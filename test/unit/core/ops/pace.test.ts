import { expect, it } from 'vitest';
import { paced } from '#core/ops/pace';

/** A clock that goes on only when it is told to, and counts rests. */
function handClock(): {
  readonly clock: Parameters<typeof paced>[1];
  work: (ms: number) => void;
  rested: () => number;
} {
  let now = 0;
  let rested = 0;
  const pause = (ms: number): void => {
    now += ms;
    rested += ms;
  };
  return {
    clock: { nowMs: () => now, elapsedMs: () => now, pause },
    work: (ms) => (now += ms),
    rested: () => rested,
  };
}

it('rests three times as long as it works, where it may take a quarter', () => {
  const { clock, work, rested } = handClock();
  const control = paced({ shouldStop: () => false, progress: () => undefined }, clock, 0.25);
  for (let chunk = 0; chunk < 10; chunk++) {
    work(20);
    expect(control.shouldStop()).toBe(false);
  }
  expect(rested()).toBe(600);
});

it('does not rest after every little thing', () => {
  const { clock, work, rested } = handClock();
  const control = paced({ shouldStop: () => false, progress: () => undefined }, clock, 0.25);
  work(5);
  control.shouldStop();
  expect(rested()).toBe(0);
});

it('breaks a rest off soon after it is asked to stop', () => {
  const { clock, work, rested } = handClock();
  const control = paced({ shouldStop: () => rested() >= 100, progress: () => undefined }, clock, 0.25);
  work(10_000);
  expect(control.shouldStop()).toBe(true);
  expect(rested()).toBe(100);
});

it('passes the progress on', () => {
  const told: unknown[] = [];
  const { clock } = handClock();
  const inner = { shouldStop: () => false, progress: (...said: unknown[]) => void told.push(said) };
  paced(inner, clock, 0.5).progress('verifying', 0.3);
  expect(told).toEqual([['verifying', 0.3]]);
});
