import assert from 'node:assert/strict';
import { test } from 'node:test';
import { button, file, imported } from './steps.ts';
import { openWindow } from './support.ts';

const conversations = Array.from({ length: 120 }, (_, i) => ({
  id: `c${String(i).padStart(3, '0')}`,
  title: i === 7 ? 'A very long title '.repeat(20) : `Conversation ${i}`,
  created_at: '2026-01-31T14:25:36Z',
  model: i % 2 === 0 ? 'opus' : 'haiku',
  messages: [
    { role: 'user', content: `Question ${i}` },
    { role: 'assistant', content: 'Look:\n```js\nlet a = 1;\n```\nשלום' },
  ],
}));

test('a collection is opened in the sidebar, searched, and its conversations are read', async (t) => {
  const window = await openWindow(t);
  const { page } = window;
  await imported(window, file(window, 'all.jsonl', conversations));
  await page.getByRole('row', { name: 'sluice', exact: true }).getByRole('button').click();
  await page.getByRole('row', { name: 'conversations', exact: true }).click();

  const list = page.getByRole('grid', { name: 'Documents' });
  await list.getByRole('row', { name: 'Conversation 0' }).click();
  const document = page.getByRole('region', { name: 'Document' });
  await document.getByText('Question 0').waitFor();
  await document.locator('pre', { hasText: 'let a = 1;' }).waitFor();
  await document
    .getByRole('radio', { name: 'Raw' })
    .or(document.getByRole('button', { name: 'Raw' }))
    .click();
  await document.getByText('"title": "Conversation 0"').waitFor();
  await button(window, 'Copy').click();
  await document.getByText('Copied.').waitFor();
  assert.match(window.copied[0] ?? '', /"_id": "c000"/);

  await page.getByRole('textbox', { name: 'Query' }).fill('{"model":"haiku"}');
  await page.keyboard.press('Enter');
  await page.getByText('60 of 120 documents').waitFor();
  await page.getByRole('textbox', { name: 'Query' }).fill('{"model":"none"}');
  await button(window, 'Find').click();
  await page.getByText('No document fits this query.').waitFor();
  assert.deepEqual(window.complaints, []);
});

test('a collection leads to its export, with the query that was asked', async (t) => {
  const window = await openWindow(t);
  const { page } = window;
  await imported(window, file(window, 'all.jsonl', conversations), {
    target: { db: 'chats', collection: 'old' },
  });
  await page.getByRole('row', { name: 'chats', exact: true }).getByRole('button').click();
  await page.getByRole('row', { name: 'old', exact: true }).click();
  await page.getByRole('textbox', { name: 'Query' }).fill('{"model":"opus"}');
  await button(window, 'Find').click();
  await page.getByText('60 of 120 documents').waitFor();
  await button(window, 'Export…').click();
  assert.equal(await page.getByRole('combobox', { name: 'Collection' }).inputValue(), 'old');
  await page.getByText('60 of 120 documents, about').waitFor();
  assert.deepEqual(window.complaints, []);
});
