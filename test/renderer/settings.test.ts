import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openWindow } from './support.ts';

test('a size limit is kept and applied to the next import', async (t) => {
  const window = await openWindow(t);
  const { page } = window;
  await page.getByRole('tab', { name: 'Settings' }).click();
  const limit = page.getByRole('textbox', { name: 'Largest file to import, in MB' });
  await limit.fill('zero');
  await page.getByText('This has to be a number above 0.').waitFor();
  await limit.fill('0.00001');
  await page.keyboard.press('Tab');

  await page.reload();
  assert.equal(await limit.inputValue(), '0.00001');
  const path = join(window.folder, 'larger.json');
  writeFileSync(path, '[{"_id":1},{"_id":2}]');
  window.dialogs.open = [path];
  await page.getByRole('tab', { name: 'Import' }).click();
  await page.getByRole('button', { name: 'Choose files' }).click();
  await page.getByRole('button', { name: /^Import/ }).click();
  await page.getByText(/holds 21 bytes; the limit is 10 bytes/).waitFor();
});

test('the page can ask only what the contract knows, in the shape that it says', async (t) => {
  const { page } = await openWindow(t);
  const ask = (name: string, params: unknown): Promise<unknown> =>
    page.evaluate(`window.sluice.request(${JSON.stringify(name)}, ${JSON.stringify(params)})`);
  const refused = { ok: false, error: { code: 'request-invalid' } };
  assert.partialDeepStrictEqual(await ask('dropDatabase', {}), refused);
  assert.partialDeepStrictEqual(await ask('inspect', { path: 7 }), refused);
  assert.partialDeepStrictEqual(await ask('submit', { kind: 'delete' }), refused);
  assert.partialDeepStrictEqual(await ask('jobs', {}), { ok: true, result: { jobs: [], more: 0 } });
});
