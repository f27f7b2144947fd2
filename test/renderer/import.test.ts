import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { writeSample } from '../../main/engine/sample-data/sample.ts';
import { button, choose, documentsIn, reach, summary } from './steps.ts';
import { openWindow } from './support.ts';

test('a chosen file is shown before anything is written, imported with progress, and undone', async (t) => {
  const window = await openWindow(t);
  const { page } = window;
  const path = join(window.folder, 'archive.json');
  const { records } = await writeSample({ path, bytes: 12_000_000, format: 'json' });

  await page.getByRole('region', { name: 'Drop zone' }).waitFor();
  await choose(window, path);
  await page.getByText('JSON, conversations').waitFor();
  assert.match(
    (await button(window, /^Import/).textContent()) ?? '',
    /^Import (about )?[\d,]+ conversations$/,
  );
  assert.equal(await documentsIn(window, 'sluice', 'conversations'), 0);

  await button(window, /^Import/).click();
  await page.getByRole('progressbar', { name: 'Job progress' }).waitFor();
  await summary(window).waitFor();
  const count = new Intl.NumberFormat('en').format(records);
  const text = await summary(window).innerText();
  assert.match(text, new RegExp(`${count} read.*${count} inserted`, 's'));
  assert.match(
    text,
    new RegExp(`${count} read = ${count} inserted \\+ 0 updated \\+ 0 unchanged \\+ 0 skipped`),
  );
  assert.equal(await documentsIn(window, 'sluice', 'conversations'), records);

  await button(window, /^Undo import/).click();
  await page.getByText('The collection is as it was before the import.').waitFor();
  assert.match(await summary(window).innerText(), new RegExp(`${count} deleted`));
  assert.equal(await documentsIn(window, 'sluice', 'conversations'), 0);
  assert.deepEqual(window.complaints, []);
});

test('a running job is still there after the page was reloaded, and can be cancelled and undone', async (t) => {
  const window = await openWindow(t);
  const { page } = window;
  const path = join(window.folder, 'large.jsonl');
  await writeSample({ path, bytes: 150_000_000, format: 'jsonl' });
  await choose(window, path);
  await button(window, /^Import/).click();
  await page.getByRole('progressbar', { name: 'Job progress' }).waitFor();

  await page.reload();
  await page.getByText(/[1-9][\d,]* inserted/).waitFor();
  await button(window, 'Cancel job').click();
  await button(window, 'Keep what was written').click();
  await summary(window).getByText('cancelled', { exact: true }).waitFor();

  await page.reload();
  await summary(window).getByText('cancelled', { exact: true }).waitFor();
  await button(window, /^Undo import/).click();
  await summary(window).getByText('undone', { exact: true }).waitFor();
  assert.equal(await documentsIn(window, 'sluice', 'conversations'), 0);
});

test('records that cannot be imported are counted and saved as rejects', async (t) => {
  const window = await openWindow(t);
  const path = join(window.folder, 'notes.jsonl');
  writeFileSync(path, '{"_id":1,"a":1}\n{"_id":2,\n{"_id":3,"a":3}\n');
  await choose(window, path);
  await window.page.getByRole('combobox', { name: 'Collection' }).fill('notes');
  await button(window, /^Import/).click();
  await summary(window).waitFor();
  assert.match(await summary(window).innerText(), /3 read.*2 inserted.*1 rejected/s);

  const rejects = join(window.folder, 'rejects.jsonl');
  window.dialogs.save = rejects;
  await button(window, 'Save rejects…').click();
  await window.page.getByText(`1 reject saved to ${rejects}`).waitFor();
  assert.match(readFileSync(rejects, 'utf8'), /"record":2/);
});

test('a compressed file says how it is compressed, and is imported as what is in it', async (t) => {
  const window = await openWindow(t);
  const path = join(window.folder, 'notes.jsonl.gz');
  writeFileSync(path, gzipSync('{"_id":1,"a":1}\n{"_id":2,"a":2}\n'));
  await choose(window, path);
  await window.page.getByText('It is compressed with gzip.').waitFor();
  assert.equal(
    await window.page
      .getByRole('definition')
      .filter({ hasText: /^gzip$/ })
      .count(),
    1,
  );
  await button(window, /^Import 2 records/).click();
  await summary(window).waitFor();
  assert.match(await summary(window).innerText(), /2 read.*2 inserted/s);
});

