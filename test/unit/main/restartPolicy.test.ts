import { expect, test } from 'vitest';
import { defaultRestartPolicy, judgeDeath, noDeaths, type Deaths } from '../../../electron/main/restartPolicy';

/** Lets an engine die again and again after the same life, and tells what was decided each time. */
function dieEvery(livedMs: number, times: number): (number | 'giveUp')[] {
  let deaths: Deaths = noDeaths;
  let nowMs = 0;
  return Array.from({ length: times }, () => {
    nowMs += livedMs;
    const verdict = judgeDeath(defaultRestartPolicy, deaths, { nowMs, livedMs });
    deaths = verdict.deaths;
    return verdict.kind === 'giveUp' ? 'giveUp' : verdict.inMs;
  });
}

test('the pauses grow, and the fifth death within a minute is the last', () => {
  expect(dieEvery(1_000, 5)).toEqual([500, 1_000, 2_000, 5_000, 'giveUp']);
});

test('deaths that are further apart are never too many, and the pause stays at its longest', () => {
  expect(dieEvery(20_000, 7)).toEqual([500, 1_000, 2_000, 5_000, 10_000, 10_000, 10_000]);
});

test('after a life of a minute the row begins anew', () => {
  expect(dieEvery(60_000, 3)).toEqual([500, 500, 500]);
});
