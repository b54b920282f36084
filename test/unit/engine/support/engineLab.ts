import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { MessageChannel } from 'node:worker_threads';
import { anyResult, engineMessage, engineRpc } from '#contract/engineRpc';
import type { EngineInternalMethod, EngineInternalParams, EngineInternalResult } from '#contract/engineRpc';
import type { AppError } from '#contract/errors';
import { notifications, isNotificationName } from '#contract/notifications';
import { rpc } from '#contract/rpc';
import type { EngineMethod, RpcParams, RpcResult } from '#contract/rpc';
import { createPress } from '#core/rollout/press';
import { systemEffects } from '#core/systemEffects';
import { openChannel } from '../../../../electron/engine/channel';
import { createHandlers } from '../../../../electron/engine/handlers';
import { route } from '../../../../electron/engine/router';
import { Stores } from '../../../../electron/engine/stores';
import { healthCaller, runHealth } from '../../../../electron/pool/healthTask';
import { runHold } from '../../../../electron/pool/holdTask';
import type { Pools } from '../../../../electron/pool/pools';
import { runRollout } from '../../../../electron/pool/rolloutTask';
import { runScan } from '../../../../electron/pool/scanTask';
import { temporaryFolder } from '../../../support/store/temporaryFolder';
import type { Cleanup } from '../../../support/store/temporaryFolder';

/** The work of the pool's threads, done in this thread, one task after the other. */
function poolsInThisThread(): Pools {
  const press = createPress(systemEffects.fs);
  return {
    concurrency: 2,
    runRollout: async (task) => {
      await setImmediate();
      return runRollout(task, press);
    },
    settleHold: runHold,
    runScan: async (task, onProgress) => {
      await setImmediate();
      const { port1, port2 } = new MessageChannel();
      port1.on('message', onProgress);
      const result = runScan({ ...task, kind: 'scan', port: port2 });
      await setImmediate();
      port1.close();
      return result;
    },
    runHealth: healthCaller(async (task) => {
      await setImmediate();
      return runHealth(task, press);
    }),
    close: () => Promise.resolve(),
  };
}

type Method = EngineMethod | EngineInternalMethod;
type Params<M extends Method> = M extends EngineMethod
  ? RpcParams<M>
  : M extends EngineInternalMethod
    ? EngineInternalParams<M>
    : never;
type Value<M extends Method> = M extends EngineMethod
  ? RpcResult<M>
  : M extends EngineInternalMethod
    ? EngineInternalResult<M>
    : never;
type Event = { readonly event: string; readonly params: unknown };

/** Main's end of the line to an engine in this process: every message is checked as main checks it. */
export type EngineLab = {
  readonly dataDirectory: string;
  readonly events: readonly Event[];
  /** The value of a reply, by the method's own schema; an error of the engine is thrown. */
  readonly ask: <M extends Method>(method: M, params: Params<M>) => Promise<Value<M>>;
  /** The error that a request is answered with. */
  readonly refused: <M extends Method>(method: M, params: Params<M>) => Promise<AppError>;
  /** The next event of this name from now on, or one already there that fits. */
  readonly event: (name: string, fits?: (params: unknown) => boolean) => Promise<unknown>;
};

type EngineCleanup = Cleanup & { readonly onTestFinished: (clean: () => Promise<void>) => void };

/** An engine of its own with a message channel to it, until the test ends. */
export function startEngine(context: EngineCleanup): EngineLab {
  const dataDirectory = path.join(temporaryFolder(context), 'data');
  const { port1: engineSide, port2: mainSide } = new MessageChannel();
  const events: Event[] = [];
  const waiting = new Map<number, (result: unknown) => void>();
  let watchers: (() => void)[] = [];
  let lastId = 0;

  const stores = new Stores({
    dataDirectory,
    pools: poolsInThisThread(),
    notify: (event, params) => engineSide.postMessage({ event, params }),
    tool: 'coldpress test',
  });
  const handlers = createHandlers(stores, () => stores.close());
  openChannel(
    {
      postMessage: (message) => engineSide.postMessage(message),
      on: (_, listener) => engineSide.on('message', (data) => listener({ data })),
    },
    (method, params) => route(handlers, method, params),
  );

  mainSide.on('message', (data: unknown) => {
    const message = engineMessage.parse(data);
    if ('event' in message) {
      if (!isNotificationName(message.event)) throw new Error(`no such event: ${message.event}`);
      events.push({ event: message.event, params: notifications[message.event].parse(message.params) });
      watchers.forEach((watch) => watch());
    } else if ('id' in message) {
      const answer = waiting.get(message.id);
      if (answer === undefined) throw new Error(`request ${message.id} was answered twice`);
      waiting.delete(message.id);
      answer(message.result);
    }
  });
  context.onTestFinished(async () => {
    await stores.close();
    mainSide.close();
  });

  const reply = async (method: string, params: unknown): Promise<ReturnType<typeof anyResult.parse>> => {
    const id = ++lastId;
    const answered = new Promise<unknown>((resolve) => waiting.set(id, resolve));
    mainSide.postMessage({ id, method, params });
    return anyResult.parse(await answered);
  };

  return {
    dataDirectory,
    events,
    ask: async <M extends Method>(method: M, params: Params<M>) => {
      const result = await reply(method, params);
      if (!result.ok) throw new Error(`${method}: ${JSON.stringify(result.error)}`);
      const table = { ...rpc, ...engineRpc };
      return table[method].result.parse(result.value) as Value<M>;
    },
    refused: async (method, params) => {
      const result = await reply(method, params);
      if (result.ok) throw new Error(`${method} was answered: ${JSON.stringify(result.value)}`);
      return result.error;
    },
    event: (name, fits = () => true) =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = events.find(({ event, params }) => event === name && fits(params));
          if (found === undefined) return;
          watchers = watchers.filter((watch) => watch !== look);
          resolve(found.params);
        };
        watchers.push(look);
        look();
      }),
  };
}
