import { join } from 'node:path';
import { app } from 'electron';
import { declareAppScheme } from './appProtocol';
import { catchStrayErrors } from './crashes';
import { guardContents } from './guards';
import { openLog } from './log';
import { startApp } from './startApp';
import { chooseProfile, readStoreChoice, type StoreChoice } from './startup';

/** The name under which Windows groups our windows; the installer's shortcut bears it too (electron-builder.yml). */
const appId = 'dev.coldpress.app';

/** Everything here must happen before Electron is ready, and nothing here may wait for that: this file is what it waits for. */
function main(): void {
  const profile = chooseProfile(process.env, app.getPath('userData'));
  app.setPath('userData', profile);
  const store: StoreChoice = readStoreChoice({ argv: process.argv.slice(1), cwd: process.cwd() });
  if (!app.requestSingleInstanceLock(store)) {
    process.stdout.write('Coldpress is open already; its window comes to the front.\n');
    app.exit(0);
    return;
  }
  if (process.platform === 'win32') app.setAppUserModelId(appId);
  const log = openLog(profile);
  catchStrayErrors({ log, logFile: log.file });
  const developmentUrl = app.isPackaged ? null : (process.env['ELECTRON_RENDERER_URL'] ?? null);
  const developmentOrigin = developmentUrl === null ? null : new URL(developmentUrl).origin;
  declareAppScheme();
  // Every renderer, whatever its window says. Chromium runs no sandbox as root, where the launcher passes --no-sandbox.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
  guardContents({ developmentOrigin, log });
  log.info(`Coldpress ${app.getVersion()}, Electron ${process.versions.electron}, ${process.platform} ${process.arch}`);
  const out = join(import.meta.dirname, '..');
  app
    .whenReady()
    .then(() => startApp({ out, profile, store, developmentUrl, log }))
    .catch((error: unknown) => {
      // Thrown anew outside the promise, so that it ends where all stray errors do.
      setImmediate(() => {
        throw error;
      });
    });
}

main();
