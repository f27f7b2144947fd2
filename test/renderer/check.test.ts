import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { writeSample } from '../../main/engine/sample-data/sample.ts';
import { button, checked, choose, documentsIn, file, imported, reach, records, summary } from './steps.ts';
import { openWindow, type OpenedWindow } from './support.ts';

const people = (count: number, fields: object = {}) =>
  Array.from({ length: count }, (_, i) => ({ _id: `p${i + 1}`, name: `Person ${i + 1}`, ...fields }));

/** A collection of five, and a file of which two are new, two the same, three others, one twice and one broken. */
async function prepare(window: OpenedWindow): Promise<void> {
  await imported(
    window,
    file(window, 'before.jsonl', [...people(2), ...people(5, { note: 'mine' }).slice(2)]),
  );
  const path = file(window, 'after.jsonl', [
    ...people(2),
    ...people(5, { note: 'file' }).slice(2),
    ...people(7).slice(5),
    { _id: 'p6', name: 'again' },
    { _id: { $oid: 'broken' } },
  ]);
  await choose(window, path);
  await window.page.getByText('Holds about 5 documents now.').waitFor();
}

/** The notes in the collection, by id. */
async function notesIn({ engine, folder }: OpenedWindow): Promise<Map<string, unknown>> {
  const out = join(folder, 'look.jsonl');
  const ended = new Promise<void>((resolve) => {
    const off = engine.on('jobEnded', ({ kind }) => {
      if (kind !== 'export') return;
      off();
      resolve();
    });
  });
  await engine.call('submit', { kind: 'export', target: {}, out, format: 'jsonl' });
  await ended;
  const lines = readFileSync(out, 'utf8').trim().split('\n');
  return new Map(
    lines.map((line) => {
      const { _id, note } = JSON.parse(line) as { _id: string; note?: string };
      return [_id, note];
    }),
  );
}

test('an import that is checked first shows what it would do, and does it with what was chosen', async (t) => {
  const window = await openWindow(t);
  const { page } = window;
  await prepare(window);
  await button(window, 'Check first').click();
  await checked(window).waitFor();
  const counts = await checked(window)
    .getByRole('list', { name: /^Records by/ })
    .getByRole('listitem')
    .allInnerTexts();
  assert.deepEqual(
    counts.map((text) => /^(\d+)\s+(\w+)/.exec(text)?.slice(1).join(' ')),
    ['2 new', '2 identical', '3 differing', '1 duplicates', '1 invalid'],
  );
  await checked(window).getByText('Takes about').waitFor();
  await page.getByText('Checked. Nothing has been written yet.').waitFor();
  assert.equal(await documentsIn(window, 'sluice', 'conversations'), 5);
  await button(window, 'Import 8 records').waitFor();

  await button(window, '3 differing records').click();
  const first = records(window).first();
  await first.getByText('"mine"').waitFor();
  await first.getByText('"file"').waitFor();
  await first.getByText('record 3, line 3').waitFor();
  await button(window, /choice for "p3"/).click();
  await page.getByRole('menuitemradio', { name: 'Keep mine' }).click();
  await button(window, 'Keep mine, choice for "p3"').waitFor();
  await records(window).nth(1).click();
  await page.getByText('1 selected').waitFor();
  await page
    .getByRole('group', { name: /^Choose for/ })
    .getByRole('button', { name: 'Keep mine' })
    .click();
  await button(window, 'Keep mine, choice for "p4"').waitFor();

  await button(window, 'Import 8 records').click();
  await summary(window).waitFor();
  assert.match(
    await summary(window).innerText(),
    /9 read.*2 inserted.*2 updated.*2 unchanged.*2 skipped.*1 rejected/s,
  );
  const notes = await notesIn(window);
  assert.deepEqual([notes.get('p3'), notes.get('p4'), notes.get('p5')], ['mine', 'mine', 'file']);

  await page.getByRole('tab', { name: 'History' }).click();
  const row = page.getByRole('row', { name: /after\.jsonl checked for sluice\.conversations/ });
  await row.getByText('Check, nothing written').waitFor();
  assert.equal(await row.getByRole('button', { name: /Undo|Resume/ }).count(), 0);
  assert.deepEqual(window.complaints, []);
});

