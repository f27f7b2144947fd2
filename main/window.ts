/** The window: sandboxed, without remote content, going nowhere but to its own page. */
import { join } from 'node:path';
import { app, BrowserWindow, session, type WebContents } from 'electron';
import { isOurPage, pageUrl } from './page.ts';
import { smallestWindow, type WindowState } from './window-state.ts';

export function createWindow({ isMaximized, ...bounds }: WindowState, language: string): BrowserWindow {
  const window = new BrowserWindow({
    ...bounds,
    minWidth: smallestWindow.width,
    minHeight: smallestWindow.height,
    show: false,
    title: 'Sluice',
    webPreferences: {
      preload: join(app.getAppPath(), 'dist', 'preload', 'preload.cjs'),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  });
  window.once('ready-to-show', () => {
    if (isMaximized) window.maximize();
    window.show();
  });
  void window.loadURL(pageUrl(language));
  return window;
}

/** Denies, for every page that will ever exist in this app, what Sluice never needs. */
export function lockDown(): void {
  app.on('web-contents-created', (_event, contents) => confine(contents));
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, decide) => decide(false));
  session.defaultSession.setPermissionCheckHandler(() => false);
}

function confine(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-navigate', (event, url) => {
    // A reload of the page is a navigation to itself.
    if (!isOurPage(url)) event.preventDefault();
  });
  contents.on('will-redirect', (event, url) => {
    if (!isOurPage(url)) event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
}
