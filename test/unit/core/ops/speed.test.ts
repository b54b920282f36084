import { expect, it } from 'vitest';
import { createSpeedometer } from '#core/ops/speed';

it('knows no speed before there are two moments', () => {
  const speed = createSpeedometer();
  expect(speed.bytesPerSecond()).toBe(0);
  speed.add(1000, 50);
  expect(speed.bytesPerSecond()).toBe(0);
  speed.add(1000, 60);
  expect(speed.bytesPerSecond()).toBe(0);
});

it('is bytes a second over the last five seconds, not over the whole job', () => {
  const speed = createSpeedometer();
  for (let second = 0; second <= 10; second++) speed.add(second * 1000, second * 100);
  expect(speed.bytesPerSecond()).toBe(100);
  for (let second = 1; second <= 6; second++) speed.add((10 + second) * 1000, 1000 + second * 700);
  expect(speed.bytesPerSecond()).toBe(700);
});

it('is never negative, not even when the clock is set back', () => {
  const speed = createSpeedometer();
  speed.add(10_000, 100);
  speed.add(4000, 900);
  expect(speed.bytesPerSecond()).toBe(0);
});
