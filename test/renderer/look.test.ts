import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { button, choose, file, imported } from './steps.ts';
import { openWindow, type OpenedWindow } from './support.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/** What axe finds on the screen, in both themes. */
async function violations({ page }: OpenedWindow): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    // The script of a test is not under the policy of the page.
    if ((await page.evaluate('typeof axe')) === 'undefined') await page.evaluate(axe);
    const result = (await page.evaluate('axe.run()')) as { violations: Violation[] };
    for (const { id, nodes } of result.violations)
      found.push(`${colorScheme}: ${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
  }
  return found;
}

const records = Array.from({ length: 40 }, (_, i) => ({
  id: `c${i}`,
  title: `Conversation ${i}`,
  messages: [{ role: 'user', content: 'Hello' }],
}));

test('axe finds nothing wrong on any screen, in either theme', async (t) => {
  const window = await openWindow(t);
  const { page } = window;
  const found: Record<string, string[]> = {};
  const look = async (screen: string): Promise<void> => {
    found[screen] = await violations(window);
  };
  await button(window, 'Choose files').waitFor();
  await look('home');
  await imported(window, file(window, 'before.jsonl', records.slice(0, 10)));
  const changed = records.map((record) => ({ ...record, title: `${record.title}!` }));
  await choose(window, file(window, 'some.jsonl', changed));
  await page.getByRole('grid', { name: 'First records' }).waitFor();
  await look('review');
  await page.getByRole('tab', { name: /fields/ }).click();
  await look('review, fields');
  await button(window, 'Check first').click();
  await page.getByRole('region', { name: 'What the import would do' }).waitFor();
  await look('review, checked');
  await button(window, /^Import \d/).click();
  await button(window, /^Undo import/).waitFor();
  await look('job');
  await button(window, 'Show collection').click();
  await page.getByRole('grid', { name: 'Documents' }).getByRole('row').first().click();
  await page.getByRole('list', { name: '1 message' }).waitFor();
  await look('collection');
  await page.getByRole('tab', { name: 'Export' }).click();
  await page.getByRole('region', { name: 'Preview' }).getByText('The first').waitFor();
  await button(window, 'Filter conversations').click();
  await look('export');
  await page.getByRole('tab', { name: 'History' }).click();
  await page.getByRole('grid', { name: 'Jobs' }).waitFor();
  await look('history');
  await page.getByRole('tab', { name: 'Settings' }).click();
  await page.getByRole('region', { name: 'Privacy' }).waitFor();
  await look('settings');
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
  await look('shortcuts');
  const wrong = Object.fromEntries(Object.entries(found).filter(([, list]) => list.length > 0));
  assert.deepEqual(wrong, {});
});

test('every screen speaks German where the address asks for it', async (t) => {
  const window = await openWindow(t);
  const { page } = window;
  await page.goto(`${new URL('/', page.url()).href}?language=de`);
  const english = /\b(the|and|files?|choose|nothing|empty|documents?|all|with|for|from|this)\b/i;
  for (const name of ['Import', 'Export', 'Collections', 'Verlauf', 'Einstellungen']) {
    await page.getByRole('tab', { name, exact: true }).click();
    await page.getByRole('tabpanel').waitFor();
    const text = await page.locator('body').innerText();
    // Names of fields and of data stay what they are.
    const words = text.replace(/\{.*\}|\(CSV: .*?\)/g, '');
    assert.doesNotMatch(words, english, name);
  }
  assert.equal(await page.locator('html').getAttribute('lang'), 'de');
  assert.deepEqual(window.complaints, []);
});
