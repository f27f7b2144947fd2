/**
 * A real Chromium with the built page in it, joined to a real engine by the door of the main process. Only what the
 * desktop shell would do itself (native dialogs, the theme) is answered here.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import pino from 'pino';
import { chromium, type Page } from 'playwright-core';
import { openConnections } from '../../main/connections.ts';
import { createDoor, type Handlers } from '../../main/door.ts';
import { engineEventNames } from '../../main/engine/api/protocol.ts';
import { importExtensions } from '../../main/engine/api/requests.ts';
import { createEngine, type Engine } from '../../main/engine/engine.ts';
import { homeFolders } from '../../main/engine/files/home.ts';
import { KnownPaths } from '../../main/known-paths.ts';
import { openRecentFiles } from '../../main/recent-files.ts';
import { openSettings } from '../../main/settings.ts';
import { plainHandlers } from '../../main/shell-handlers.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
process.env.SLUICE_BINARIES ??= join(repository, '.cache', 'binaries');

const chromiumFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const mimeTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

export interface OpenedWindow {
  readonly page: Page;
  readonly engine: Engine;
  /** A folder for the files of the test; dropped files are taken to lie here. */
  readonly folder: string;
  /** What the native dialogs will answer. */
  readonly dialogs: { open: readonly string[]; save: string | undefined; folder: string | undefined };
  /** Files the page asked to show, open or drag. */
  readonly shown: string[];
  /** Texts the page put into the clipboard. */
  readonly copied: string[];
  /** Errors the page logged, violations of its policy among them. */
  readonly complaints: string[];
}

/** Opens the window on an empty home; everything is closed and removed when the test ends. */
export async function openWindow(t: TestContext): Promise<OpenedWindow> {
  const home = mkdtempSync(join(tmpdir(), 'sluice window-'));
  // What was opened last is closed first; hooks of the test would run in the other order.
  const cleanup = new AsyncDisposableStack();
  t.after(() => cleanup.disposeAsync());
  cleanup.defer(() => rmSync(home, { recursive: true, force: true, maxRetries: 5 }));
  const engine = await createEngine({ home, log: pino({ level: 'silent' }) });
  cleanup.defer(() => engine.close());
  const server = await servePage();
  cleanup.defer(() => void server.close());

  const opened = {
    engine,
    folder: home,
    dialogs: { open: [], save: undefined, folder: undefined },
    shown: [],
    copied: [],
    complaints: [],
  };
  const page = await openPage(cleanup, server, opened, home);
  return { ...opened, page };
}

async function servePage(): Promise<Server> {
  const root = join(repository, 'dist', 'renderer');
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const path = pathname === '/' ? '/index.html' : pathname;
    readFile(join(root, path)).then(
      (body) => response.writeHead(200, { 'content-type': mimeTypes[extname(path)] ?? '' }).end(body),
      // Browsers ask for an icon by themselves.
      () => response.writeHead(path === '/favicon.ico' ? 204 : 404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

async function openPage(
  cleanup: AsyncDisposableStack,
  server: Server,
  opened: Omit<OpenedWindow, 'page'>,
  home: string,
): Promise<Page> {
  const executablePath = process.env.SLUICE_CHROMIUM ?? '/usr/bin/chromium';
  const browser = await chromium.launch({ executablePath, args: chromiumFlags });
  cleanup.defer(() => browser.close());
  const page = await browser.newPage({ viewport: { width: 900, height: 600 } });
  page.on('pageerror', (error) => opened.complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') opened.complaints.push(message.text());
  });

  const door = createDoor(handlers(opened, home));
  await page.exposeFunction('sluiceDoor', door);
  await page.addInitScript(bridgeScript(opened.folder));
  for (const event of engineEventNames) {
    opened.engine.on(event, (data) => {
      // A page that is being reloaded or closed hears nothing, as in the shell.
      page
        .evaluate(`window.sluiceEmit?.(${JSON.stringify(event)}, ${JSON.stringify(data)})`)
        .catch(() => undefined);
    });
  }
  const { port } = server.address() as AddressInfo;
  await page.goto(`http://127.0.0.1:${port}/`);
  return page;
}

function handlers({ engine, dialogs, shown, copied }: Omit<OpenedWindow, 'page'>, home: string): Handlers {
  const settings = openSettings(homeFolders(home).settingsFile);
  const known = new KnownPaths();
  const note = ({ path }: { readonly path: string }): Record<string, never> => {
    shown.push(known.check(path));
    return {};
  };
  const chosen = (path: string | undefined): { readonly path?: string } => {
    known.add(path);
    return path === undefined ? {} : { path };
  };
  return {
    ...plainHandlers({
      engine,
      settings,
      known,
      connections: openConnections(join(home, 'connections.json'), () => undefined),
      recent: openRecentFiles(join(home, 'recent.json')),
    }),
    chooseFiles: () => ({ paths: dialogs.open }),
    chooseSavePath: () => chosen(dialogs.save),
    chooseFolder: () => chosen(dialogs.folder),
    chooseProgram: () => chosen(dialogs.folder),
    showInFolder: note,
    openPath: note,
    startDrag: note,
    copyText({ text }) {
      copied.push(text);
      return {};
    },
    takeOpenedFiles: () => ({ paths: [] }),
    async setSettings(changes) {
      known.checkChosen(changes, await settings.read());
      return settings.change(changes);
    },
    appInfo: () => ({ name: 'Sluice', version: '0.0.0', platform: process.platform, importExtensions }),
    engineStatus: () => ({ state: 'ready' }),
  };
}

/** What the preload script does, on the test's function instead of IPC. */
const bridgeScript = (folder: string): string => `(() => {
  const listeners = new Map();
  window.sluiceEmit = (event, data) => { for (const listener of listeners.get(event) ?? []) listener(data); };
  window.sluice = {
    request: (name, params) => window.sluiceDoor(name, params),
    on(event, listener) {
      if (!listeners.has(event)) listeners.set(event, new Set());
      listeners.get(event).add(listener);
      return () => listeners.get(event).delete(listener);
    },
    pathForFile: (file) => ${JSON.stringify(folder)} + '/' + file.name,
  };
})()`;
