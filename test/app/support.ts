/** The real desktop shell, started as a user would start it, on a home of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';

const repository = fileURLToPath(new URL('../..', import.meta.url));

export interface StartedApp {
  readonly app: ElectronApplication;
  readonly page: Page;
  readonly home: string;
  /** Runs when the test ends. */
  readonly cleanup: AsyncDisposableStack;
}

export const shellPath = (): string => {
  const path = process.env.SLUICE_ELECTRON;
  if (path === undefined) throw new Error('SLUICE_ELECTRON has to name the Electron binary.');
  return path;
};

/** Arguments of every start: the app's folder, and what a container without GPU and user namespaces needs. */
export const shellArguments = [repository, '--no-sandbox', '--disable-gpu'];

export function shellEnvironment(home: string): Record<string, string> {
  const binaries = process.env.SLUICE_BINARIES ?? join(repository, '.cache', 'binaries');
  const inherited = Object.entries(process.env).filter(
    // A shell that finds this runs as plain Node.
    (entry): entry is [string, string] => entry[1] !== undefined && entry[0] !== 'ELECTRON_RUN_AS_NODE',
  );
  return { ...Object.fromEntries(inherited), SLUICE_HOME: home, SLUICE_BINARIES: binaries };
}

/** Starts the app and waits for its window; it is closed, and its home removed, when the test ends. */
export async function startApp(t: TestContext, files: readonly string[] = []): Promise<StartedApp> {
  const home = mkdtempSync(join(tmpdir(), 'sluice app-'));
  const cleanup = new AsyncDisposableStack();
  t.after(() => cleanup.disposeAsync());
  cleanup.defer(() => rmSync(home, { recursive: true, force: true, maxRetries: 5 }));
  const app = await launch(home, files);
  cleanup.defer(closing(app));
  return { app, page: await app.firstWindow(), home, cleanup };
}

/** Quits the app and opens it again on the same home. */
export async function restartApp({ app, home, cleanup }: StartedApp): Promise<Omit<StartedApp, 'cleanup'>> {
  await app.close();
  const again = await launch(home, []);
  cleanup.defer(closing(again));
  return { app: again, page: await again.firstWindow(), home };
}

/** Milliseconds; an app that has not quit by then is ended, so that a test that failed does not hold up the others. */
const longestClose = 20_000;

function closing(app: ElectronApplication): () => Promise<void> {
  // Of an app that has ended it cannot be asked any more.
  const child = app.process();
  return async () => {
    const timer = setTimeout(() => child.kill('SIGKILL'), longestClose);
    try {
      await app.close();
    } finally {
      clearTimeout(timer);
    }
  };
}

function launch(home: string, files: readonly string[]): Promise<ElectronApplication> {
  return _electron.launch({
    executablePath: shellPath(),
    args: [...shellArguments, ...files],
    env: shellEnvironment(home),
    // Playwright's own light page would hide what the app sets.
    colorScheme: null,
  });
}

/** What the native dialogs answer from now on. */
export async function answerDialogs(
  app: ElectronApplication,
  answers: { readonly open?: string; readonly save?: string },
): Promise<void> {
  await app.evaluate(({ dialog }, { open, save }) => {
    dialog.showOpenDialog = async () => ({
      canceled: open === undefined,
      filePaths: open === undefined ? [] : [open],
    });
    dialog.showSaveDialog = async () => ({ canceled: save === undefined, filePath: save ?? '' });
  }, answers);
}

/** Chooses an item of the application menu, as its shortcut does. */
export async function chooseMenu(app: ElectronApplication, label: string): Promise<void> {
  await app.evaluate(({ Menu }, wanted) => {
    const items = Menu.getApplicationMenu()?.items.flatMap((item) => item.submenu?.items ?? []) ?? [];
    const item = items.find((candidate) => candidate.label === wanted);
    if (item === undefined) throw new Error(`The menu has no ${wanted}.`);
    item.click();
  }, label);
}
