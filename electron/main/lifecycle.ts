import { app } from 'electron';
import type { Engine, EngineHost } from './engineHost';
import type { Log } from './log';
import { askEngine } from './rpcRouter';
import { homeOfSecondStart } from './startup';
import { focusWindow, type MainWindow } from './window';

type KeepAliveOptions = {
  readonly window: () => MainWindow | null;
  readonly open: () => MainWindow;
  readonly engine: Engine;
  readonly log: Log;
};

/** One window an instance: a second start brings it to the front, and opens the store that it names. macOS keeps the app without one. */
export function keepAlive(options: KeepAliveOptions): void {
  const { window, open } = options;
  app.on('second-instance', (...[, , , sent]) => {
    focusWindow(window() ?? open());
    const home = homeOfSecondStart(sent);
    if (home !== null) void openHome(options, home);
  });
  app.on('activate', () => focusWindow(window() ?? open()));
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
}

/** Lets the engine finish or back out of what it has in hand before the app ends. The windows are closed by then. */
export function quitInOrder({ engine, log }: { readonly engine: EngineHost; readonly log: Log }): void {
  let shutdown: Promise<void> | null = null;
  app.on('will-quit', (event) => {
    event.preventDefault();
    shutdown ??= engine.shutdown().then(() => {
      log.info('Coldpress ends');
      app.exit(typeof process.exitCode === 'number' ? process.exitCode : 0);
    });
  });
}

async function openHome({ engine, log }: KeepAliveOptions, home: string): Promise<void> {
  const opened = await askEngine({ engine, log }, 'store/open', { path: home, source: 'chosen' });
  if (!opened.ok) log.warn(`second start: the store it names could not be opened: ${opened.error.code}`);
}
