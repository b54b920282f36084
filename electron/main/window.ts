import {
  BrowserWindow,
  nativeTheme,
  screen,
  type BrowserWindowConstructorOptions,
  type WebPreferences,
} from 'electron';
import type { NotificationParams } from '#contract/notifications';
import type { Log } from './log';
import { defaultSize, minimumSize, placeWindow } from './windowBounds';
import { readWindowState, writeWindowState } from './windowState';

export type MainWindow = BrowserWindow;

type WindowOptions = {
  readonly preload: string;
  readonly url: string;
  readonly stateFile: string;
  readonly log: Log;
  readonly onChanged: (state: NotificationParams<'window/changed'>) => void;
};

/** `--canvas` of the design tokens, so that nothing flashes before the page has drawn itself. */
const canvas = { light: '#f1f3f6', dark: '#0e1216' } as const;

/** Opens the one window at its remembered place, and shows it when the page has drawn its first frame. */
export function openWindow(options: WindowOptions): MainWindow {
  const remembered = readWindowState(options.stateFile);
  const workAreas = screen.getAllDisplays().map((display) => display.workArea);
  const bounds = placeWindow(remembered?.bounds ?? null, workAreas);
  const window = new BrowserWindow({
    ...appearance(),
    ...(bounds ?? defaultSize),
    webPreferences: cage(options.preload),
  });
  window.once('ready-to-show', () => {
    if (remembered?.maximized === true) window.maximize();
    window.show();
  });
  rememberPlace(window, options);
  reportChanges(window, options.onChanged);
  followTheme(window);
  window.loadURL(options.url).catch((error: unknown) => options.log.error(`window: ${String(error)}`));
  return window;
}

function windowFacts(window: MainWindow): NotificationParams<'window/changed'> {
  return { maximized: window.isMaximized() || window.isFullScreen(), focused: window.isFocused() };
}

export function focusWindow(window: MainWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

export function toggleMaximize(window: MainWindow): void {
  if (window.isFullScreen()) window.setFullScreen(false);
  else if (window.isMaximized()) window.unmaximize();
  else window.maximize();
}

/** The page draws its own title bar; macOS keeps its traffic lights, centred in the bar's 44 pixels. */
function appearance(): BrowserWindowConstructorOptions {
  const frame: BrowserWindowConstructorOptions =
    process.platform === 'darwin'
      ? { titleBarStyle: 'hiddenInset', trafficLightPosition: { x: 16, y: 15 } }
      : { frame: false };
  return {
    ...frame,
    title: 'Coldpress',
    show: false,
    minWidth: minimumSize.width,
    minHeight: minimumSize.height,
    backgroundColor: canvasColor(),
  };
}

/** Nothing of Node or Electron in the page but the two functions of the preload script. */
function cage(preload: string): WebPreferences {
  return {
    preload,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    spellcheck: false,
    disableDialogs: true,
    safeDialogs: true,
  };
}

function rememberPlace(window: MainWindow, { stateFile, log }: WindowOptions): void {
  window.on('close', () => {
    try {
      writeWindowState(stateFile, { bounds: window.getNormalBounds(), maximized: window.isMaximized() });
    } catch (error) {
      log.warn(`window: its place could not be remembered: ${String(error)}`);
    }
  });
}

function reportChanges(window: MainWindow, onChanged: WindowOptions['onChanged']): void {
  const report = () => onChanged(windowFacts(window));
  window.on('maximize', report);
  window.on('unmaximize', report);
  window.on('enter-full-screen', report);
  window.on('leave-full-screen', report);
  window.on('focus', report);
  window.on('blur', report);
  // The page may have been loaded anew and knows nothing of what was told before.
  window.webContents.on('did-finish-load', report);
}

function followTheme(window: MainWindow): void {
  const repaint = () => window.setBackgroundColor(canvasColor());
  nativeTheme.on('updated', repaint);
  window.once('closed', () => nativeTheme.off('updated', repaint));
}

function canvasColor(): string {
  return nativeTheme.shouldUseDarkColors ? canvas.dark : canvas.light;
}
