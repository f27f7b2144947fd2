import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { button, choose, documentsIn, file, imported, summary } from './steps.ts';
import { openWindow } from './support.ts';

test('several files are one import with one report and one undo; one that cannot be read is taken out', async (t) => {
  const window = await openWindow(t);
  const { page } = window;
  const first = file(window, 'first.jsonl', [{ _id: 1 }, { _id: 2 }]);
  const second = file(window, 'second.jsonl', [{ _id: 3 }]);
  const picture = join(window.folder, 'picture.png');
  writeFileSync(picture, 'no records');
  window.dialogs.open = [first, picture];
  await button(window, 'Choose files').click();
  const list = page.getByRole('region', { name: 'Files to import' });
  await list.getByText('Files ending in .png cannot be imported.').waitFor();
  await page.getByText('One file cannot be read. Take it out to import the others.').waitFor();
  assert.equal(await button(window, /^Import/).isDisabled(), true);
  await button(window, 'Take out picture.png').click();
  await button(window, 'Import 2 records').waitFor();

  await choose(window, second, first);
  await list.getByText('2 files, one import').waitFor();
  await button(window, 'Import 3 records').click();
  await summary(window).getByText('3 inserted', { exact: true }).waitFor();
  await summary(window).getByText('first.jsonl, second.jsonl').waitFor();
  await page.getByRole('heading', { name: '2 files into sluice.conversations' }).waitFor();
  assert.equal((await window.engine.call('jobs', {})).jobs.length, 1);

  await button(window, /^Undo import/).click();
  await page.getByText('The collection is as it was before the import.').waitFor();
  assert.equal(await documentsIn(window, 'sluice', 'conversations'), 0);
  assert.deepEqual(window.complaints, []);
});

test('replacing the whole collection warns of what goes, tells how much went, and comes back with undo', async (t) => {
  const window = await openWindow(t);
  const { page } = window;
  await choose(window, file(window, 'old.jsonl', [{ _id: 1 }, { _id: 2 }, { _id: 3 }]));
  await button(window, 'Import 3 records').click();
  await summary(window).waitFor();
  await choose(window, file(window, 'new.jsonl', [{ _id: 3 }, { _id: 4 }]));
  await button(window, 'More options').click();
  await page.getByText('Replace the whole collection').click();
  await page
    .getByText(
      /that the files do not hold is removed; it holds about 3 documents now\. Undo brings them back\./,
    )
    .waitFor();
  await button(window, 'Import 2 records').click();
  await summary(window).getByText('2 documents that the files do not hold were removed.').waitFor();
  await summary(window).getByText('Read back 1 document: it is what was written.').waitFor();
  await button(window, /^Undo import/).click();
  await page.getByText('The collection is as it was before the import.').waitFor();
  assert.equal(await documentsIn(window, 'sluice', 'conversations'), 3);
});

test('an import by key fields and without undo says that it cannot be undone, before and after', async (t) => {
  const window = await openWindow(t);
  const { page } = window;
  await choose(
    window,
    file(window, 'mail.jsonl', [{ email: 'a@b' }, { email: 'c@d' }, { email: 'a@b', n: 2 }]),
  );
  await button(window, 'More options').click();
  await page.getByRole('textbox', { name: 'Key fields' }).fill('email');
  await page.getByText('Keep what undo needs').click();
  await page.getByText(/^This import cannot be undone\. What documents were/).waitFor();
  await page.getByText('This import cannot be undone afterwards.').waitFor();
  await button(window, 'Import 3 records').click();
  await summary(window).getByText('2 inserted', { exact: true }).waitFor();
  await summary(window).getByText('This import cannot be undone: what undo needs was not kept.').waitFor();
  assert.equal(await button(window, /^Undo import/).count(), 0);
});

test('after an import the collection is compared with the files, and what differs is told', async (t) => {
  const window = await openWindow(t);
  const { page } = window;
  await imported(window, file(window, 'other.jsonl', [{ _id: 9 }]));
  await choose(window, file(window, 'first.jsonl', [{ _id: 1, n: 1 }, { _id: 2 }]));
  await button(window, 'Import 2 records').click();
  await summary(window).waitFor();
  await imported(window, file(window, 'later.jsonl', [{ _id: 1, n: 2 }]));
  await button(window, 'Compare with the collection').click();
  const compared = page.getByRole('region', { name: 'first.jsonl compared with sluice.conversations' });
  await compared
    .getByText(/0 records without a document.*1 document without a record.*1 different\./)
    .waitFor();
  await button(window, '2 differences').click();
  await compared
    .getByRole('listitem')
    .filter({ hasText: /different.*record 1, line 1/s })
    .waitFor();
  await compared.getByRole('cell', { name: '2', exact: true }).waitFor();
  await compared.getByRole('listitem').filter({ hasText: /extra/ }).filter({ hasText: '9' }).waitFor();
  assert.deepEqual(window.complaints, []);
});
