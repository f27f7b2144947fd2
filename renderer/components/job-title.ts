import type { JobSummary } from '../../preload/contract.ts';
import { baseName } from '../format.ts';
import { texts } from '../texts.ts';

/** The file of a job, as short as it is still recognised. */
export function jobFile(job: JobSummary): string {
  const [first, ...others] = job.sources ?? [];
  if (others.length > 0) return texts.history.files(others.length + 1);
  const path = job.kind === 'export' ? job.output : first?.filename;
  if (path === undefined) return texts.history.someFile;
  return path === '-' ? texts.history.standardInput : baseName(path);
}

/** What a job moves, from where to where. */
export function jobTitle(job: JobSummary): string {
  const target = `${job.target.db}.${job.target.collection}`;
  if (job.kind === 'export') return texts.history.export(target, jobFile(job));
  return texts.history[job.kind](jobFile(job), target);
}
