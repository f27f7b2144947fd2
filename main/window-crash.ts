/** A page that dies takes nothing with it: jobs are the engine's. It is read again, which shows them again. */
import { app, type BrowserWindow } from 'electron';

/** Milliseconds; a page that dies sooner after it was read again would die again and again. */
const soon = 10_000;

/** @param ask whether a page that died twice shall be read once more */
export function survivePageCrash(window: BrowserWindow, ask: () => Promise<boolean>): void {
  let lastCrash = Number.NEGATIVE_INFINITY;
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return;
    const before = lastCrash;
    lastCrash = Date.now();
    // Chromium is still putting the old process away.
    if (lastCrash - before > soon) setImmediate(() => reload(window));
    else void again(window, ask);
  });
}

function reload(window: BrowserWindow): void {
  if (!window.isDestroyed()) window.webContents.reload();
}

async function again(window: BrowserWindow, ask: () => Promise<boolean>): Promise<void> {
  const wanted = await ask();
  if (window.isDestroyed()) return;
  if (wanted) reload(window);
  else app.quit();
}
