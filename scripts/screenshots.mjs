/**
 * `npm run screenshots`: drives the real app on a sample and saves what it shows to docs/screenshots, in both themes and
 * two sizes.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onNode24 } from './lib/bootstrap.mjs';
import { inRepository, repository } from './lib/places.mjs';
import { main } from './lib/screen.mjs';

const sizes = [
  { name: '', width: 900, height: 600 },
  { name: '-wide', width: 1600, height: 1000 },
];

await main(async () => {
  await onNode24(import.meta.filename);
  const { setUp } = await import('./lib/set-up.mjs');
  const { buildStale } = await import('./lib/build.mjs');
  const { startDisplay } = await import('./lib/display.mjs');
  const { shell } = await setUp({ window: true, tests: true });
  await buildStale();
  if (shell === undefined) throw new Error('there is no Electron here');
  process.env.SLUICE_BINARIES ??= inRepository('.cache', 'binaries');
  const display = await startDisplay('2000x1200');
  const home = mkdtempSync(join(tmpdir(), 'sluice-screenshots-'));
  try {
    await takeAll(shell.program, home, inRepository('docs', 'screenshots'));
  } finally {
    display?.stop();
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
});

/**
 * @param {string} program the Electron binary
 * @param {string} home state of the app
 * @param {string} folder where the pictures go
 */
async function takeAll(program, home, folder) {
  const { _electron } = await import('playwright-core');
  const { writeSample } = await import('../main/engine/sample-data/sample.ts');
  mkdirSync(folder, { recursive: true });
  const path = join(home, 'conversations.json');
  const flags = ['--no-sandbox', '--disable-gpu'];
  const app = await _electron.launch({
    executablePath: program,
    args: [repository, ...flags],
    env: { ...process.env, SLUICE_HOME: home },
    colorScheme: null,
  });
  try {
    const page = await app.firstWindow();
    /** @type {Take} */
    const take = async (screen, show) => {
      for (const { name, width, height } of sizes) {
        await app.evaluate(
          ({ BrowserWindow }, size) => {
            BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height);
          },
          { width, height },
        );
        for (const theme of /** @type {const} */ (['light', 'dark'])) {
          await app.evaluate(({ nativeTheme }, source) => {
            nativeTheme.themeSource = source;
          }, theme);
          await page.waitForFunction(
            `matchMedia('(prefers-color-scheme: ${theme})').matches && innerWidth === ${width}`,
          );
          await show?.();
          await page.screenshot({
            path: join(folder, `${screen}-${theme}${name}.png`),
            animations: 'disabled',
          });
        }
      }
    };
    await page.getByRole('button', { name: 'Choose files' }).waitFor();
    // The local MongoDB is being started; what is said of that comes and goes.
    await page.evaluate(`window.sluice.request('namespaces', {})`);
    await page.locator('.banner').waitFor({ state: 'hidden' });
    await take('import-empty');
    await writeSample({ path, bytes: 60_000_000, format: 'json' });
    await choose({ app, page }, [path]);
    await page.getByRole('button', { name: /^Import about/ }).waitFor();
    await take('import-review');
    await page.getByRole('button', { name: /^Import/ }).click();
    await page.getByRole('button', { name: /^Undo import/ }).waitFor();
    await take('import-done');
    await takeChecked({ app, page, home, take });
    await takeCancel({ app, page, home, take });
    await page.getByRole('tab', { name: 'Export' }).click();
    await page.getByRole('button', { name: 'Export' }).waitFor();
    await take('export');
    await page.getByRole('tab', { name: 'History' }).click();
    await take('history');
    await page.getByRole('tab', { name: 'Settings' }).click();
    await take('settings');
  } finally {
    await app.close();
  }
}

/**
 * @typedef {object} Session
 * @property {import('playwright-core').ElectronApplication} app
 * @property {import('playwright-core').Page} page
 */

/**
 * Takes pictures of what is there; `show` brings it into sight in each size.
 * @typedef {(screen: string, show?: () => Promise<void>) => Promise<void>} Take
 */

/**
 * @typedef {Session & { home: string, take: Take }} Shooting
 */

/**
 * @param {Session} session
 * @param {readonly string[]} paths
 */
