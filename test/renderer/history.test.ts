import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noCounts } from '../../main/engine/api/jobs.ts';
import { exportRequestSchema } from '../../main/engine/api/requests.ts';
import { homeFolders } from '../../main/engine/files/home.ts';
import { newJob } from '../../main/engine/jobs/new-job.ts';
import { JobStore } from '../../main/engine/journal/job-store.ts';
import { button } from './steps.ts';
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

test('a long history shows its newest jobs, and older ones when asked', async (t) => {
  const window = await openWindow(t);
  const { page } = window;
  addJobs(window.folder, 250);
  await page.getByRole('tab', { name: 'History' }).click();
  const rows = page.getByRole('row').filter({ hasText: /to \d+\.json/ });
  await page.getByText('sluice.conversations to 249.json').waitFor();
  assert.equal(await rows.count(), 100);
  await button(window, 'Show 100 more (150 left)').click();
  await page.getByText('sluice.conversations to 50.json').waitFor();
  await button(window, 'Show 50 more (50 left)').press('Enter');
  await page.getByText('sluice.conversations to 0.json').waitFor();
  assert.equal(await rows.count(), 250);
  assert.equal(await button(window, /^Show/).count(), 0);
  assert.deepEqual(window.complaints, []);
});
