/** The real app, started on a home. */
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { shellArguments, shellEnvironment, shellPath } from '../../test/app/support.ts';

export interface OpenWindow extends AsyncDisposable {
  readonly app: ElectronApplication;
  readonly page: Page;
  /** When the process was started: milliseconds since 1970. */
  readonly startedAt: number;
}

export async function openWindow(home: string): Promise<OpenWindow> {
  const startedAt = Date.now();
  const app = await _electron.launch({
    executablePath: shellPath(),
    args: shellArguments,
    env: shellEnvironment(home),
    colorScheme: null,
  });
  const page = await app.firstWindow();
  page.setDefaultTimeout(120_000);
  return { app, page, startedAt, [Symbol.asyncDispose]: () => app.close() };
}
