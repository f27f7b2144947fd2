import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { writeSample } from '../../main/engine/sample-data/sample.ts';
import { button, choose, documentsIn, file, imported, summary } from './steps.ts';
import { openWindow, type OpenedWindow } from './support.ts';

/** Starts a large import, waits until something is written, and asks to cancel it. */
async function cancelLarge(window: OpenedWindow): Promise<void> {
  const path = join(window.folder, 'large.jsonl');
  await writeSample({ path, bytes: 150_000_000, format: 'jsonl' });
  await choose(window, path);
  await button(window, /^Import/).click();
  await window.page.getByText(/[1-9][\d,]* inserted/).waitFor();
  await button(window, 'Cancel job').click();
  await window.page.getByRole('alertdialog', { name: 'Cancel this import?' }).waitFor();
}

test('cancelling asks; Escape goes on, and what was written is kept where that is chosen', async (t) => {
  const window = await openWindow(t);
  const { page } = window;
  await cancelLarge(window);
  await page.keyboard.press('Escape');
  await page.getByRole('alertdialog').waitFor({ state: 'hidden' });
  await page.getByRole('progressbar', { name: 'Job progress' }).waitFor();
  await button(window, 'Cancel job').click();
  await button(window, 'Keep what was written').click();
  await summary(window).getByText('cancelled', { exact: true }).waitFor();
  assert.ok((await documentsIn(window, 'sluice', 'conversations')) > 0);
  await button(window, 'Resume').waitFor();
  await button(window, /^Undo import/).waitFor();
  assert.deepEqual(window.complaints, []);
});

test('cancelling takes what was written back where that is chosen', async (t) => {
  const window = await openWindow(t);
  await cancelLarge(window);
  await button(window, 'Take it back').click();
  await summary(window).getByText('undone', { exact: true }).waitFor();
  await window.page.getByText('The collection is as it was before the import.').waitFor();
  assert.equal(await documentsIn(window, 'sluice', 'conversations'), 0);
});

test('an undo that newer imports stand in the way of names them, and undoes those too', async (t) => {
  const window = await openWindow(t);
  const { page } = window;
  await imported(window, file(window, 'first.jsonl', [{ _id: 1, n: 1 }, { _id: 2 }]));
  await imported(window, file(window, 'second.jsonl', [{ _id: 1, n: 2 }]));
  await page.getByRole('tab', { name: 'History' }).click();
  const undoFirst = button(window, 'Undo import of first.jsonl');
  await undoFirst.click();
  const dialog = page.getByRole('alertdialog', { name: 'Newer imports stand in the way' });
  await dialog.getByText(/^second\.jsonl into sluice\.conversations/).waitFor();
  await button(window, 'Leave everything as it is').click();
  await dialog.waitFor({ state: 'hidden' });
  assert.equal(await documentsIn(window, 'sluice', 'conversations'), 2);

  await undoFirst.click();
  await button(window, 'Undo those too').click();
  for (const name of ['first', 'second']) {
    const row = page.getByRole('row', { name: new RegExp(`${name}\\.jsonl into`) });
    await row.getByText('undone', { exact: true }).waitFor();
  }
  assert.equal(await documentsIn(window, 'sluice', 'conversations'), 0);
  assert.deepEqual(window.complaints, []);
});

test('documents that somebody changed since are left alone by undo, and restored once that is confirmed', async (t) => {
  const window = await openWindow(t);
  const { page } = window;
  await choose(window, file(window, 'first.jsonl', [{ _id: 1, n: 1 }, { _id: 2 }]));
  await button(window, 'Import 2 records').click();
  await summary(window).waitFor();
  // An import that keeps nothing for undo is to the journal as good as somebody else.
  const other = await imported(window, file(window, 'second.jsonl', [{ _id: 1, n: 2 }]));
  await window.engine.call('prune', { jobIds: [other] });
  await button(window, /^Undo import/).click();
  await summary(window).getByText('1 document changed since the import and was left alone.').waitFor();
  await button(window, 'Restore those as well…').click();
  await button(window, 'Restore and lose those changes').click();
  await page.getByText('The collection is as it was before the import.').waitFor();
  assert.equal(await documentsIn(window, 'sluice', 'conversations'), 0);
});

test('the history tells what undo keeps on disk, and forgets it once that is confirmed', async (t) => {
  const window = await openWindow(t);
  const { page } = window;
  await imported(window, file(window, 'first.jsonl', [{ _id: 1 }]));
  await page.getByRole('tab', { name: 'History' }).click();
  const row = page.getByRole('row', { name: /first\.jsonl into/ });
  await row.getByText(/kB kept for undo/).click();
  await button(window, 'Forget how to undo the import of first.jsonl').click();
  await button(window, 'Go back').click();
  await button(window, 'Forget how to undo the import of first.jsonl').click();
  await button(window, 'Forget it').click();
  await button(window, 'Forget how to undo the import of first.jsonl').waitFor({ state: 'hidden' });
  await button(window, 'All jobs').click();
  await row.waitFor();
  assert.equal(await row.getByText(/kept for undo/).count(), 0);
  assert.equal(await row.getByRole('button').count(), 0);
  assert.equal(await documentsIn(window, 'sluice', 'conversations'), 1);
});
