import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noCounts } from '../../main/engine/api/jobs.ts';
import { exportRequestSchema } from '../../main/engine/api/requests.ts';
import { homeFolders } from '../../main/engine/files/home.ts';
import { newJob } from '../../main/engine/jobs/new-job.ts';
import { JobStore } from '../../main/engine/journal/job-store.ts';
import { openWindow } from './support.ts';

/** Exports that ended, one a minute. */
function addJobs(home: string, count: number): void {
  using store = new JobStore(homeFolders(home).journal);
  for (let i = 0; i < count; i++) {
    const request = exportRequestSchema.parse({
      kind: 'export',
      target: { db: 'sluice', collection: 'conversations' },
      out: `/home/me/${i}.json`,
    });
    store.insert({
      ...newJob(request),
      jobId: `20260101-0000${String(i).padStart(3, '0')}`,
      createdAt: new Date(Date.UTC(2026, 0, 1, 0, i)).toISOString(),
      state: 'completed',
      counts: { ...noCounts, exported: i },
    });
  }
}

test('a long history is read as far as it is scrolled, and draws only what is in sight', async (t) => {
  const window = await openWindow(t);
  const { page } = window;
  addJobs(window.folder, 250);
  await page.getByRole('tab', { name: 'History' }).click();
  const list = page.getByRole('grid', { name: 'Jobs' });
  await page.getByText('sluice.conversations to 249.json').waitFor();
  assert.ok((await list.getByRole('row').count()) < 40);
  const oldest = page.getByText('sluice.conversations to 0.json');
  const deadline = Date.now() + 20_000;
  while ((await oldest.count()) === 0) {
    assert.ok(Date.now() < deadline, 'the oldest job never comes into sight');
    await list.evaluate((element) => element.scrollTo(0, element.scrollHeight));
    await page.evaluate(
      'new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))',
    );
  }
  await oldest.waitFor();
  assert.ok((await list.getByRole('row').count()) < 40);
  assert.deepEqual(window.complaints, []);
});

test('the history is searched by words, kind and state', async (t) => {
  const window = await openWindow(t);
  const { page } = window;
  addJobs(window.folder, 30);
  await page.getByRole('tab', { name: 'History' }).click();
  const rows = page.getByRole('grid', { name: 'Jobs' }).getByRole('row');
  await page.getByText('sluice.conversations to 29.json').waitFor();
  await page.getByRole('searchbox').fill('7.json');
  await page.getByText('sluice.conversations to 29.json').waitFor({ state: 'detached' });
  assert.equal(await rows.count(), 3);
  await page.getByRole('button', { name: /Kind/ }).click();
  await page.getByRole('option', { name: 'Imports' }).click();
  await page.getByText('No job fits that.').waitFor();
  assert.deepEqual(window.complaints, []);
});

test('a job of the history is opened, shows its counts, and lets go again, by keys alone', async (t) => {
  const window = await openWindow(t);
  const { page } = window;
  addJobs(window.folder, 3);
  await page.getByRole('tab', { name: 'History' }).click();
  const row = page.getByRole('row', { name: 'sluice.conversations to 2.json' });
  await row.waitFor();
  await row.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('status', { name: 'Job summary' }).getByText('2 exported').waitFor();
  await page.locator('button:focus', { hasText: 'All jobs' }).waitFor();
  await page.keyboard.press('Enter');
  await row.waitFor();
  assert.deepEqual(window.complaints, []);
});
