/**
 * `npm run screenshots`: drives the real app on a sample and saves what it shows to docs/screenshots, in both themes and
 * two sizes.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
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
  const { writeSample } = await import('../main/cli/demo/sample.ts');
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
    /** @param {string} screen */
    const take = async (screen) => {
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
          await page.screenshot({
            path: join(folder, `${screen}-${theme}${name}.png`),
            animations: 'disabled',
          });
        }
      }
    };
    await page.getByRole('button', { name: 'Choose files' }).waitFor();
    await take('import-empty');
    await writeSample({ path, bytes: 60_000_000, format: 'json' });
    await app.evaluate(({ dialog }, file) => {
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [file] });
    }, path);
    await page.getByRole('button', { name: 'Choose files' }).click();
    await page.getByRole('button', { name: /^Import/ }).waitFor();
    await take('import-review');
    await page.getByRole('button', { name: /^Import/ }).click();
    await page.getByRole('button', { name: /^Undo import/ }).waitFor();
    await take('import-done');
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
