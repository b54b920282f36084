import { MessageChannel } from 'node:worker_threads';
import { expect, it } from 'vitest';
import type { Result } from '#contract/result';
import { openChannel } from '../../../electron/engine/channel';

it('answers each request exactly once, with its number, in the order in which they are finished', async () => {
  const { port1: engine, port2: main } = new MessageChannel();
  const finish: ((result: Result<unknown>) => void)[] = [];
  openChannel(
    {
      postMessage: (message) => engine.postMessage(message),
      on: (_, tell) => engine.on('message', (data) => tell({ data })),
    },
    () => new Promise((resolve) => finish.push(resolve)),
  );
  const replies: unknown[] = [];
  const all = new Promise<void>((resolve) => {
    main.on('message', (reply) => {
      if (replies.push(reply) === 3) resolve();
    });
  });
  for (const id of [1, 2, 3]) main.postMessage({ id, method: 'scan/start', params: {} });
  while (finish.length < 3) await new Promise((resolve) => setImmediate(resolve));
  for (const index of [2, 0, 1]) finish[index]?.({ ok: true, value: index });
  await all;
  main.close();
  expect(replies).toEqual([2, 0, 1].map((index) => ({ id: index + 1, result: { ok: true, value: index } })));
});
