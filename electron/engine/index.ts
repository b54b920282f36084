import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { dataDirectory } from '#core/ops/dataDirectory';
import packageJson from '../../package.json';
import { createPools } from '../pool/pools';
import { openChannel } from './channel';
import type { Notify, ParentPort } from './channel';
import { createHandlers } from './handlers';
import { route } from './router';
import type { Handlers } from './router';
import { Stores } from './stores';

/** Codex loads and unloads threads as it likes; this often the window learns which are in use. */
const IN_USE_EVERY_MS = 2000;

/** The composition root of the engine process: everything is made here, once, and nothing reaches back. */
function start(port: ParentPort): void {
  const { values } = parseArgs({
    options: { data: { type: 'string' }, home: { type: 'string' }, demo: { type: 'boolean' } },
    strict: false,
  });
  const { platform, env } = process;
  const directory = typeof values['data'] === 'string' ? values['data'] : null;
  const pools = createPools(path.join(import.meta.dirname, '..', 'pool', 'worker.js'));
  const notify: Notify = (event, params) => port.postMessage({ event, params });
  const stores = new Stores({
    dataDirectory: directory ?? dataDirectory({ platform, env, homeDirectory: os.homedir() }),
    pools,
    notify,
    tool: `coldpress ${packageJson.version}`,
  });
  const watch = setInterval(() => {
    stores.sessionOrNull?.refreshInUse();
    stores.sessionOrNull?.ledger.refresh();
  }, IN_USE_EVERY_MS);
  const shutdown = async (): Promise<void> => {
    clearInterval(watch);
    await stores.close();
    await pools.close();
  };
  const handlers: Handlers = createHandlers(stores, shutdown);
  leaveInOrder(shutdown);
  openChannel(port, (method, params) => route(handlers, method, params));
  void openFirst(stores, values).finally(() => port.postMessage({ ready: true }));
}

/** Ctrl+C goes to every process of a terminal: main asks for an orderly end then, so the engine itself waits for that. */
function leaveInOrder(shutdown: () => Promise<void>): void {
  for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);
  process.on('SIGTERM', () => void shutdown().finally(() => process.exit(0)));
}

/** The store to begin with. A folder that cannot be opened leaves the first-run page, which says where it looked. */
async function openFirst(stores: Stores, values: { readonly home?: unknown; readonly demo?: unknown }): Promise<void> {
  try {
    if (typeof values.home === 'string') await stores.open(values.home, values.demo === true ? 'demo' : 'chosen');
    else if (values.demo === true) await stores.openDemo();
    else await stores.openUsual();
  } catch (error) {
    console.error('the store could not be opened:', error);
    const usual = values.demo === true ? 'the demo store' : 'the usual store';
    stores.couldNotOpen(typeof values.home === 'string' ? values.home : usual, error);
  }
}

start((process as unknown as { readonly parentPort: ParentPort }).parentPort);
