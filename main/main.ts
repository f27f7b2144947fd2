/** The desktop shell: one window, one menu, the engine's owner. It moves no data itself. */
import { join } from 'node:path';
import { app, clipboard, nativeImage, nativeTheme, shell, type BrowserWindow } from 'electron';
import type { AppInfo, JobResult, MenuAction, Settings } from '../preload/contract.ts';
import { openConnections } from './connections.ts';
import { askToQuit, askToReload, chooseFiles, chooseOne, chooseSavePath } from './dialogs.ts';
import { createDoor } from './door.ts';
import { startEngineProcess } from './engine-process.ts';
import { EngineSupervisor } from './engine-supervisor.ts';
import { engineEventNames, type EngineEventName } from './engine/api/protocol.ts';
import { importExtensions } from './engine/api/requests.ts';
import { homeFolders, sluiceHome } from './engine/files/home.ts';
import { registerRequests, sendEvent } from './ipc.ts';
import { systemKeychain } from './keychain.ts';
import { KnownPaths } from './known-paths.ts';
import { chosenLanguage, textsIn, type ChosenLanguage } from './language.ts';
import { installMenu } from './menu.ts';
import { nativeProgress, notifyOfEnd } from './native-progress.ts';
import { filesAmong } from './opened-files.ts';
import { declarePageScheme, pageUrl, servePage } from './page.ts';
import { openRecentFiles } from './recent-files.ts';
import { watchJobs, type RunningJobs } from './running-jobs.ts';
import { openSettings } from './settings.ts';
import { plainHandlers, type WindowHandlers } from './shell-handlers.ts';
import { survivePageCrash } from './window-crash.ts';
import { createWindow, lockDown } from './window.ts';
import { keepWindowState, readWindowState } from './window-state.ts';

let window: BrowserWindow | undefined;
let language: ChosenLanguage = 'en';
/** Files the app was opened with, until a page takes them. */
let openedFiles: string[] = [];
/** Nobody has to be asked any more. */
let mayQuit = false;
let isAsking = false;

const folders = homeFolders(sluiceHome());
// The page's own data and the single-instance lock belong to this home too, not to the user's one and only profile.
app.setPath('userData', join(folders.root, 'window'));
const windowFile = join(folders.root, 'window.json');

const known = new KnownPaths();
const settings = openSettings(folders.settingsFile);
const recent = openRecentFiles(join(folders.root, 'recent.json'));
const connections = openConnections(join(folders.root, 'connections.json'), systemKeychain);
const engine = new EngineSupervisor(startEngineProcess, (status) => {
  if (status.state === 'restarting') jobs.forget();
  sendEvent(window, 'engineState', status);
});

const showProgress = nativeProgress((): RunningJobs => jobs);
const jobs = watchJobs(engine, {
  changed: () => showProgress(window),
  ended: (result) => void jobEnded(result),
});

async function openWindow(): Promise<BrowserWindow> {
  const opened = createWindow(await readWindowState(windowFile), language);
  keepWindowState(opened, windowFile);
  survivePageCrash(opened, () => askToReload(opened, textsIn(language)));
  opened.on('close', (event) => {
    // Elsewhere than on a Mac the app ends with its window.
    if (process.platform !== 'darwin') askBefore(event);
  });
  opened.on('closed', () => {
    window = undefined;
  });
  window = opened;
  return opened;
}

