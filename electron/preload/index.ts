import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import type { Bridge } from '#contract/bridge';

/** Two functions and no object of Electron's. Both sides of them are checked: by main's router and by the page's api. */
const bridge: Bridge = {
  invoke: (method, params) => ipcRenderer.invoke('coldpress:rpc', method, params),
  on: (listener) => {
    const handle = (_event: IpcRendererEvent, name: string, params: unknown) => listener(name, params);
    ipcRenderer.on('coldpress:event', handle);
    return () => {
      ipcRenderer.removeListener('coldpress:event', handle);
    };
  },
};

contextBridge.exposeInMainWorld('coldpress', bridge);
