import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { writeSample } from '../../main/engine/sample-data/sample.ts';
import { enginePids, isGone } from './processes.ts';
import {
  answerDialogs,
  chooseMenu,
  shellArguments,
  shellEnvironment,
  shellPath,
  startApp,
  type StartedApp,
} from './support.ts';

const summaryOf = (page: Page) => page.getByRole('status', { name: 'Job summary' });

test('the app imports a file, undoes the import, and exports a collection', async (t) => {
  const { app, page, home } = await startApp(t);
  const path = join(home, 'archive.json');
  const { records } = await writeSample({ path, bytes: 12_000_000, format: 'json' });
  const count = new Intl.NumberFormat('en').format(records);
  const exported = join(home, 'conversations.jsonl');
  await answerDialogs(app, { open: path, save: exported });

  await chooseMenu(app, 'Import…');
  await page.getByRole('button', { name: /^Import/ }).click();
  await page.getByRole('progressbar', { name: 'Job progress' }).waitFor();
  await summaryOf(page).getByText(`${count} inserted`, { exact: true }).waitFor();

  await chooseMenu(app, 'Export…');
  await page.getByRole('radio', { name: /JSON Lines/ }).check({ force: true });
  await page.getByRole('button', { name: 'Export' }).click();
  await summaryOf(page).getByText(`${count} exported`).waitFor();
  const bytes = readFileSync(exported);
  assert.equal(bytes.toString().trimEnd().split('\n').length, records);
  await summaryOf(page).getByText(createHash('sha256').update(bytes).digest('hex')).waitFor();

  await page.getByRole('tab', { name: 'Import' }).click();
  await page.getByRole('button', { name: /^Undo import/ }).click();
  await summaryOf(page).getByText(`${count} deleted`).waitFor();
  await page.getByText('The collection is as it was before the import.').waitFor();
});

/** Starts an import that takes a while, and kills the engine in the middle of it; returns how many records there are. */
async function killEngineInImport({ app, page, home }: StartedApp, bytes: number): Promise<number> {
  const path = join(home, 'large.jsonl');
  const { records } = await writeSample({ path, bytes, format: 'jsonl' });
  await answerDialogs(app, { open: path });
  await page.getByRole('button', { name: 'Choose files' }).click();
  await page.getByRole('button', { name: /^Import/ }).click();
  await page.getByRole('progressbar', { name: 'Job progress' }).waitFor();
  await page.getByText(/[1-9][\d,]* inserted/).waitFor();

  const pid = app.process().pid;
  assert.ok(pid !== undefined);
  const [engine, ...others] = enginePids(pid);
  assert.ok(engine !== undefined && others.length === 0);
  process.kill(engine, 'SIGKILL');

  await page.getByText('The engine stopped and is being restarted.').waitFor();
  await page.getByText('The engine stopped and is being restarted.').waitFor({ state: 'hidden' });
  await summaryOf(page).getByText('interrupted', { exact: true }).waitFor();
  const [restarted, ...more] = enginePids(pid);
  assert.ok(restarted !== undefined && restarted !== engine && more.length === 0);
  return records;
}

test('an engine that is killed is announced, restarted, and its job goes on to its end when resumed', async (t) => {
  const started = await startApp(t);
  const { page } = started;
  const records = await killEngineInImport(started, 100_000_000);
  const count = new Intl.NumberFormat('en').format(records);
  await page.getByRole('button', { name: /^Undo import/ }).waitFor();
  await page.getByRole('button', { name: /^Resume/ }).click();
  await summaryOf(page).getByText('completed', { exact: true }).waitFor({ timeout: 120_000 });
  await summaryOf(page).getByText(`${count} inserted`, { exact: true }).waitFor();
  await summaryOf(page).getByText('interrupted', { exact: true }).waitFor({ state: 'hidden' });
});

test('an engine that is killed is announced, restarted, and its job can be undone', async (t) => {
  const started = await startApp(t);
  const { page } = started;
  await killEngineInImport(started, 100_000_000);
  await page.getByRole('button', { name: /^Undo import/ }).click();
  await page.getByText('The collection is as it was before the import.').waitFor();
});

test('quitting closes the engine and its local MongoDB', async (t) => {
  const { app, page, home } = await startApp(t);
  const path = join(home, 'two.json');
  writeFileSync(path, '[{"_id":1},{"_id":2}]');
  await answerDialogs(app, { open: path });
  await page.getByRole('button', { name: 'Choose files' }).click();
  await page.getByRole('button', { name: 'Import 2 records' }).click();
  await summaryOf(page).waitFor();

  const pid = app.process().pid;
  assert.ok(pid !== undefined);
  const engines = enginePids(pid);
  const { pid: mongod } = JSON.parse(readFileSync(join(home, 'mongo', 'local.json'), 'utf8'));
  await app.close();
  for (const ended of [...engines, Number(mongod)]) assert.ok(isGone(ended), `process ${ended} has ended`);
});