async function showWindow(): Promise<BrowserWindow> {
  const shown = window ?? (await openWindow());
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
async function chooseFromMenu(action: MenuAction): Promise<void> {
  const shown = await showWindow();
  const tell = (): void => sendEvent(shown, 'menu', { action });
  if (shown.webContents.isLoading()) shown.webContents.once('did-finish-load', tell);
  else tell();
}

async function openRecent(path: string): Promise<void> {
  await showWindow();
  takeIn([path]);
}

const recentInMenu = 10;

async function putUpMenu(): Promise<void> {
  const files = await recent.list();
  installMenu({
    platform: process.platform,
    texts: textsIn(language),
    recent: files
      .filter(({ kind }) => kind === 'import')
      .slice(0, recentInMenu)
      .map(({ path }) => path),
    isDevelopment: !app.isPackaged,
    choose: (action) => void chooseFromMenu(action),
    openRecent: (path) => void openRecent(path),
    clearRecent: () => void recent.clear().then(putUpMenu),
    showLogs: () => void shell.openPath(folders.logs),
  });
}

/** Everything that follows from the settings; another language is another address of the page. */
async function apply({ theme, language: setting, ...others }: Settings): Promise<void> {
  nativeTheme.themeSource = theme;
  notifies = others.notifications;
  const wanted = chosenLanguage(setting);
  if (wanted === language && menuIsUp) return;
  language = wanted;
  menuIsUp = true;
  await putUpMenu();
  await window?.loadURL(pageUrl(language));
}

let notifies = true;
let menuIsUp = false;

async function jobEnded(result: JobResult): Promise<void> {
  known.addJob(result);
  if (notifies && window?.isFocused() !== true)
    notifyOfEnd(result, textsIn(language), () => void chooseFromMenu('history'));
  const at = new Date().toISOString();
  const { kind, state, operation, output, sources = [] } = result;
  const isImport = kind === 'import' && operation === 'import';
  const files = isImport
    ? sources
        .filter(({ path }) => !path.startsWith(folders.root))
        .map(({ path, size }) => ({ path, bytes: size }))
    : kind === 'export' && state === 'completed' && output !== undefined
      ? [{ path: output, bytes: result.bytes }]
      : [];
  if (files.length === 0) return;
  for (const { path } of files) app.addRecentDocument(path);
  await recent.add(files.map((file) => ({ ...file, kind: isImport ? 'import' : 'export', at })));
  await putUpMenu();
}

const appInfo = (): AppInfo => ({
  name: 'Sluice',
  version: app.getVersion(),
  platform: process.platform,
  importExtensions,
});

/** A path that a native dialog gave, as the page gets it. */
function chosen(path: string | undefined): { readonly path?: string } {
  known.add(path);
  return path === undefined ? {} : { path };
}

const windowHandlers: WindowHandlers = {
  async chooseFiles() {
    const paths = await chooseFiles(await showWindow(), textsIn(language));
    known.add(...paths);
    return { paths };
  },
  chooseSavePath: async ({ defaultName, format }) =>
    chosen(await chooseSavePath(await showWindow(), textsIn(language), defaultName, format)),
  chooseFolder: async () =>
    chosen(await chooseOne(await showWindow(), textsIn(language).dialogs.chooseFolder, 'openDirectory')),
  chooseProgram: async () =>
    chosen(await chooseOne(await showWindow(), textsIn(language).dialogs.chooseProgram, 'openFile')),
  showInFolder({ path }) {
    shell.showItemInFolder(known.check(path));
    return {};
  },
  async openPath({ path }) {
    await shell.openPath(known.checkOpenable(path));
    return {};
  },
  async startDrag({ path }) {
    const file = known.check(path);
    const icon = await app.getFileIcon(file);
    window?.webContents.startDrag({ file, icon: icon.isEmpty() ? plainIcon() : icon });
    return {};
  },
  copyText({ text }) {
    void clipboard.writeText(text);
    return {};
  },
  takeOpenedFiles() {
    const paths = openedFiles;
    openedFiles = [];
    return { paths };
  },
  async setSettings(changes) {
    known.checkChosen(changes, await settings.read());
    const changed = await settings.change(changes);
    // The page that asked gets its answer before it makes room for one in another language.
    setImmediate(() => void apply(changed));
    return changed;
  },
  appInfo,
  engineStatus: () => engine.status,
};

const iconSize = { width: 32, height: 32 };

/** Where the system has no icon for files: without any, nothing can be dragged. */
const plainIcon = () => nativeImage.createFromBitmap(Buffer.alloc(32 * 32 * 4, 0x99), iconSize);

function forward(event: EngineEventName): void {
  // The window's events contain the engine's; the union of names hides that each has the same data.
  engine.on(event, (data) => sendEvent(window, event as 'progress', data as never));
}

async function run(): Promise<void> {
  await app.whenReady();
  engine.start();
  lockDown();
  servePage();
  registerRequests(
    createDoor({ ...plainHandlers({ engine, settings, connections, recent, known }), ...windowHandlers }),
  );
  for (const event of engineEventNames) forward(event);
  await apply(await settings.read());
  await openWindow();
}

/** Stops what is about to end while jobs run, until the user has said so. */
function askBefore(event: Electron.Event): void {
  if (mayQuit || jobs.count() === 0) return;
  event.preventDefault();
  if (!isAsking) void ask();
}

async function ask(): Promise<void> {
  isAsking = true;
  try {
    mayQuit = await askToQuit(window, textsIn(language), jobs.count());
  } finally {
    isAsking = false;
  }
  if (mayQuit) app.quit();
}

app.on('before-quit', askBefore);
app.on('window-all-closed', () => {
  if (process.platform !== 'darwin') app.quit();
});
app.on('activate', () => {
  if (app.isReady()) void showWindow();
});
app.on('open-file', (event, path) => {
  event.preventDefault();
  takeIn([path]);
});
app.on('second-instance', (_event, args, workingDirectory) => {
  void showWindow();
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
