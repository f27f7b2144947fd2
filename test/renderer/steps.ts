/** What the tests of the window do, in the words of who sits before it. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineParams } from '../../main/engine/api/protocol.ts';
import type { OpenedWindow } from './support.ts';

export const button = ({ page }: OpenedWindow, name: string | RegExp) => page.getByRole('button', { name });
export const summary = ({ page }: OpenedWindow) => page.getByRole('status', { name: 'Job summary' });
export const checked = ({ page }: OpenedWindow) =>
  page.getByRole('region', { name: 'What the import would do' });
/** The rows of the list, without those of the tables in it. */
export const records = ({ page }: OpenedWindow) =>
  page.getByRole('grid', { name: 'Differing records' }).locator('.record');

/** Writes objects as the lines of a file in the folder of the test. */
export function file({ folder }: OpenedWindow, name: string, lines: readonly object[]): string {
  const path = join(folder, name);
  writeFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  return path;
}

/** Chooses files in the dialog and waits until the page knows what they are. */
export async function choose(window: OpenedWindow, ...paths: readonly string[]): Promise<void> {
  window.dialogs.open = paths;
  await button(window, /^(Choose|Add) files$/).click();
  await button(window, /^Import [^r]/).waitFor();
}

/** Imports through the engine, as another day did, and waits for the end. */
export async function imported(
  { engine }: OpenedWindow,
  path: string,
  options: Partial<Extract<EngineParams<'submit'>, { kind: 'import' }>> = {},
): Promise<string> {
  const ends = new EventTarget();
  const ended = once(ends, 'end', { signal: AbortSignal.timeout(60_000) });
  const off = engine.on('jobEnded', () => ends.dispatchEvent(new Event('end')));
  const { jobId } = await engine.call('submit', { kind: 'import', paths: [path], target: {}, ...options });
  await ended;
  off();
  return jobId;
}

export async function documentsIn({ engine }: OpenedWindow, db: string, collection: string): Promise<number> {
  const databases = await engine.call('namespaces', {});
  const found = databases
    .find(({ name }) => name === db)
    ?.collections.find(({ name }) => name === collection);
  return found?.documents ?? 0;
}

/** Presses Tab until the button whose text begins so has the focus. */
export async function reach({ page }: OpenedWindow, name: string, key = 'Tab'): Promise<void> {
  const focused = page.locator('button:focus', { hasText: name });
  for (let presses = 0; presses < 40; presses += 1) {
    // oxlint-disable-next-line no-await-in-loop -- one key after the other
    if ((await focused.count()) > 0) return;
    // oxlint-disable-next-line no-await-in-loop
    await page.keyboard.press(key);
  }
  assert.fail(`${key} never reaches ${name}`);
}
