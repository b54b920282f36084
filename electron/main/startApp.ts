import { join } from 'node:path';
import { app } from 'electron';
import { storeView } from '#contract/store';
import { guardDevelopmentServer, serveApp } from './appProtocol';
import { reviveWindow } from './crashes';
import { EngineHost } from './engineHost';
import { guardSession } from './guards';
import { createHandlers } from './handlers';
import { pushEvent, serveIpc } from './ipc';
import { keepAlive, quitInOrder } from './lifecycle';
import type { Log } from './log';
import { setMenu } from './menu';
import { readPictureOrder, takePicture } from './picture';
import { createRouter, type Router } from './rpcRouter';
import { appOrigin } from './staticFile';
import { engineArguments, storeAfter, type StoreChoice } from './startup';
import { forkEngine } from './utilityEngine';
import { openWindow, type MainWindow } from './window';

export type AppOptions = {
  /** The folder of everything that was built. */
  readonly out: string;
  readonly profile: string;
  readonly store: StoreChoice;
  /** The page's address at the development server, else `null`. */
  readonly developmentUrl: string | null;
  readonly log: Log & { readonly file: string };
};

type Shared = { window: MainWindow | null; store: StoreChoice };

/** The composition root of main: the engine, the border to the page, the window, and how the app ends. */
export function startApp(options: AppOptions): void {
  const { out, log, developmentUrl } = options;
  const developmentOrigin = developmentUrl === null ? null : new URL(developmentUrl).origin;
  const shared: Shared = { window: null, store: options.store };
  guardSession({ developmentOrigin, log });
  serveApp(join(out, 'renderer'), log);
  if (developmentOrigin !== null) guardDevelopmentServer(developmentOrigin);
  setMenu({ platform: process.platform, developer: !app.isPackaged, logFile: log.file });

  const engine = hostEngine(options, shared);
  answerPage(options, shared, engine);
  const open = () => showWindow(options, shared, engine);
  keepAlive({ window: () => shared.window, open, engine, log });
  quitInOrder({ engine, log });
  engine.start();
  const window = open();
  const picture = readPictureOrder(process.env, log);
  if (picture !== null) void takePicture(picture, { window, engine, log });
}

/** When the engine dies it comes back with the store that was open last, not with the one of the command line. */
function hostEngine({ out, log }: AppOptions, shared: Shared): EngineHost {
  const entry = join(out, 'engine', 'index.js');
  return new EngineHost({
    spawn: () => forkEngine({ entry, args: engineArguments(shared.store), log }),
    onEvent: (name, params) => pushEvent(shared.window, name, params),
    onState: (state) => pushEvent(shared.window, 'engine/changed', state),
    log,
  });
}

function answerPage({ log, developmentUrl }: AppOptions, shared: Shared, engine: EngineHost): void {
  const handlers = createHandlers({ window: () => shared.window, engine, log });
  const route = createRouter({ engine, handlers, log });
  serveIpc({
    window: () => shared.window,
    origin: developmentUrl === null ? appOrigin : new URL(developmentUrl).origin,
    log,
    router: rememberingStore(route, shared),
  });
}

/** Notes which store is open by what the page is told about it: it asks after each change. */
function rememberingStore(route: Router, shared: Shared): Router {
  return async (method, params) => {
    const result = await route(method, params);
    if (typeof method !== 'string' || !method.startsWith('store/') || !result.ok) return result;
    const view = storeView.safeParse(result.value);
    if (view.success) shared.store = storeAfter(view.data);
    return result;
  };
}

function showWindow({ out, profile, developmentUrl, log }: AppOptions, shared: Shared, engine: EngineHost): MainWindow {
  const window = openWindow({
    preload: join(out, 'preload', 'index.cjs'),
    url: developmentUrl ?? `${appOrigin}/`,
    stateFile: join(profile, 'window-state.json'),
    log,
    onChanged: (state) => pushEvent(window, 'window/changed', state),
  });
  shared.window = window;
  reviveWindow(window, { log, logFile: log.file });
  window.webContents.on('did-finish-load', () => {
    if (engine.state !== null) pushEvent(window, 'engine/changed', engine.state);
  });
  window.once('closed', () => (shared.window = null));
  return window;
}
