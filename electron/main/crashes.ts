import type { RenderProcessGoneDetails } from 'electron';
import { closeWithMessage } from './dialogs';
import type { Log } from './log';
import type { MainWindow } from './window';

type CrashOptions = { readonly log: Log; readonly logFile: string };

/** A page that dies so often within a minute would die again. */
const maxReloads = 3;
const windowMs = 60_000;

/** Loads the page anew when its process dies, and says so and closes when that does not help. The engine goes on meanwhile. */
export function reviveWindow(window: MainWindow, { log, logFile }: CrashOptions): void {
  let diedAtMs: readonly number[] = [];
  window.webContents.on('render-process-gone', (_event, details: RenderProcessGoneDetails) => {
    log.error(`window: the page is gone: ${details.reason} (${details.exitCode})`);
    if (details.reason === 'clean-exit') return;
    const nowMs = performance.now();
    diedAtMs = [...diedAtMs.filter((at) => nowMs - at < windowMs), nowMs];
    if (diedAtMs.length <= maxReloads) window.webContents.reload();
    else void closeWithMessage({ message: 'The window of Coldpress stops again and again.', logFile });
  });
  window.on('unresponsive', () => log.warn('window: it does not respond'));
  window.on('responsive', () => log.info('window: it responds again'));
}

/** The last resort for errors in main itself: into the log, and once to the person. */
export function catchStrayErrors({ log, logFile }: CrashOptions): void {
  let told = false;
  // Whoever read our output may be gone; that is no reason to stop.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  process.on('uncaughtException', (error) => {
    log.error(`main: ${error.stack ?? error.message}`);
    if (told) return;
    told = true;
    void closeWithMessage({ message: `Coldpress met an error and has to close: ${error.message}`, logFile });
  });
  process.on('unhandledRejection', (reason) => {
    log.error(
      `main: nobody waited for: ${reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)}`,
    );
  });
}
