import { beforeEach, describe, expect, it, vi } from 'vitest';

type Listener = (name: string, params: unknown) => void;

const open = {
  kind: 'open',
  home: '~/.codex',
  source: 'default',
  revision: 3,
  scan: { kind: 'done', finishedAtMs: 1, durationMs: 1 },
};
const replies: Record<string, unknown> = {
  'app/info': { version: '0.1.0', platform: 'linux' },
  'store/current': open,
  'job/current': null,
  'problem/list': { files: [], total: 0 },
};

/** A window's store over a bridge that notes what is asked; each test has its own. */
async function startedStore() {
  const asked: string[] = [];
  let listener: Listener = () => undefined;
  vi.stubGlobal('coldpress', {
    invoke: (method: string) => {
      asked.push(method);
      const error = { code: 'NO_STORE', message: 'Not in this test.', hint: '' };
      return Promise.resolve(method in replies ? { ok: true, value: replies[method] } : { ok: false, error });
    },
    on: (next: Listener) => {
      listener = next;
      return () => undefined;
    },
  });
  vi.resetModules();
  const { startStore, useAppStore } = await import('../../../../renderer/store');
  startStore();
  await settle();
  return {
    asked,
    push: (name: string, params: unknown) => listener(name, params),
    state: () => useAppStore.getState(),
  };
}

async function settle() {
  await vi.advanceTimersByTimeAsync(2000);
}

describe('the window’s store', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.unstubAllGlobals();
  });

  it('asks once for the store, the numbers, health and a running job when the window opens', async () => {
    const { asked, state } = await startedStore();
    expect(asked.filter((method) => !method.startsWith('thread/')).sort()).toEqual([
      'app/info',
      'health/get',
      'job/current',
      'store/current',
      'usage/get',
    ]);
    expect(state().store.view).toEqual(open);
    expect(state().ui.version).toBe('0.1.0');
  });

  it('asks for the numbers again when the catalog changed, and at most twice a second', async () => {
    const { asked, push, state } = await startedStore();
    asked.length = 0;
    const scan = { kind: 'scanning', threads: 5, physicalBytes: 10, startedAtMs: 0 };
    for (let revision = 4; revision < 40; revision += 1) push('store/changed', { revision, scan });
    await settle();
    expect(asked.filter((method) => method === 'usage/get')).toHaveLength(2);
    expect(state().store.view).toMatchObject({ revision: 39, scan });
  });

  it('forgets the old store’s numbers when another one was opened', async () => {
    const { asked, push, state } = await startedStore();
    asked.length = 0;
    push('store/switched', {});
    expect(state().usage.value).toBeNull();
    await settle();
    expect(asked).toContain('store/current');
    expect(asked).toContain('usage/get');
  });

  it('asks everything anew once the engine is back', async () => {
    const { asked, push, state } = await startedStore();
    push('engine/changed', { kind: 'restarting', reason: 'It was killed.', attempt: 1, inMs: 500 });
    expect(state().store.engine.kind).toBe('restarting');
    asked.length = 0;
    push('engine/changed', { kind: 'running' });
    await settle();
    expect(asked).toEqual(expect.arrayContaining(['store/current', 'job/current', 'usage/get']));
  });

  it('keeps what it knew when the store cannot be asked', async () => {
    const { push, state } = await startedStore();
    delete replies['store/current'];
    push('store/switched', {});
    await settle();
    replies['store/current'] = open;
    expect(state().store.view).toEqual(open);
    expect(state().store.error).toMatchObject({ code: 'NO_STORE' });
  });
});
