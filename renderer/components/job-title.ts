import type { JobSummary } from '../../preload/contract.ts';
import { baseName } from '../format.ts';
import { texts } from '../texts.ts';

/** The file of a job, as short as it is still recognised. */
export function jobFile(job: JobSummary): string {
  const path = job.kind === 'import' ? job.source?.filename : job.output;
  if (path === undefined) return texts.history.someFile;
  return path === '-' ? texts.history.standardInput : baseName(path);
}

/** What a job moves, from where to where. */
export function jobTitle(job: JobSummary): string {
  const target = `${job.target.db}.${job.target.collection}`;
  return job.kind === 'import'
    ? texts.history.import(jobFile(job), target)
    : texts.history.export(target, jobFile(job));
}
