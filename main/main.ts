/** The desktop shell: one window, one menu, the engine's owner. It moves no data itself. */
import { join } from 'node:path';
import { app, nativeTheme, shell, type BrowserWindow } from 'electron';
import type { AppInfo, MenuAction, Settings } from '../preload/contract.ts';
import { chooseFiles, chooseSavePath } from './dialogs.ts';
import { createDoor, engineHandlers, type Handlers } from './door.ts';
import { startEngineProcess } from './engine-process.ts';
import { EngineSupervisor } from './engine-supervisor.ts';
import { engineEventNames, type EngineEventName } from './engine/api/protocol.ts';
import { importExtensions } from './engine/api/requests.ts';
import { homeFolders, sluiceHome } from './engine/files/home.ts';
import { registerRequests, sendEvent } from './ipc.ts';
import { installMenu } from './menu.ts';
import { filesAmong } from './opened-files.ts';
import { declarePageScheme, servePage } from './page.ts';
import { openSettings } from './settings.ts';
import { createWindow, lockDown } from './window.ts';

let window: BrowserWindow | undefined;
/** Files the app was opened with, until a page takes them. */
let openedFiles: string[] = [];

const folders = homeFolders(sluiceHome());
// The page's own data and the single-instance lock belong to this home too, not to the user's one and only profile.
app.setPath('userData', join(folders.root, 'window'));

const settings = openSettings(folders.settingsFile);
const engine = new EngineSupervisor(startEngineProcess, (status) => sendEvent(window, 'engineState', status));

function openWindow(): BrowserWindow {
  const opened = createWindow();
  opened.on('closed', () => {
    window = undefined;
  });
  window = opened;
  return opened;
}

function showWindow(): BrowserWindow {
  const shown = window ?? openWindow();
  if (shown.isMinimized()) shown.restore();
  shown.focus();
  return shown;
}

/** Files from a second start or from the system: the page hears of them, or finds them when it loads. */
function takeIn(paths: readonly string[]): void {
  if (paths.length === 0) return;
  openedFiles.push(...paths);
  sendEvent(window, 'openFiles', { paths });
}

/** A window that was only just opened for this hears of it when its page is there. */
function chooseFromMenu(action: MenuAction): void {
  const shown = showWindow();
  const tell = (): void => sendEvent(shown, 'menu', { action });
  if (shown.webContents.isLoading()) shown.webContents.once('did-finish-load', tell);
  else tell();
}

function applyTheme({ theme }: Settings): void {
  nativeTheme.themeSource = theme;
}

const appInfo = (): AppInfo => ({
  name: 'Sluice',
  version: app.getVersion(),
  platform: process.platform,
  importExtensions,
});

const handlers: Handlers = {
  ...engineHandlers(engine, async () => (await settings.read()).maxSize),
  chooseFiles: async () => ({ paths: await chooseFiles(showWindow()) }),
  async chooseSavePath({ defaultName, format }) {
    const path = await chooseSavePath(showWindow(), defaultName, format);
    return path === undefined ? {} : { path };
  },
  showInFolder({ path }) {
    shell.showItemInFolder(path);
    return {};
  },
  takeOpenedFiles() {
    const paths = openedFiles;
    openedFiles = [];
    return { paths };
  },
  getSettings: () => settings.read(),
  async setSettings(changes) {
    const changed = await settings.change(changes);
    applyTheme(changed);
    return changed;
  },
  appInfo,
  engineStatus: () => engine.status,
};

function forward(event: EngineEventName): void {
  // The window's events contain the engine's; the union of names hides that each has the same data.
  engine.on(event, (data) => sendEvent(window, event as 'progress', data as never));
}

async function run(): Promise<void> {
  await app.whenReady();
  lockDown();
  servePage();
  registerRequests(createDoor(handlers));
  for (const event of engineEventNames) forward(event);
  installMenu(process.platform, chooseFromMenu);
  applyTheme(await settings.read());
  engine.start();
  openWindow();
}

app.on('window-all-closed', () => {
  if (process.platform !== 'darwin') app.quit();
});
app.on('activate', () => {
  if (app.isReady()) showWindow();
});
app.on('open-file', (event, path) => {
  event.preventDefault();
  takeIn([path]);
});
app.on('second-instance', (_event, args, workingDirectory) => {
  showWindow();
  takeIn(filesAmong(args.slice(1), workingDirectory));
});

let stopped = false;
app.on('will-quit', (event) => {
  if (stopped) return;
  event.preventDefault();
  void closeEngine();
});

async function closeEngine(): Promise<void> {
  await engine.stop();
  stopped = true;
  app.quit();
}

declarePageScheme();
if (app.requestSingleInstanceLock()) {
  takeIn(filesAmong(process.argv.slice(1), process.cwd()));
  void run();
} else {
  stopped = true;
  app.quit();
}
