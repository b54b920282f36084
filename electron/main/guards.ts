import { app, session, type Session, type WebContents } from 'electron';
import type { Log } from './log';

const network = ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'ftp://*/*', 'file://*/*'];

type GuardOptions = { readonly developmentOrigin: string | null; readonly log: Log };

/** Every page of this app stays where it was loaded: no navigation, no second window, no embedded page. Call before any window opens. */
export function guardContents({ developmentOrigin, log }: GuardOptions): void {
  app.on('web-contents-created', (_event, contents) => {
    stopNavigation(contents, { developmentOrigin, log });
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(({ url }) => {
      log.warn(`guard: no window for ${clip(url)}`);
      return { action: 'deny' };
    });
    contents.on('select-bluetooth-device', (event, _devices, select) => {
      event.preventDefault();
      select('');
    });
  });
}

/** No permission, no device, no download, and no byte to or from a network. Call when the app is ready. */
export function guardSession({ developmentOrigin, log }: GuardOptions): void {
  const { defaultSession } = session;
  defaultSession.setPermissionCheckHandler(() => false);
  defaultSession.setPermissionRequestHandler((_contents, permission, decide) => {
    log.warn(`guard: permission ${permission} denied`);
    decide(false);
  });
  refuseDevices(defaultSession);
  defaultSession.setSpellCheckerEnabled(false);
  defaultSession.on('will-download', (event) => event.preventDefault());
  defaultSession.webRequest.onBeforeRequest({ urls: network }, ({ url }, decide) => {
    const cancel = !isDevelopment(url, developmentOrigin);
    if (cancel) log.warn(`guard: no request to ${clip(url)}`);
    decide({ cancel });
  });
}

function refuseDevices(target: Session): void {
  target.setDevicePermissionHandler(() => false);
  target.setDisplayMediaRequestHandler((_request, decide) => decide({}));
  target.on('select-hid-device', (event, _details, select) => {
    event.preventDefault();
    select();
  });
  target.on('select-usb-device', (event, _details, select) => {
    event.preventDefault();
    select();
  });
  target.on('select-serial-port', (...[event, , , select]) => {
    event.preventDefault();
    select('');
  });
}

function stopNavigation(contents: WebContents, { developmentOrigin, log }: GuardOptions): void {
  const stop = (event: { preventDefault: () => void }, url: string) => {
    // Vite reloads the page by navigating to where it is.
    if (isDevelopment(url, developmentOrigin)) return;
    log.warn(`guard: no navigation to ${clip(url)}`);
    event.preventDefault();
  };
  contents.on('will-navigate', (event) => stop(event, event.url));
  contents.on('will-frame-navigate', (event) => stop(event, event.url));
  contents.on('will-redirect', (event) => stop(event, event.url));
}

function isDevelopment(url: string, origin: string | null): boolean {
  if (origin === null || !URL.canParse(url)) return false;
  const { protocol, host } = new URL(url);
  return ['http:', 'ws:'].includes(protocol) && host === new URL(origin).host;
}

function clip(url: string): string {
  return url.slice(0, 200);
}
