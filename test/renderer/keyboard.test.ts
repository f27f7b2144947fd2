import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Locator } from 'playwright-core';
import { file, imported, reach, summary } from './steps.ts';
import { openWindow, type OpenedWindow } from './support.ts';

const conversations = ['Ada', 'Alan', 'Grace'].map((name) => ({
  id: name.toLowerCase(),
  title: `A talk with ${name}`,
  messages: [{ role: 'user', content: `Hello ${name}` }],
}));

/** Presses a key until what is wanted has the focus. */
async function pressUntil({ page }: OpenedWindow, key: string, focused: Locator): Promise<void> {
  for (let presses = 0; presses < 40; presses += 1) {
    // oxlint-disable-next-line no-await-in-loop -- one key after the other
    if ((await focused.count()) > 0) return;
    // oxlint-disable-next-line no-await-in-loop
    await page.keyboard.press(key);
  }
  assert.fail(`${key} never gets there`);
}

test('an export works with the keyboard alone', async (t) => {
  const window = await openWindow(t);
  const { page } = window;
  await imported(window, file(window, 'three.jsonl', conversations));
  window.dialogs.save = join(window.folder, 'out.json');
  await pressUntil(window, 'Tab', page.locator('[role=tab]:focus'));
  await page.keyboard.press('ArrowDown');
  await page.getByRole('tab', { name: 'Export', selected: true }).waitFor();
  await page.getByText('The first').waitFor();
  await reach(window, 'Export');
  await page.keyboard.press('Enter');
  await summary(window).getByText('3 exported').first().waitFor();
  assert.match(readFileSync(join(window.folder, 'out.json'), 'utf8'), /A talk with Grace/);
  assert.deepEqual(window.complaints, []);
});

test('a collection is found, opened and read with the keyboard alone', async (t) => {
  const window = await openWindow(t);
  const { page } = window;
  await imported(window, file(window, 'three.jsonl', conversations));
  await page.getByRole('row', { name: 'sluice', exact: true }).waitFor();
  await pressUntil(window, 'Tab', page.locator('[role=treegrid] [role=row]:focus'));
  await pressUntil(window, 'ArrowDown', page.locator('[role=row]:focus', { hasText: 'sluice' }));
  await page.keyboard.press('ArrowRight');
  await page.getByRole('row', { name: 'conversations', exact: true }).waitFor();
  await pressUntil(window, 'ArrowDown', page.locator('[role=row]:focus', { hasText: 'conversations' }));
  await page.keyboard.press('Enter');
  const documents = page.getByRole('grid', { name: 'Documents' });
  await documents.getByRole('row', { name: 'A talk with Ada' }).waitFor();
  await pressUntil(window, 'Shift+Tab', page.locator('[role=grid] [role=row]:focus'));
  await pressUntil(window, 'ArrowDown', page.locator('[role=row]:focus', { hasText: 'Grace' }));
  await page.keyboard.press('Enter');
  await page.getByRole('region', { name: 'Document' }).getByText('Hello Grace').waitFor();
  assert.deepEqual(window.complaints, []);
});
