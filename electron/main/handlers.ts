import { app, clipboard, shell } from 'electron';
import { ok, type Result } from '#contract/result';
import type { RpcResult } from '#contract/rpc';
import { activityHandlers } from './activityHandlers';
import { chooseFolder } from './dialogs';
import type { Engine } from './engineHost';
import type { Log } from './log';
import { askEngine, type MainHandlers } from './rpcRouter';
import { toggleMaximize, type MainWindow } from './window';

type HandlerOptions = {
  readonly window: () => MainWindow | null;
  readonly engine: Engine;
  readonly log: Log;
};

/** What only Electron can do, one function a request. */
export function createHandlers(options: HandlerOptions): MainHandlers {
  const { window } = options;
  return {
    ...activityHandlers(options),
    'app/info': () => ok({ version: app.getVersion(), platform: platform() }),
    'store/choose': () => chooseStore(options),
    'thread/reveal': async ({ id }) => {
      const found = await askEngine(options, 'thread/path', { id });
      if (!found.ok) return found;
      shell.showItemInFolder(found.value.path);
      return ok(null);
    },
    'thread/copyResume': async ({ id }) => {
      const found = await askEngine(options, 'thread/resumeCommand', { id });
      // Done at once in older Electrons, a promise in newer ones.
      if (found.ok) await clipboard.writeText(found.value.command);
      return found;
    },
    'window/minimize': () => withWindow(window(), (it) => it.minimize()),
    'window/toggleMaximize': () => withWindow(window(), toggleMaximize),
    // Not within the request: the page must have its reply before it goes.
    'window/close': () => withWindow(window(), (it) => void setImmediate(() => it.close())),
  };
}

async function chooseStore(options: HandlerOptions): Promise<Result<RpcResult<'store/choose'>>> {
  const window = options.window();
  if (window === null) return ok(null);
  const path = await chooseFolder(window);
  if (path === null) return ok(null);
  return askEngine(options, 'store/open', { path, source: 'chosen' });
}

function withWindow(window: MainWindow | null, act: (window: MainWindow) => void): Result<null> {
  if (window !== null && !window.isDestroyed()) act(window);
  return ok(null);
}

function platform(): RpcResult<'app/info'>['platform'] {
  if (process.platform === 'darwin') return 'mac';
  return process.platform === 'win32' ? 'windows' : 'linux';
}
