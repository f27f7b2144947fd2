import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { writeSample } from '../../main/engine/sample-data/sample.ts';
import { answerDialogs, restartApp, startApp } from './support.ts';

const summaryOf = (page: Page) => page.getByRole('status', { name: 'Job summary' });
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });

function lines(path: string, records: readonly object[]): string {
  writeFileSync(path, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  return path;
}

/** Drops files and folders on the middle of the window, as the system does it. */
async function dropOn(page: Page, paths: readonly string[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const at = { x: 450, y: 300, data: { items: [], files: [...paths], dragOperationsMask: 1 } };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await session.send('Input.dispatchDragEvent', { type, ...at });
}

test('a folder and a file that are dropped together are one import', async (t) => {
  const { page, home } = await startApp(t);
  await button(page, 'Choose files').waitFor();
  const folder = join(home, 'chats of 2026');
  mkdirSync(join(folder, 'may'), { recursive: true });
  lines(join(folder, 'a.jsonl'), [{ _id: 1 }, { _id: 2 }]);
  lines(join(folder, 'may', 'b.jsonl'), [{ _id: 3 }]);
  writeFileSync(join(folder, 'notes.txt'), 'not a table');
  const single = lines(join(home, 'single.jsonl'), [{ _id: 4 }]);
  await dropOn(page, [folder, single]);
  await page.getByText('1 file in the folders cannot be imported').waitFor();
  await button(page, 'Import 4 records').click();
  await summaryOf(page).getByText('4 inserted', { exact: true }).waitFor();
});

test('records that differ are looked at and chosen for before they are imported', async (t) => {
  const { app, page, home } = await startApp(t);
  const before = lines(join(home, 'before.jsonl'), [
    { _id: 1, name: 'Ada' },
    { _id: 2, name: 'Alan' },
  ]);
  await answerDialogs(app, { open: before });
  await button(page, 'Choose files').click();
  await button(page, 'Import 2 records').click();
  await summaryOf(page).waitFor();
  const after = lines(join(home, 'after.jsonl'), [
    { _id: 1, name: 'Ada Lovelace' },
    { _id: 2, name: 'Alan Turing' },
    { _id: 3, name: 'Grace' },
  ]);
  await answerDialogs(app, { open: after });
  await button(page, 'Choose files').click();
  await button(page, 'Check first').click();
  await button(page, '2 differing records').click();
  await button(page, /^By the policy, choice/)
    .first()
    .click();
  await page.getByRole('menuitemradio', { name: 'Keep mine' }).click();
  await button(page, 'Import 3 records').click();
  const summary = summaryOf(page);
  await summary.getByText('1 inserted', { exact: true }).waitFor();
  await summary.getByText('1 updated', { exact: true }).waitFor();
});

test('what was imported is in the history after the app was quit and opened again, and is undone from there', async (t) => {
  const started = await startApp(t);
  const { home } = started;
  await answerDialogs(started.app, { open: lines(join(home, 'two.jsonl'), [{ _id: 1 }, { _id: 2 }]) });
  await button(started.page, 'Choose files').click();
  await button(started.page, 'Import 2 records').click();
  await summaryOf(started.page).waitFor();
  await started.app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.setBounds({ x: 40, y: 30, width: 910, height: 640 });
  });
  const { app, page } = await restartApp(started);
  const bounds = await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds());
  assert.deepEqual([bounds?.width, bounds?.height], [910, 640]);
  await page.getByRole('tab', { name: 'History' }).click();
  await page.getByRole('grid', { name: 'Jobs' }).getByRole('row').first().getByText('two.jsonl').click();
  await button(page, /^Undo import/).click();
  await summaryOf(page).getByText('2 deleted', { exact: true }).waitFor();
});

test('a page that is read again shows the job, which goes on to its end meanwhile', async (t) => {
  const { app, page, home } = await startApp(t);
  const path = join(home, 'large.jsonl');
  const { records } = await writeSample({ path, bytes: 400_000_000, format: 'jsonl' });
  await answerDialogs(app, { open: path });
  await button(page, 'Choose files').click();
  await button(page, /^Import about/).click();
  await page.getByText(/[1-9][\d,]* inserted/).waitFor();
  await page.reload();
  await page.getByRole('progressbar', { name: 'Job progress' }).waitFor();
  const summary = summaryOf(page);
  const count = new Intl.NumberFormat('en').format(records);
  await summary.getByText(`${count} inserted`, { exact: true }).waitFor({ timeout: 60_000 });
  assert.match(await summary.innerText(), /completed/);
});

test('the page gets no permission, and runs no script but its own', async (t) => {
  const { page } = await startApp(t);
  await button(page, 'Choose files').waitFor();
  const camera = await page.evaluate(
    `navigator.mediaDevices.getUserMedia({ video: true }).then(() => 'granted', (error) => error.name)`,
  );
  assert.notEqual(camera, 'granted');
  assert.equal(await page.evaluate(`Notification.requestPermission()`), 'denied');
  const ran = await page.evaluate(`(() => {
    const script = document.createElement('script');
    script.textContent = 'window.inlineRan = true';
    document.head.append(script);
    return window.inlineRan === true;
  })()`);
  assert.equal(ran, false);
  const fetched = await page.evaluate(`fetch('https://example.com/').then(() => 'fetched', () => 'refused')`);
  assert.equal(fetched, 'refused');
});

test('while a job runs the icon shows its progress and the computer stays awake', async (t) => {
  const { app, page, home } = await startApp(t);
  const path = join(home, 'archive.json');
  await writeSample({ path, bytes: 40_000_000, format: 'json' });
  await answerDialogs(app, { open: path });
  const watched = await app.evaluateHandle(({ BrowserWindow, powerSaveBlocker }) => {
    const seen = { shares: [] as number[], awake: 0 };
    const window = BrowserWindow.getAllWindows()[0];
    if (window !== undefined) window.setProgressBar = (share) => void seen.shares.push(share);
    const start = powerSaveBlocker.start.bind(powerSaveBlocker);
    const stop = powerSaveBlocker.stop.bind(powerSaveBlocker);
    powerSaveBlocker.start = (type) => {
      seen.awake += 1;
      return start(type);
    };
    powerSaveBlocker.stop = (id) => {
      seen.awake -= 1;
      return stop(id);
    };
    return seen;
  });
  await button(page, 'Choose files').click();
  await button(page, /^Import about/).click();
  await page.getByRole('progressbar', { name: 'Job progress' }).waitFor();
  assert.equal((await watched.jsonValue()).awake, 1);
  await summaryOf(page).waitFor();
  const { shares, awake } = await watched.jsonValue();
  assert.equal(awake, 0);
  assert.ok(
    shares.some((share) => share > 0 && share < 1),
    shares.join(),
  );
  assert.equal(shares.at(-1), -1);
});
