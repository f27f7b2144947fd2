/** Runs sandboxed beside the page and exposes the contract, nothing else. */
import { contextBridge, ipcRenderer, webUtils, type IpcRendererEvent } from 'electron';
import { eventChannel, eventNames, requestChannel, requestNames } from './channels.ts';
import type { Bridge } from './contract.ts';

/** `File.path` is how shells before Electron 29 gave the path. */
function pathForFile(file: File & { readonly path?: string }): string {
  // Typed as always there, but older shells do not have it.
  const utils = webUtils as typeof webUtils | undefined;
  return utils === undefined ? (file.path ?? '') : utils.getPathForFile(file);
}

const bridge: Bridge = {
  request(name, params) {
    if (!requestNames.includes(name)) throw new TypeError(`There is no request ${name}.`);
    return ipcRenderer.invoke(requestChannel(name), params);
  },
  on(event, listener) {
    if (!eventNames.includes(event)) throw new TypeError(`There is no event ${event}.`);
    const channel = eventChannel(event);
    const forward = (_: IpcRendererEvent, data: Parameters<typeof listener>[0]): void => listener(data);
    ipcRenderer.on(channel, forward);
    return () => {
      ipcRenderer.off(channel, forward);
    };
  },
  pathForFile,
};

contextBridge.exposeInMainWorld('sluice', bridge);
