import assert from 'node:assert/strict';
import { test } from 'node:test';
import { button, choose, file, summary } from './steps.ts';
import { openWindow, type OpenedWindow } from './support.ts';

/** Opens the menu beside the title of the servers and takes one of its items. */
async function fromMenu(window: OpenedWindow, item: string): Promise<void> {
  await button(window, 'Manage connections').click();
  await window.page.getByRole('menuitem', { name: item }).click();
}

test('a server is added, tested, imported into, edited and removed', async (t) => {
  const window = await openWindow(t);
  const { page, engine } = window;
  await engine.call('namespaces', {});
  const { uri = '' } = await engine.call('localServer', {});

  await fromMenu(window, 'Add a connection…');
  await page.getByRole('textbox', { name: 'Name' }).fill('Archive');
  await page
    .getByRole('textbox', { name: 'Address' })
    .fill('mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=200');
  await button(window, 'Test').click();
  await page.getByRole('alert').getByText('127.0.0.1:1').waitFor();
  await page.getByRole('textbox', { name: 'Address' }).fill(uri);
  await button(window, 'Test').click();
  await page.getByText(/^MongoDB \d.* answers: a single server/).waitFor();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await page.getByRole('row', { name: 'Archive' }).waitFor();

  await choose(window, file(window, 'two.jsonl', [{ a: 1 }, { a: 2 }]));
  await button(window, /Server/).click();
  await page.getByRole('option', { name: 'Archive' }).click();
  await button(window, 'Import 2 records').click();
  await summary(window).getByText('2 inserted', { exact: true }).waitFor();
  const { jobs } = await engine.call('jobs', {});
  assert.equal(jobs[0]?.target.server, new URL(uri).host);
  await button(window, /^Undo import/).click();
  await summary(window).getByText('2 deleted', { exact: true }).waitFor();

  await fromMenu(window, 'Edit Archive…');
  await page.getByRole('textbox', { name: 'Name' }).fill('Archive of 2026');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('row', { name: 'Archive of 2026' }).waitFor();

  await fromMenu(window, 'Remove Archive of 2026…');
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('row', { name: 'Archive of 2026' }).waitFor({ state: 'detached' });
  assert.deepEqual(window.complaints, []);
});

test('a password is not saved where there is no keychain, and the form says so', async (t) => {
  const window = await openWindow(t);
  const { page } = window;
  await fromMenu(window, 'Add a connection…');
  await page.getByRole('textbox', { name: 'Name' }).fill('Secret');
  await page.getByRole('textbox', { name: 'Address' }).fill('mongodb://ada@db.example.net/');
  await page.getByLabel('Password').fill('hunter2');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('alert').getByText('keychain').first().waitFor();
  await page.getByLabel('Password').fill('');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('row', { name: 'Secret' }).waitFor();
  assert.deepEqual(window.complaints, []);
});
