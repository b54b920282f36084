import { expect, test } from 'vitest';
import { ok, type Result } from '#contract/result';
import { askEngine, createRouter, type MainHandlers } from '../../../electron/main/rpcRouter';
import { memoryLog } from './support/memoryLog';

const id = '0199a213-81c0-7800-8aa1-bbab2a035a53';
const handlers: MainHandlers = {
  'app/info': () => ok({ version: '1.2.3', platform: 'linux' }),
  'store/choose': () => Promise.reject(new Error('no display')),
  'thread/reveal': () => ok(null),
  'thread/copyResume': () => ok({ command: 'codex resume' }),
  'activity/export': () => ok(null),
  'activity/copy': () => ok(null),
  'window/minimize': () => ok(null),
  'window/toggleMaximize': () => ok(null),
  'window/close': () => ok(null),
};

/** A router in front of an engine that gives one answer to everything and remembers what it was asked. */
function routerWith(answer: Result<unknown>) {
  const asked: unknown[] = [];
  const log = memoryLog();
  const engine = {
    call: (method: string, params: unknown) => {
      asked.push([method, params]);
      return Promise.resolve(answer);
    },
  };
  return { route: createRouter({ engine, handlers, log }), engine, asked, log };
}

test('a request of the engine goes there with parsed params, and its answer comes back', async () => {
  const counts = { in_use: 0, recent: 1, cold: 2, compressed: 3, unclear: 4 };
  const { route, asked } = routerWith(ok(counts));
  const filter = { text: 'a', state: null, project: null };
  const answer = await route('thread/counts', { filter: { ...filter, smuggled: true }, more: 1 });
  expect(asked).toEqual([['thread/counts', { filter }]]);
  expect(answer).toEqual(ok(counts));
});

test('a request of main is answered here', async () => {
  const { route, asked } = routerWith(ok(null));
  expect(await route('app/info', {})).toEqual(ok({ version: '1.2.3', platform: 'linux' }));
  expect(asked).toEqual([]);
});

test('unknown names and internal names reach nobody', async () => {
  const { route, asked } = routerWith(ok(null));
  for (const name of ['nope', 'store/open', 'engine/shutdown', 'constructor', '__proto__', undefined, 7]) {
    expect(await route(name, {})).toMatchObject({ ok: false, error: { code: 'INVALID_REQUEST' } });
  }
  expect(asked).toEqual([]);
});

test('params that do not fit are refused with the place of the fault, but without the value found there', async () => {
  const { route, asked } = routerWith(ok(null));
  const answer = await route('thread/get', { id: 'secret' });
  expect(answer).toMatchObject({ ok: false, error: { code: 'INVALID_REQUEST' } });
  expect(JSON.stringify(answer)).toContain('thread/get: id: ');
  expect(JSON.stringify(answer)).not.toContain('secret');
  expect(asked).toEqual([]);
});

test('an answer of the engine that does not fit the table is an error of ours, and logged', async () => {
  const { route, log } = routerWith(ok({ rows: 'many' }));
  expect(await route('thread/projects', {})).toMatchObject({ ok: false, error: { code: 'INTERNAL' } });
  expect(log.lines[0]).toMatch(/^error: thread\/projects: the engine's answer does not fit: /);
});

test('an error of the engine passes as it is', async () => {
  const error = { code: 'NO_SUCH_THREAD', message: 'm', hint: 'h' } as const;
  const { route } = routerWith({ ok: false, error });
  expect(await route('thread/get', { id })).toEqual({ ok: false, error });
});

test('a handler that throws becomes an error of ours', async () => {
  const { route, log } = routerWith(ok(null));
  const answer = await route('store/choose', {});
  expect(answer).toMatchObject({ ok: false, error: { code: 'INTERNAL', message: 'store/choose: no display' } });
  expect(log.lines[0]).toContain('no display');
});

test("main's own requests to the engine are checked as well", async () => {
  const good = routerWith(ok({ path: '/a/b.jsonl' }));
  expect(await askEngine(good, 'thread/path', { id })).toEqual(ok({ path: '/a/b.jsonl' }));
  const bad = routerWith(ok({ way: '/a' }));
  expect(await askEngine(bad, 'thread/path', { id })).toMatchObject({ ok: false, error: { code: 'INTERNAL' } });
});
