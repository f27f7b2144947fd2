/** A home with a long history, as years of use leave it: a record in the journal, a journal and a lock file a job. */
import { copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportRequestSchema, importRequestSchema } from '../../main/engine/api/requests.ts';
import { noCounts } from '../../main/engine/api/jobs.ts';
import { homeFolders } from '../../main/engine/files/home.ts';
import { newJob } from '../../main/engine/jobs/new-job.ts';
import type { JobRecord } from '../../main/engine/journal/job-record.ts';
import { JobStore } from '../../main/engine/journal/job-store.ts';

const recordsPerJob = 500;
/** One job in so many is an export; those have no journal. */
const exportEvery = 5;
const minute = 60_000;

/** Makes the home, or takes the one that an earlier run made. `generation` is raised when journals change. */
export function homeWithHistory(folder: string, jobs: number): string {
  const home = join(folder, `history-${jobs}-g1`);
  const whole = join(home, 'whole');
  if (existsSync(whole)) return home;
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  const folders = homeFolders(home);
  mkdirSync(join(folders.journal, 'owners'), { recursive: true });
  using store = new JobStore(folders.journal);
  const template = join(home, 'template');
  for (let index = 0; index < jobs; index++) {
    const job = jobOf(index);
    store.insert(job);
    // A lock that was held leaves its empty file.
    writeFileSync(join(folders.journal, 'owners', `${job.jobId}.lock`), '');
    if (job.kind !== 'import') continue;
    if (existsSync(template)) copyFileSync(template, store.journalPath(job.jobId));
    else makeJournal(store, job.jobId, template);
  }
  writeFileSync(whole, '');
  return home;
}

/** An empty journal, for this job and for the others to be copied from: what matters here is that there are files. */
function makeJournal(store: JobStore, jobId: string, template: string): void {
  // Closing moves what was written into the one file that is copied.
  store.openJournal(jobId).close();
  copyFileSync(store.journalPath(jobId), template);
}

function jobOf(index: number): JobRecord {
  const created = Date.UTC(2023, 0, 1) + index * 97 * minute;
  const createdAt = new Date(created).toISOString();
  const jobId = `${createdAt.replace(/[-:]/g, '').replace('T', '-').slice(0, 15)}-bench`;
  const finished = { createdAt, finishedAt: new Date(created + 4100).toISOString(), seconds: 4.1, jobId };
  const target = { db: 'sluice', collection: 'conversations' };
  if (index % exportEvery === 0) {
    const request = exportRequestSchema.parse({
      kind: 'export',
      target,
      out: `/home/me/exports/${index}.json`,
    });
    const counts = { ...noCounts, exported: recordsPerJob };
    return { ...newJob(request), ...finished, state: 'completed', counts, bytes: 4_380_000 };
  }
  const path = `/home/me/archives/conversations-${index}.json`;
  const request = importRequestSchema.parse({ kind: 'import', target, paths: [path] });
  return {
    ...newJob(request),
    ...finished,
    state: 'completed',
    counts: { ...noCounts, read: recordsPerJob, inserted: recordsPerJob },
    bytes: 4_380_000,
    sources: [{ path, filename: `conversations-${index}.json`, size: 4_380_000, mtimeMs: created - minute }],
  };
}
