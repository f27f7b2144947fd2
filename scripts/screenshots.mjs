/**
 * `npm run screenshots`: drives the real app on a sample and saves what it shows to docs/screenshots, in both themes and
 * two sizes, and with numbers to docs/design, whose page explains them.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { annotated } from './lib/annotate.mjs';
import { onNode24 } from './lib/bootstrap.mjs';
import { inRepository, repository } from './lib/places.mjs';
import { main } from './lib/screen.mjs';

const sizes = [
  { name: '', width: 900, height: 600 },
  { name: '-wide', width: 1600, height: 1000 },
];

/** Columns of a table: address, birthday, notes, city. */
const people = [
  'ada@example.net,1815-12-10,first,London',
  'grace@example.net,1906-12-09,,New York',
  'alan@example.net,1912,,London',
  'emmy@example.net,1882-03-23,,Erlangen',
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
  const explained = inRepository('docs', 'design');
  for (const each of [folder, explained]) mkdirSync(each, { recursive: true });
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
    /** @type {Explain} */
    const explain = async (screen, places) => {
      await app.evaluate(({ BrowserWindow, nativeTheme }) => {
        nativeTheme.themeSource = 'light';
        BrowserWindow.getAllWindows()[0]?.setContentSize(1200, 800);
      });
      await page.waitForFunction(
        `matchMedia('(prefers-color-scheme: light)').matches && innerWidth === 1200`,
      );
      await annotated(page, join(explained, `${screen}.png`), places);
    };
    await page.getByRole('button', { name: 'Choose files' }).waitFor();
    // The local MongoDB is being started; what is said of that comes and goes.
    await page.evaluate(`window.sluice.request('namespaces', {})`);
    await page.locator('.banner').waitFor({ state: 'hidden' });
    const region = (/** @type {string} */ name) => page.getByRole('region', { name });
    const button = (/** @type {string | RegExp} */ name) => page.getByRole('button', { name });
    await take('home');
    await explain('home', [
      page.getByRole('tablist'),
      page.getByRole('treegrid'),
      region('Drop zone'),
      button('Choose files'),
      button('Try it with sample data'),
    ]);
    await writeSample({ path, bytes: 60_000_000, format: 'json' });
    await choose({ app, page }, [path]);
    await page.getByRole('grid', { name: 'First records' }).waitFor();
    await take('review');
    await explain('review', [
      page.getByText('It is a JSON object'),
      page.getByRole('term').first(),
      page.getByRole('grid', { name: 'First records' }),
      button(/^(Server|.*Database)/).or(page.getByRole('combobox', { name: 'Database' })),
      button(/If a record is already there/),
      button('Check first'),
      button(/^Import about/),
    ]);
    await page.getByRole('button', { name: /^Import about/ }).click();
    await page.getByRole('button', { name: /^Undo import/ }).waitFor();
    await take('done');
    const summary = page.getByRole('status', { name: 'Job summary' });
    await explain('done', [
      summary.locator('.state'),
      summary.getByText('inserted', { exact: false }),
      button(/^Undo import/),
      button('Show collection'),
    ]);
    const shooting = { app, page, home, take, explain };
    await takeTable(shooting);
    await takeChecked(shooting);
    await takeJob(shooting);
    await takeCollection(shooting);
    await takeExport(shooting);
    await page.getByRole('tab', { name: 'History' }).click();
    await page.getByRole('grid', { name: 'Jobs' }).getByRole('row').first().waitFor();
    await take('history');
    const firstRow = page.getByRole('grid', { name: 'Jobs' }).getByRole('row').first();
    await explain('history', [
      page.getByRole('searchbox'),
      button(/Kind/),
      firstRow,
      firstRow.locator('.state'),
      page.getByRole('grid', { name: 'Jobs' }).getByRole('button', { name: /^Undo/ }),
    ]);
    await page.getByRole('tab', { name: 'Settings' }).click();
    await page.getByRole('region', { name: 'Privacy' }).waitFor();
    await take('settings');
    await explain('settings', [
      region('Appearance'),
      region('Limits and space'),
      region('MongoDB on this computer'),
    ]);
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    await take('shortcuts');
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
 * Takes the picture that a page explains, with numbers.
 * @typedef {(screen: string, places: readonly import('playwright-core').Locator[]) => Promise<void>} Explain
 */

/**
 * @typedef {Session & { home: string, take: Take, explain: Explain }} Shooting
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
async function takeChecked({ app, page, home, take, explain }) {
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
  await take('files');
  await page.getByRole('button', { name: 'More options' }).click();
  await page.getByText('Replace the whole collection').click();
  await page.getByText('Keep what undo needs').click();
  const undo = page.getByText('Keep what undo needs');
  await take('options', () => undo.evaluate((node) => node.scrollIntoView({ block: 'center' })));
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
  await take('checked', () => answer.evaluate((node) => node.scrollIntoView()));
  await explain('checked', [
    answer.getByRole('list').first(),
    page.getByRole('button', { name: 'Use Merge' }),
    page.getByRole('button', { name: 'Keep mine', exact: true }),
    page.getByRole('grid').locator('.record').first(),
    page.getByRole('button', { name: /^Keep mine, choice/ }),
    page.getByRole('button', { name: /^Import \d/ }),
  ]);
  const second = page.getByRole('grid').locator('.record').nth(1);
  await take('differing', () => second.evaluate((node) => node.scrollIntoView()));
  await page.getByRole('button', { name: /^Import \d/ }).click();
  await page.getByRole('button', { name: /^Undo import/ }).waitFor();
}

/**
 * A table whose columns get other names and types.
 * @param {Shooting} shooting
 */
async function takeTable({ app, page, home, take }) {
  const path = join(home, 'people.csv');
  const rows = ['id,E-Mail,born,notes,city', ...people.map((row, i) => `${i + 1},${row}`)];
  writeFileSync(path, `${rows.join('\n')}\n`);
  await choose({ app, page }, [path]);
  await page.getByRole('tab', { name: '5 fields' }).click();
  await page.getByRole('textbox', { name: 'Name in the collection of id' }).fill('_id');
  await page.getByRole('textbox', { name: 'Name in the collection of E-Mail' }).fill('email');
  await page.getByRole('checkbox', { name: 'Import notes' }).press('Space');
  await page.getByRole('button', { name: /Type of born/ }).click();
  await page.getByRole('option', { name: 'Date', exact: true }).click();
  const fields = page.getByRole('tabpanel').last();
  await take('fields', () => fields.evaluate((node) => node.scrollIntoView({ block: 'center' })));
  await page.getByRole('button', { name: 'Take out' }).click();
}

/**
 * A job that runs, and what is asked when it is cancelled.
 * @param {Shooting} shooting
 */
async function takeJob({ app, page, home, take, explain }) {
  const { writeSample } = await import('../main/engine/sample-data/sample.ts');
  const path = join(home, 'large.jsonl');
  await writeSample({ path, bytes: 1_500_000_000, format: 'jsonl' });
  await choose({ app, page }, [path]);
  await page.getByRole('button', { name: /^Import about/ }).click();
  await page.getByText(/[1-9]\d,\d{3} inserted/).waitFor();
  await take('job');
  const panel = page.getByRole('tabpanel');
  await explain('job', [
    panel.getByRole('heading').first(),
    page.getByRole('progressbar', { name: 'Job progress' }),
    panel.getByRole('term').first(),
    page.locator('.uplot'),
    panel.getByText(/inserted/).first(),
    page.getByRole('button', { name: 'Pause' }),
    page.getByRole('button', { name: 'Cancel job' }),
    page.getByRole('region', { name: 'Running jobs' }),
  ]);
  await page.getByRole('button', { name: 'Cancel job' }).click();
  await page.getByRole('alertdialog').waitFor();
  await take('cancel');
  await page.getByRole('button', { name: 'Take it back' }).click();
  await page.getByText('The collection is as it was before the import.').waitFor({ timeout: 120_000 });
}

/**
 * @param {Shooting} shooting
 */
async function takeCollection({ page, take, explain }) {
  await page.getByRole('row', { name: 'sluice', exact: true }).getByRole('button').click();
  await page.getByRole('row', { name: 'conversations', exact: true }).click();
  await page.getByRole('grid', { name: 'Documents' }).getByRole('row').nth(1).click();
  await page.getByRole('region', { name: 'Document' }).getByRole('list').waitFor();
  await take('collection');
  await explain('collection', [
    page.getByRole('row', { name: 'conversations', exact: true }),
    page.getByRole('textbox', { name: 'Query' }),
    page.getByRole('grid', { name: 'Documents' }),
    page.getByRole('region', { name: 'Document' }),
    page.getByRole('button', { name: 'Export…' }),
  ]);
}

/**
 * @param {Shooting} shooting
 */
async function takeExport({ page, take, explain }) {
  await page.getByRole('button', { name: 'Export…' }).click();
  await page.getByRole('region', { name: 'Preview' }).getByText('The first').waitFor();
  await page.getByRole('button', { name: 'Filter conversations' }).click();
  await take('export');
  await explain('export', [
    page.getByRole('combobox', { name: 'Collection' }),
    page.getByRole('button', { name: 'Filter conversations' }),
    page.getByRole('radio', { name: /JSON Lines/ }).locator('..'),
    page.getByRole('region', { name: 'Preview' }),
    page.getByRole('button', { name: 'Export', exact: true }),
  ]);
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
