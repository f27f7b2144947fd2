import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { writeSample } from '../../main/engine/sample-data/sample.ts';
import { button, choose, summary } from './steps.ts';
import { openWindow } from './support.ts';

test('while MongoDB is away the window says that the job waits, and the job goes on by itself', async (t) => {
  const window = await openWindow(t);
  const { page } = window;
  const path = join(window.folder, 'large.jsonl');
  const { records } = await writeSample({ path, bytes: 100_000_000, format: 'jsonl' });
  await choose(window, path);
  await button(window, /^Import/).click();
  await page.getByText(/[1-9][\d,]* inserted/).waitFor();
  const { pid } = JSON.parse(readFileSync(join(window.folder, 'mongo', 'local.json'), 'utf8')) as {
    pid: number;
  };
  process.kill(pid, 'SIGKILL');
  await page.getByText('MongoDB does not answer.').waitFor();
  await page.getByText(/goes on by itself as soon as MongoDB is back/).waitFor();
  await summary(window).getByText('completed', { exact: true }).waitFor({ timeout: 120_000 });
  // Not by the server's own number of documents, which is wrong after it was killed.
  await button(window, 'Compare with the collection').click();
  await page.getByText('The collection holds what the files say, and nothing else.').waitFor();
  const same = `${new Intl.NumberFormat('en').format(records)} same`;
  await page.getByText(same, { exact: true }).waitFor();
});