test('the page is sandboxed and reaches only the contract', async (t) => {
  const { app, page } = await startApp(t);
  await page.getByRole('button', { name: 'Choose files' }).waitFor();
  assert.equal(page.url(), 'app://sluice/index.html?language=en');
  assert.equal(await page.evaluate('typeof require + typeof process'), 'undefinedundefined');
  assert.deepEqual(await page.evaluate('Object.keys(window.sluice).sort()'), [
    'on',
    'pathForFile',
    'request',
  ]);
  const refusal = await page.evaluate(`window.sluice.request('inspect', {})`);
  assert.partialDeepStrictEqual(refusal, { ok: false, error: { code: 'request-invalid' } });
  await assert.rejects(page.evaluate(`window.sluice.request('quit', {})`), /There is no request quit/);
  assert.equal(await page.evaluate(`String(window.open('https://example.com/'))`), 'null');
  assert.equal(app.windows().length, 1);
});

test('the window goes nowhere but to its own page', async (t) => {
  const { app, page } = await startApp(t);
  await page.getByRole('button', { name: 'Choose files' }).waitFor();
  const denied = await app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    return new Promise((resolve, reject) => {
      contents?.once('will-navigate', (event) => resolve(event.defaultPrevented));
      contents?.executeJavaScript(`location.href = 'https://example.com/'`).catch(reject);
    });
  });
  assert.equal(denied, true);
});

test('a page that is not ours is not answered, even with our preload script', async (t) => {
  const { app } = await startApp(t);
  const answer = await app.evaluate(async ({ app: running, BrowserWindow }) => {
    const preload = `${running.getAppPath()}/dist/preload/preload.cjs`;
    const foreign = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true } });
    await foreign.loadURL('data:text/html,foreign');
    const answered: unknown = await foreign.webContents.executeJavaScript(
      `window.sluice.request('jobs', {})`,
    );
    foreign.destroy();
    return answered;
  });
  assert.partialDeepStrictEqual(answer, { ok: false, error: { code: 'request-invalid' } });
});

test('the appearance follows the setting, also after the next start of the page', async (t) => {
  const { page } = await startApp(t);
  await page.getByRole('tab', { name: 'Settings' }).click();
  for (const [theme, dark] of [
    ['Dark', true],
    ['Light', false],
  ] as const) {
    /* oxlint-disable no-await-in-loop -- one choice after the other */
    await page.getByRole('button', { name: /Theme/ }).click();
    await page.getByRole('option', { name: theme }).click();
    await page.getByRole('button', { name: new RegExp(`${theme}.*Theme`) }).waitFor();
    await page.reload();
    await page.getByRole('button', { name: new RegExp(`${theme}.*Theme`) }).waitFor();
    assert.equal(await page.evaluate(`matchMedia('(prefers-color-scheme: dark)').matches`), dark);
    /* oxlint-enable no-await-in-loop */
  }
});

test('a chosen file tells its path to the page', async (t) => {
  const { page, home } = await startApp(t);
  const path = join(home, 'dropped é.json');
  writeFileSync(path, '[]');
  await page.evaluate(
    `document.body.append(Object.assign(document.createElement('input'), { type: 'file' }))`,
  );
  await page.setInputFiles('input[type=file]', path);
  const found = await page.evaluate(
    `window.sluice.pathForFile(document.querySelector('input[type=file]').files[0])`,
  );
  assert.equal(found, path);
});

test('a second start hands its file to the running app and ends', async (t) => {
  const { page, home } = await startApp(t);
  await page.getByRole('button', { name: 'Choose files' }).waitFor();
  const path = join(home, 'handed.json');
  writeFileSync(path, '[{"_id":1},{"_id":2},{"_id":3}]');
  const second = spawn(shellPath(), [...shellArguments, path], {
    env: shellEnvironment(home),
    stdio: 'ignore',
  });
  const [code] = await once(second, 'exit');
  assert.equal(code, 0);
  await page.getByRole('button', { name: 'Import 3 records' }).waitFor();
});

test('another language is that of the page and of the menu', async (t) => {
  const { app, page } = await startApp(t);
  await page.getByRole('tab', { name: 'Settings' }).click();
  await page.getByRole('button', { name: /Language/ }).click();
  await page.getByRole('option', { name: 'Deutsch' }).click();
  await page.getByRole('tab', { name: 'Verlauf' }).waitFor();
  const labels = await app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.items.map(({ label }) => label));
  assert.ok(labels?.includes('&Datei'), String(labels));
});

test('quitting while a job runs asks, and goes on with the job where that is chosen', async (t) => {
  const { app, page, home } = await startApp(t);
  const path = join(home, 'large.json');
  await writeSample({ path, bytes: 60_000_000, format: 'json' });
  await answerDialogs(app, { open: path });
  await page.getByRole('button', { name: 'Choose files' }).click();
  await page.getByRole('button', { name: /^Import about/ }).click();
  await page.getByRole('progressbar', { name: 'Job progress' }).waitFor();
  const asked = await app.evaluate(
    ({ app: shell, dialog }) =>
      new Promise<string>((resolve) => {
        dialog.showMessageBox = async (...args: unknown[]) => {
          resolve((args.at(-1) as { message: string }).message);
          return { response: 0, checkboxChecked: false };
        };
        shell.quit();
      }),
  );
  assert.equal(asked, 'A job is still running.');
  await page.getByRole('button', { name: /^Undo import/ }).waitFor({ timeout: 60_000 });
});
