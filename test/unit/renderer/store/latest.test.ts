import { expect, test } from 'vitest';
import { atMostOnce } from '../../../../renderer/store/latest';

const settled = () => new Promise((resolve) => setTimeout(resolve, 10));

test('a burst of calls costs two runs, never two at once, and the last one happens', async () => {
  const seen: number[] = [];
  let asked = 0;
  let running = 0;
  let most = 0;
  const run = atMostOnce(async () => {
    running += 1;
    most = Math.max(most, running);
    seen.push(asked);
    await settled();
    running -= 1;
  }, 0);
  for (asked = 1; asked <= 5; asked += 1) run();
  asked = 5;
  await settled();
  await settled();
  await settled();
  expect({ seen, most }).toEqual({ seen: [1, 5], most: 1 });
});

test('it runs again after it came to rest', async () => {
  let runs = 0;
  const run = atMostOnce(() => {
    runs += 1;
    return Promise.resolve();
  }, 1);
  run();
  await settled();
  run();
  await settled();
  expect(runs).toBe(2);
});
