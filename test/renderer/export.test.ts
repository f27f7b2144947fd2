import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { imported } from './steps.ts';
import { openWindow, type OpenedWindow } from './support.ts';

/** Imports three records through the engine and waits for the end. */
async function fill(window: OpenedWindow): Promise<void> {
  const path = join(window.folder, 'people.json');
  writeFileSync(path, '[{"_id":1,"name":"Ada"},{"_id":2,"name":"Grace"},{"_id":3,"name":"Edsger"}]');
  await imported(window, path, { target: { db: 'crm', collection: 'people' } });
}

test('a collection is saved to the chosen file, with its checksum, and found in the history', async (t) => {
  const window = await openWindow(t);
  const { page } = window;
  await fill(window);
  await page.getByRole('tab', { name: 'Export' }).click();
  await page.getByRole('combobox', { name: 'Database' }).fill('crm');
  await page.getByRole('combobox', { name: 'Collection' }).fill('people');

  const query = page.getByRole('textbox', { name: 'Query' });
  await query.fill('{"_id":');
  await page.getByText(/^This is not a query:/).waitFor();
  await query.fill('{"_id":{"$gt":1}}');
  await page.getByText('2 of 3 documents, about').waitFor();
  await page.getByRole('radio', { name: /JSON Lines/ }).check({ force: true });
  await page.getByRole('region', { name: 'Preview' }).getByText('{"_id":2').waitFor();

  const out = join(window.folder, 'people.jsonl');
  window.dialogs.save = out;
  await page.getByRole('button', { name: 'Export' }).click();
  const summary = page.getByRole('status', { name: 'Job summary' });
  await summary.getByText('2 exported').waitFor();
  const sha256 = createHash('sha256').update(readFileSync(out)).digest('hex');
  await summary.getByText(sha256).waitFor();
  await summary.getByText(out).waitFor();
  assert.equal(readFileSync(out, 'utf8').trim().split('\n').length, 2);

  await page.getByRole('button', { name: 'Show in folder' }).click();
  assert.deepEqual(window.shown, [out]);

  await page.getByRole('tab', { name: 'History' }).click();
  await page.getByRole('row', { name: /crm\.people to people\.jsonl/ }).waitFor();
  await page.getByRole('button', { name: /^Undo import of people\.json/ }).click();
  const undone = page.getByRole('row', { name: /people\.json into crm\.people/ });
  await undone.getByText('undone', { exact: true }).waitFor();
  assert.deepEqual(window.complaints, []);
});

test('a cancelled save dialog exports nothing', async (t) => {
  const window = await openWindow(t);
  await fill(window);
  await window.page.getByRole('tab', { name: 'Export' }).click();
  await window.page.getByRole('button', { name: 'Export' }).click();
  await window.page.getByRole('button', { name: 'Export', disabled: false }).waitFor();
  const { jobs } = await window.engine.call('jobs', {});
  assert.deepEqual(
    jobs.map(({ kind }) => kind),
    ['import'],
  );
});

test('an export of a collection that is not there says so and leaves no file', async (t) => {
  const window = await openWindow(t);
  const { page } = window;
  await page.getByRole('tab', { name: 'Export' }).click();
  await page.getByRole('combobox', { name: 'Collection' }).fill('nowhere');
  const out = join(window.folder, 'nowhere.json');
  window.dialogs.save = out;
  await page.getByRole('button', { name: 'Export' }).click();
  await page
    .getByRole('status', { name: 'Job summary' })
    .getByText('There is no collection sluice.nowhere.')
    .waitFor();
  assert.equal(existsSync(out), false);
});