async function choose({ app, page }, paths) {
  await app.evaluate(({ dialog }, files) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [...files] });
  }, paths);
  await page.getByRole('button', { name: 'Choose files' }).click();
}

/**
 * Two files of which one has a long name, with records that the collection has otherwise.
 * @param {Shooting} shooting
 */
async function takeChecked({ app, page, home, take }) {
  const records = readSome(join(home, 'conversations.json'));
  const changed = records.map((record, i) => ({
    ...record,
    title: i % 3 === 0 ? `${record.title}, continued` : record.title,
    cost_usd: 0.125 + i / 1000,
    messages: i % 5 === 0 ? withAnother(record.messages) : record.messages,
  }));
  const first = join(home, 'conversations-of-may.jsonl');
  const other = join(home, 'a-rather-long-name-of-an-export_from-another-computer_2026-05-31T23-59-59.jsonl');
  writeLines(first, changed.slice(0, 40));
  writeLines(other, [
    ...changed.slice(40),
    { ...records[0], id: 'new-conversation', title: 'Not seen before' },
    { id: 'broken', messages: 'none' },
  ]);
  await choose({ app, page }, [first, other]);
  await page.getByRole('button', { name: /^Import \d/ }).waitFor();
  await take('import-files');
  await page.getByRole('button', { name: 'More options' }).click();
  await page.getByText('Replace the whole collection').click();
  await page.getByText('Keep what undo needs').click();
  const undo = page.getByText('Keep what undo needs');
  await take('import-options', () => undo.evaluate((node) => node.scrollIntoView({ block: 'center' })));
  await page.getByText('Keep what undo needs').click();
  await page.getByText('Replace the whole collection').click();
  await page.getByRole('button', { name: /If a record is already there/ }).click();
  await page.getByRole('option', { name: 'Update' }).click();
  await page.getByRole('button', { name: 'Check first' }).click();
  await page.getByRole('button', { name: /differing records$/ }).click();
  await page
    .getByRole('button', { name: /^By the policy, choice/ })
    .first()
    .click();
  await page.getByRole('menuitemradio', { name: 'Keep mine' }).click();
  await page.getByRole('button', { name: /^Keep mine, choice/ }).waitFor();
  await page
    .getByRole('grid')
    .locator('.record')
    .nth(1)
    .click({ position: { x: 100, y: 12 } });
  const answer = page.getByRole('region', { name: 'What the import would do' });
  await take('import-checked', () => answer.evaluate((node) => node.scrollIntoView()));
  const second = page.getByRole('grid').locator('.record').nth(1);
  await take('import-differing', () => second.evaluate((node) => node.scrollIntoView()));
  await page.getByRole('button', { name: /^Import \d/ }).click();
  await page.getByRole('button', { name: /^Undo import/ }).waitFor();
}

/**
 * @param {Shooting} shooting
 */
async function takeCancel({ app, page, home, take }) {
  const { writeSample } = await import('../main/engine/sample-data/sample.ts');
  const path = join(home, 'large.jsonl');
  await writeSample({ path, bytes: 900_000_000, format: 'jsonl' });
  await choose({ app, page }, [path]);
  await page.getByRole('button', { name: /^Import about/ }).click();
  await page.getByText(/[1-9][\d,]* inserted/).waitFor();
  await page.getByRole('button', { name: 'Cancel job' }).click();
  await page.getByRole('alertdialog').waitFor();
  await take('cancel');
  await page.getByRole('button', { name: 'Take it back' }).click();
  await page.getByText('The collection is as it was before the import.').waitFor();
}

/**
 * The first records of a sample.
 * @param {string} path
 * @returns {{ id: string, title: string, messages: { id: string }[] }[]}
 */
function readSome(path) {
  return JSON.parse(readFileSync(path, 'utf8')).conversations.slice(0, 60);
}

/**
 * @param {string} path
 * @param {readonly object[]} records
 */
function writeLines(path, records) {
  writeFileSync(path, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
}

/**
 * Messages of which one is another one, as two computers have them that went on with the same conversation.
 * @param {readonly { id: string }[]} messages
 */
function withAnother(messages) {
  return messages.map((message, i) => (i === messages.length - 1 ? { ...message, id: 'another' } : message));
}