test('a check that no longer fits says so, and gives the import neither its number nor its choices', async (t) => {
  const window = await openWindow(t);
  const { page } = window;
  await prepare(window);
  await button(window, 'Check first').click();
  await button(window, 'Import 8 records').waitFor();
  const collection = page.getByRole('combobox', { name: 'Collection' });
  await collection.fill('elsewhere');
  await page.getByText(/^Changed since the check\./).waitFor();
  await button(window, 'Import 9 records').waitFor();
  await collection.fill('conversations');
  await button(window, 'Import 8 records').waitFor();

  await button(window, /If a record is already there/).click();
  await page.getByRole('option', { name: 'Skip' }).click();
  await page.getByText('Checked. Nothing has been written yet.').waitFor();
  await button(window, /If a record is already there/).click();
  await page.getByRole('option', { name: 'Replace' }).click();
  await page.getByText(/^Changed since the check\./).waitFor();
  await button(window, 'Check again').click();
  await page.getByText('Checked. Nothing has been written yet.').waitFor();
  // Taking the suggestion asks another question again, and that is checked at once.
  await button(window, 'Use Update').click();
  await page.getByText('Update fits').waitFor();
  await page.getByText('Checked. Nothing has been written yet.').waitFor();
  assert.equal((await window.engine.call('jobs', { kinds: ['dry-run'] })).jobs.length, 3);
  assert.deepEqual(window.complaints, []);
});

test('more differing records than fit are shown page by page, and all of them are chosen for at once', async (t) => {
  const window = await openWindow(t);
  const { page } = window;
  await imported(window, file(window, 'before.jsonl', people(250, { note: 'mine' })));
  await choose(window, file(window, 'after.jsonl', people(250, { note: 'file' })));
  await button(window, 'Check first').click();
  await button(window, '250 differing records').click();
  await button(window, 'Show 100 more (150 left)').click();
  await button(window, 'Show 50 more (50 left)').waitFor();
  assert.equal(await records(window).count(), 200);
  await page.getByText('Select all', { exact: true }).click();
  await page.getByText('250 selected').waitFor();
  await page
    .getByRole('group', { name: /^Choose for/ })
    .getByRole('button', { name: 'Keep mine' })
    .click();
  await button(window, 'Keep mine, choice for "p1"').waitFor();
  await button(window, 'Show 50 more (50 left)').click();
  await button(window, 'Keep mine, choice for "p250"').waitFor();
  await button(window, 'Import 250 records').click();
  await summary(window).getByText('250 skipped', { exact: true }).waitFor();
});

test('a check can be stopped, and made again', async (t) => {
  const window = await openWindow(t);
  const path = join(window.folder, 'large.jsonl');
  await writeSample({ path, bytes: 150_000_000, format: 'jsonl' });
  await choose(window, path);
  await button(window, 'Check first').click();
  await window.page.getByRole('progressbar', { name: 'Check progress' }).waitFor();
  await button(window, 'Stop checking').click();
  await window.page.getByText('The check was stopped.').waitFor();
  await button(window, 'Check again').waitFor();
  await button(window, /^Import about/).waitFor();
});

test('checking, choosing and importing work with the keyboard alone', async (t) => {
  const window = await openWindow(t);
  const { page } = window;
  await prepare(window);
  await page.locator('body').click({ position: { x: 1, y: 1 } });
  await reach(window, 'Check first');
  await page.keyboard.press('Enter');
  await checked(window).waitFor();
  await reach(window, '3 differing records');
  await page.keyboard.press('Enter');
  await records(window).first().waitFor();

  // Into the list, down a row, to the choice of that row.
  const focusedRow = page.locator('.record:focus');
  while ((await focusedRow.count()) === 0) await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowDown');
  await reach(window, 'By the policy');
  await page.keyboard.press('Enter');
  await page.getByRole('menuitemradio', { name: 'Keep mine' }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await button(window, 'Keep mine, choice for "p4"').waitFor();

  // Back on the row, select it and the next one, and choose for both.
  while ((await focusedRow.count()) === 0) await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Space');
  await page.getByText('2 selected').waitFor();
  await reach(window, "Take the file's", 'Shift+Tab');
  await page.keyboard.press('Space');
  await button(window, 'Take the file\'s, choice for "p5"').waitFor();
  await reach(window, 'Import 8 records');
  await page.keyboard.press('Enter');
  await summary(window).getByText('4 updated', { exact: true }).waitFor();
});
