/** Registers the door on IPC: one handler for each request of the contract, for our own page alone. */
import { ipcMain, type IpcMainInvokeEvent } from 'electron';
import { eventChannel, requestChannel, requestNames, type EventName } from '../preload/channels.ts';
import type { WindowEvents } from '../preload/contract.ts';
import { SluiceError } from './engine/api/errors.ts';
import type { Door } from './door.ts';
import { isOurPage } from './page.ts';

const isTrusted = ({ sender, senderFrame }: IpcMainInvokeEvent): boolean =>
  senderFrame !== null && senderFrame === sender.mainFrame && isOurPage(senderFrame.url);

export function registerRequests(door: Door): void {
  for (const name of requestNames) {
    ipcMain.handle(requestChannel(name), (event, params: unknown) => {
      if (isTrusted(event)) return door(name, params);
      const error = new SluiceError('request-invalid', {
        reason: 'it does not come from the page of Sluice',
      });
      return { ok: false, error: error.toReport() };
    });
  }
}

/** Tells the page of a window something, if the window is still there. */
export function sendEvent<E extends EventName>(
  window: Electron.BrowserWindow | undefined,
  event: E,
  data: WindowEvents[E],
): void {
  if (window !== undefined && !window.isDestroyed()) window.webContents.send(eventChannel(event), data);
}
