import { homedir } from 'node:os';
import { join } from 'node:path';
import { app, dialog, type OpenDialogOptions, type SaveDialogOptions } from 'electron';
import type { MainWindow } from './window';

/** Asks for a folder; `null` when the dialog was closed without a choice. */
export async function chooseFolder(window: MainWindow): Promise<string | null> {
  const options: OpenDialogOptions = {
    title: 'Choose a Codex home',
    message: 'Choose the folder that holds “sessions”, usually .codex in your home folder.',
    buttonLabel: 'Open',
    defaultPath: homedir(),
    properties: ['openDirectory', 'showHiddenFiles', 'dontAddToRecent'],
  };
  const { canceled, filePaths } = await dialog.showOpenDialog(window, options);
  return canceled ? null : (filePaths[0] ?? null);
}

/** Asks where to save the record, and before another file is replaced; `null` when the dialog was closed. */
export async function chooseExportFile(window: MainWindow, fileName: string): Promise<string | null> {
  const options: SaveDialogOptions = {
    title: 'Export the record',
    buttonLabel: 'Export',
    defaultPath: join(app.getPath('documents'), fileName),
    filters: [
      { name: 'CSV, for a spreadsheet', extensions: ['csv'] },
      { name: 'JSON, with every proof', extensions: ['json'] },
    ],
    properties: ['createDirectory', 'showOverwriteConfirmation', 'dontAddToRecent'],
  };
  const { canceled, filePath } = await dialog.showSaveDialog(window, options);
  return canceled || filePath === '' ? null : filePath;
}

type FatalOptions = { readonly message: string; readonly logFile: string };

/** Says why Coldpress must close, and closes it in good order once that has been read. */
export async function closeWithMessage({ message, logFile }: FatalOptions): Promise<void> {
  await dialog.showMessageBox({
    type: 'error',
    title: 'Coldpress',
    message,
    detail: `Your threads are safe: what was being done is finished or undone. The log says more: ${logFile}`,
    buttons: ['Close Coldpress'],
  });
  app.quit();
}