test('a file that cannot be imported says why and what to do', async (t) => {
  const window = await openWindow(t);
  const path = join(window.folder, 'picture.png');
  writeFileSync(path, 'no records');
  window.dialogs.open = [path];
  await button(window, 'Choose files').click();
  const alert = window.page.getByRole('alert');
  await alert.getByText('Files ending in .png cannot be imported.').waitFor();
  await alert.getByText('Sluice reads .json').waitFor();
});

test('a file that is dropped anywhere on the window is looked at', async (t) => {
  const window = await openWindow(t);
  const { page } = window;
  writeFileSync(join(window.folder, 'dropped.json'), '[{"_id":1},{"_id":2}]');
  await page.getByRole('tab', { name: 'History' }).click();
  const dataTransfer = await page.evaluateHandle(
    `(() => { const data = new DataTransfer(); data.items.add(new File(['[]'], 'dropped.json')); return data; })()`,
  );
  await page.dispatchEvent('body', 'drop', { dataTransfer });
  await button(window, 'Import 2 records').waitFor();
});

test('an import works with the keyboard alone', async (t) => {
  const window = await openWindow(t);
  const { page } = window;
  const path = join(window.folder, 'keys.json');
  writeFileSync(path, '[{"_id":1},{"_id":2}]');
  window.dialogs.open = [path];

  await reach(window, 'Choose files');
  await page.keyboard.press('Enter');
  await button(window, 'Import 2 records').waitFor();
  await reach(window, 'Import 2 records');
  await page.keyboard.press('Enter');
  await summary(window).waitFor();
  await reach(window, 'Undo import');
  await page.keyboard.press('Space');
  await page.getByText('The collection is as it was before the import.').waitFor();
});

test('a running import is paused, and resumed to the same end', async (t) => {
  const window = await openWindow(t);
  const { page } = window;
  const path = join(window.folder, 'large.jsonl');
  const { records } = await writeSample({ path, bytes: 60_000_000, format: 'jsonl' });
  await choose(window, path);
  await button(window, /^Import/).click();
  await page.getByText(/[1-9][\d,]* inserted/).waitFor();
  await button(window, 'Pause').click();
  await summary(window).getByText('paused').waitFor();
  const written = await documentsIn(window, 'sluice', 'conversations');
  assert.ok(written > 0 && written < records, `${written} of ${records}`);
  await button(window, 'Resume').click();
  const count = new Intl.NumberFormat('en').format(records);
  await summary(window).getByText(`${count} inserted`, { exact: true }).waitFor();
  assert.equal(await documentsIn(window, 'sluice', 'conversations'), records);
  assert.deepEqual(window.complaints, []);
});

test('fields of a table are left out, renamed and converted before they are imported', async (t) => {
  const window = await openWindow(t);
  const { page } = window;
  const path = join(window.folder, 'people.csv');
  writeFileSync(path, 'id,E-Mail,born,notes\n1,ada@example.net,1815-12-10,first\n2,alan@example.net,1912,\n');
  await choose(window, path);
  await page.getByRole('tab', { name: '4 fields' }).click();
  await page.getByRole('textbox', { name: 'Name in the collection of id', exact: true }).fill('_id');
  await page.getByRole('textbox', { name: 'Name in the collection of E-Mail' }).fill('email');
  await page.getByRole('checkbox', { name: 'Import notes' }).press('Space');
  await button(window, /Type of born/).click();
  await page.getByRole('option', { name: 'Date' }).click();
  await button(window, /^Import 2/).click();
  await summary(window).getByText('2 inserted', { exact: true }).waitFor();
  const target = { db: 'sluice', collection: 'conversations' };
  const { rows } = await window.engine.call('documents', { target });
  const texts = await Promise.all(
    rows.map(async ({ id }) => (await window.engine.call('document', { target, id })).text),
  );
  assert.deepEqual(
    texts.map((text) => JSON.parse(text) as unknown),
    [
      { _id: 1, email: 'ada@example.net', born: { $date: { $numberLong: '-4861728000000' } } },
      { _id: 2, email: 'alan@example.net', born: { $date: { $numberLong: '-1830384000000' } } },
    ],
  );
  assert.deepEqual(window.complaints, []);
});
