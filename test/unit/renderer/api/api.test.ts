import { afterEach, describe, expect, it, vi } from 'vitest';
import { call, onEvents } from '../../../../renderer/api';

type Listener = (name: string, params: unknown) => void;

/** Puts a bridge where the preload script would put it. */
function withBridge(invoke: (method: string, params: unknown) => Promise<unknown>) {
  const listeners = new Set<Listener>();
  vi.stubGlobal('coldpress', {
    invoke,
    on: (listener: Listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  });
  return {
    push: (name: string, params: unknown) => listeners.forEach((listener) => listener(name, params)),
    listeners,
  };
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('a request of the window', () => {
  it('brings the value that the contract promises', async () => {
    withBridge(() => Promise.resolve({ ok: true, value: { version: '0.1.0', platform: 'linux' } }));
    expect(await call('app/info', {})).toEqual({ ok: true, value: { version: '0.1.0', platform: 'linux' } });
  });

  it('brings an error of the other side as it is', async () => {
    const error = { code: 'NO_STORE', message: 'No store is open.', hint: 'Choose a folder.' };
    withBridge(() => Promise.resolve({ ok: false, error }));
    expect(await call('scan/start', {})).toEqual({ ok: false, error });
  });

  it.each([
    ['a value that does not fit', () => Promise.resolve({ ok: true, value: { version: 1 } })],
    ['no envelope', () => Promise.resolve('hello')],
    ['a rejection', () => Promise.reject(new Error('gone'))],
  ])('turns %s into an error in words', async (_, invoke) => {
    withBridge(invoke);
    const reply = await call('app/info', {});
    expect(reply).toMatchObject({ ok: false, error: { code: 'INTERNAL' } });
  });
});

describe('an event of main', () => {
  it('reaches its listener once it fits the contract, and nothing else does', () => {
    const { push, listeners } = withBridge(() => Promise.resolve(null));
    const heard: unknown[] = [];
    const stop = onEvents({ 'window/changed': (params) => heard.push(params) });
    push('window/changed', { maximized: true, focused: false });
    push('window/changed', { maximized: 'yes' });
    push('window/exploded', {});
    push('job/finished', { jobId: 'not for this listener' });
    expect(heard).toEqual([{ maximized: true, focused: false }]);
    stop();
    expect(listeners.size).toBe(0);
  });
});
