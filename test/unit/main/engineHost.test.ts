import { afterEach, describe, expect, test } from 'vitest';
import type { EngineState } from '#contract/notifications';
import { EngineHost } from '../../../electron/main/engineHost';
import type { RestartPolicy } from '../../../electron/main/restartPolicy';
import { memoryLog } from './support/memoryLog';
import { forkNodeEngine, type Mode } from './support/nodeEngine';

const quick: RestartPolicy = { delaysMs: [10, 20, 40], maxDeaths: 4, windowMs: 60_000 };
const hosts: EngineHost[] = [];

/** Starts a host whose lives take their modes in turn, the last one for all later lives. */
function startHost(...modes: readonly [Mode, ...Mode[]]) {
  const log = memoryLog();
  const states: EngineState[] = [];
  const events: string[] = [];
  const pids: number[] = [];
  const host = new EngineHost({
    spawn: () => {
      const engine = forkNodeEngine(modes[Math.min(pids.length, modes.length - 1)] ?? 'ordinary');
      pids.push(engine.pid);
      return engine;
    },
    onEvent: (name) => void events.push(name),
    onState: (state) => void states.push(state),
    log,
    policy: quick,
  });
  hosts.push(host);
  host.start();
  return { host, log, states, events, pids };
}

const until = (condition: () => boolean) => expect.poll(condition, { timeout: 5_000, interval: 5 }).toBe(true);
const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

afterEach(async () => {
  await Promise.all(hosts.splice(0).map((host) => host.shutdown(100)));
});

describe('calls', () => {
  test('are answered, each with its own reply', async () => {
    const { host } = startHost('ordinary');
    const replies = await Promise.all([1, 2, 3].map((value) => host.call('echo', { value })));
    expect(replies).toEqual([1, 2, 3].map((value) => ({ ok: true, value: { value } })));
  });

  test('made before the engine is ready wait for it', async () => {
    const { host, states } = startHost('late');
    const reply = host.call('echo', 'early');
    expect(states).toEqual([]);
    expect(await reply).toEqual({ ok: true, value: 'early' });
    expect(states).toEqual([{ kind: 'running' }]);
  });

  test('pass errors of the engine on as they are', async () => {
    const { host } = startHost('ordinary');
    const error = { code: 'NO_STORE', message: 'm', hint: 'h' };
    expect(await host.call('fail', {})).toEqual({ ok: false, error });
  });

  test('get the first of two replies; the second is logged', async () => {
    const { host, log } = startHost('ordinary');
    expect(await host.call('twice', {})).toEqual({ ok: true, value: 1 });
    await host.call('echo', {});
    expect(log.lines).toContain('warn: engine: a reply to call 1, which nobody waits for');
  });

  test('survive messages that are not understood, which are logged and go no further', async () => {
    const { host, log, events } = startHost('ordinary');
    expect(await host.call('junk', {})).toEqual({ ok: true, value: 'still here' });
    expect(events).toEqual(['store/switched']);
    expect(log.lines.filter((line) => line.startsWith('error'))).toHaveLength(4);
  });
});

describe('when the engine dies', () => {
  test('pending calls get ENGINE_GONE with the reason, and the next life answers', async () => {
    const { host, states, pids } = startHost('ordinary');
    const [silent, killed] = await Promise.all([host.call('silence', {}), host.call('kill', {})]);
    expect(silent).toEqual(killed);
    const message = 'The engine was ended from outside (signal 9).';
    expect(silent).toMatchObject({ ok: false, error: { code: 'ENGINE_GONE', message } });
    await until(() => states.length === 3);
    const restarting = { kind: 'restarting', reason: message, attempt: 1, inMs: 10 };
    expect(states).toEqual([{ kind: 'running' }, restarting, { kind: 'running' }]);
    expect(await host.call('echo', 'again')).toEqual({ ok: true, value: 'again' });
    expect(pids).toHaveLength(2);
  });

  test('an exit is told apart from a kill', async () => {
    const { host } = startHost('ordinary');
    const reply = await host.call('exit', {});
    expect(reply).toMatchObject({ error: { message: 'The engine ended with an error (status 3).' } });
  });

  test('calls in the pause before the next start are refused at once', async () => {
    const { host, states } = startHost('ordinary', 'late');
    await host.call('kill', {});
    expect(await host.call('echo', {})).toMatchObject({ ok: false, error: { code: 'ENGINE_GONE' } });
    await until(() => states.length === 3);
  });

  test('too often, it stays down and says so', async () => {
    const { host, states, pids, log } = startHost('dies');
    await until(() => states.at(-1)?.kind === 'failed');
    const reason = 'The engine ended with an error (status 1).';
    expect(states.map((state) => ('inMs' in state ? state.inMs : state.kind))).toEqual([10, 20, 40, 'failed']);
    expect(host.state).toEqual({ kind: 'failed', reason });
    expect(pids).toHaveLength(4);
    expect(log.lines).toContain('error: engine: 4 deaths in a short time; not started again');
    const hint = 'It ended too often to be started again. Close Coldpress and open it anew.';
    expect(await host.call('echo', {})).toEqual({ ok: false, error: { code: 'ENGINE_GONE', message: reason, hint } });
  });

  test('a start that throws counts as a death', async () => {
    const states: EngineState[] = [];
    const spawn = () => {
      throw new Error('no such file');
    };
    const host = new EngineHost({
      spawn,
      onEvent: () => undefined,
      onState: (state) => states.push(state),
      log: memoryLog(),
      policy: { delaysMs: [1], maxDeaths: 2, windowMs: 1_000 },
    });
    host.start();
    await until(() => states.length === 2);
    expect(host.state).toEqual({ kind: 'failed', reason: 'The engine could not be started (Error: no such file).' });
  });
});

describe('shutdown', () => {
  test('asks the engine, waits for its reply, and leaves no process behind', async () => {
    const { host, pids, states, events } = startHost('ordinary');
    const pending = host.call('silence', {});
    await until(() => states.length === 1);
    await host.shutdown();
    expect(events).toEqual(['store/switched']);
    expect(pids.map(isAlive)).toEqual([false]);
    expect(await pending).toMatchObject({ error: { code: 'ENGINE_GONE', message: 'Coldpress is closing.' } });
    expect(states).toEqual([{ kind: 'running' }]);
  });

  test('ends an engine by force that neither answers nor ends', async () => {
    const { host, pids, log } = startHost('stubborn');
    await host.call('echo', {});
    await host.shutdown(50);
    await until(() => !pids.some(isAlive));
    expect(log.lines).toContain('warn: engine: no answer to engine/shutdown in 50 ms; ending it');
    expect(log.lines).toContain('warn: engine: it did not end when asked to; ending it by force');
  });

  test('starts nothing again and takes no call', async () => {
    const { host, pids } = startHost('ordinary');
    await host.call('kill', {});
    await host.shutdown();
    expect(await host.call('echo', {})).toMatchObject({ error: { code: 'ENGINE_GONE' } });
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(pids).toHaveLength(1);
  });
});
