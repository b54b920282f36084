import { Menu, shell, type MenuItemConstructorOptions } from 'electron';

type MenuOptions = {
  readonly platform: NodeJS.Platform;
  /** The developer's items: tools, and reloading the page, whose Ctrl+R belongs to the page itself. */
  readonly developer: boolean;
  readonly logFile: string;
};

/** Sets the application menu. On Linux and Windows the frameless window shows none, but its accelerators work. */
export function setMenu(options: MenuOptions): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(options)));
}

function menuTemplate(options: MenuOptions): MenuItemConstructorOptions[] {
  const mac = options.platform === 'darwin';
  return [
    ...(mac ? [{ role: 'appMenu' } as const, { role: 'fileMenu' } as const] : [fileMenu()]),
    { role: 'editMenu' },
    viewMenu(options.developer),
    mac ? { role: 'windowMenu' } : windowMenu(),
    helpMenu(options.logFile),
  ];
}

function fileMenu(): MenuItemConstructorOptions {
  return { label: '&File', submenu: [{ role: 'quit', accelerator: 'Ctrl+Q' }] };
}

function viewMenu(developer: boolean): MenuItemConstructorOptions {
  const tools: MenuItemConstructorOptions[] = [
    { type: 'separator' },
    { role: 'forceReload' },
    { role: 'toggleDevTools' },
  ];
  return {
    label: '&View',
    submenu: [
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      // The same key without Shift, as every browser has it.
      { role: 'zoomIn', accelerator: 'CmdOrCtrl+=', visible: false },
      { role: 'zoomOut' },
      { type: 'separator' },
      { role: 'togglefullscreen' },
      ...(developer ? tools : []),
    ],
  };
}

function windowMenu(): MenuItemConstructorOptions {
  return {
    label: '&Window',
    submenu: [
      { role: 'minimize', accelerator: 'Ctrl+M' },
      { role: 'close', accelerator: 'Ctrl+W' },
    ],
  };
}

function helpMenu(logFile: string): MenuItemConstructorOptions {
  return { role: 'help', submenu: [{ label: 'Show the log file', click: () => shell.showItemInFolder(logFile) }] };
}
