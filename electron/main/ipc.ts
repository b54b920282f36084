import { ipcMain, type IpcMainInvokeEvent, type WebFrameMain } from 'electron';
import type { NotificationName, NotificationParams } from '#contract/notifications';
import { err, type Result } from '#contract/result';
import type { Log } from './log';
import type { Router } from './rpcRouter';
import type { MainWindow } from './window';

const rpcChannel = 'coldpress:rpc';
const eventChannel = 'coldpress:event';

type IpcOptions = {
  readonly window: () => MainWindow | null;
  readonly origin: string;
  readonly router: Router;
  readonly log: Log;
};

/** Answers `coldpress:rpc` for the main frame of our own window showing our own page, and refuses every other sender. */
export function serveIpc({ window, origin, router, log }: IpcOptions): void {
  ipcMain.handle(rpcChannel, (event, method: unknown, params: unknown): Promise<Result<unknown>> => {
    if (isOurPage(event, window(), origin)) return router(method, params);
    log.warn(`ipc: refused a request from ${describeSender(event.senderFrame)}`);
    const hint = 'Only the window of Coldpress may do that. Nothing was changed.';
    return Promise.resolve(err({ code: 'INVALID_REQUEST', message: 'This page may not ask anything.', hint }));
  });
}

/** Pushes an event to the page, if there is one. */
export function pushEvent<N extends NotificationName>(
  window: MainWindow | null,
  name: N,
  params: NotificationParams<N>,
): void {
  if (window !== null && !window.isDestroyed()) window.webContents.send(eventChannel, name, params);
}

function isOurPage(event: IpcMainInvokeEvent, window: MainWindow | null, origin: string): boolean {
  if (window === null || window.isDestroyed() || event.sender !== window.webContents) return false;
  const frame: WebFrameMain | null = event.senderFrame;
  return frame !== null && frame === window.webContents.mainFrame && frame.origin === origin;
}

function describeSender(frame: WebFrameMain | null): string {
  return frame === null ? 'a frame that is gone' : `a frame of ${frame.origin}`;
}
