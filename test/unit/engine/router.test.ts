import { describe, expect, it, vi } from 'vitest';
import { failure } from '#contract/errors';
import { rpc } from '#contract/rpc';
import { route } from '../../../electron/engine/router';
import type { Handlers } from '../../../electron/engine/router';

/** Handlers of which those that a test does not name must not be called. */
function handlers(some: Partial<Handlers>): Handlers {
  const refuse = (_: object, method: string | symbol): never => {
    throw new Error(`${String(method)} was called`);
  };
  return new Proxy(some, {
    get: (target, method) => (Reflect.get(target, method) as unknown) ?? refuse(target, method),
  }) as Handlers;
}

describe('a request', () => {
  it('reaches its handler with its own parameters, and is answered with what that gives', async () => {
    const usual = { 'scan/start': vi.fn(() => null), 'thread/projects': () => Promise.resolve(['atlas']) };
    expect(await route(handlers(usual), 'thread/projects', {})).toEqual({ ok: true, value: ['atlas'] });
    expect(await route(handlers(usual), 'scan/start', { path: '/etc/passwd' })).toEqual({ ok: true, value: null });
    expect(usual['scan/start']).toHaveBeenCalledExactlyOnceWith({});
  });

  it.each(['', 'nothing/here', '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'scan/start '])(
    'that does not exist is refused: %j',
    async (method) => {
      const result = await route(handlers({}), method, {});
      expect(result).toMatchObject({ ok: false, error: { code: 'INVALID_REQUEST' } });
    },
  );

  it('that is main’s is refused, every one of them', async () => {
    const owned = Object.entries(rpc).filter(([, { owner }]) => owner === 'main');
    expect(owned.length).toBeGreaterThan(3);
    for (const [method] of owned) {
      const result = await route(handlers({}), method, {});
      expect(result).toMatchObject({ ok: false, error: { code: 'INVALID_REQUEST' } });
    }
  });

  it.each([
    ['thread/get', { id: '../../etc/passwd' }],
    ['thread/get', undefined],
    ['thread/list', { filter: { text: '', state: null, project: null }, sort: {}, offset: -1, limit: 10 }],
    ['thread/list', { filter: { text: 'x'.repeat(501), state: null, project: null }, offset: 0, limit: 10 }],
    ['rollout/compress', { jobId: 'mine', selection: { kind: 'cold' } }],
    ['rollout/compress', { jobId: 'a0000000-0000-4000-8000-000000000000', selection: { kind: 'ids', ids: ['x'] } }],
    ['store/open', { path: '', source: 'chosen' }],
    ['job/cancel', null],
  ])('%s with parameters that its schema refuses does not reach its handler: %j', async (method, params) => {
    const result = await route(handlers({}), method, params);
    expect(result).toMatchObject({
      ok: false,
      error: { code: 'INVALID_REQUEST', message: expect.stringMatching(method) },
    });
  });
});

describe('an error', () => {
  it('of the core is passed on as it is', async () => {
    const gone = failure('NO_STORE', 'No store is open.', 'Choose one.');
    const throwing = handlers({
      'usage/get': () => Promise.reject(gone),
      'job/current': () => {
        throw gone;
      },
    });
    for (const method of ['usage/get', 'job/current']) {
      expect(await route(throwing, method, {})).toEqual({ ok: false, error: gone.appError });
    }
  });

  it('that nobody expected is answered too, logged, and says what to do', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const broken = handlers({
      'scan/start': () => {
        throw new TypeError('x is not a function');
      },
    });
    const result = await route(broken, 'scan/start', {});
    expect(result).toEqual({
      ok: false,
      error: { code: 'INTERNAL', message: 'x is not a function', hint: expect.stringMatching(/restart Coldpress/) },
    });
    expect(log).toHaveBeenCalledOnce();
    log.mockRestore();
  });
});
