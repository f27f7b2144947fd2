/** What a job did, as text for people. */
import { open, rename, rm } from 'node:fs/promises';
import { SluiceError } from '../api/errors.ts';
import type { JobCounts, JobResult, Operation } from '../api/jobs.ts';
import { codeOf } from '../files/system-errors.ts';

const counted: Readonly<Record<Operation, readonly (keyof JobCounts)[]>> = {
  import: ['read', 'inserted', 'updated', 'unchanged', 'skipped', 'rejected', 'removed'],
  export: ['exported'],
  'dry-run': ['read', 'new', 'identical', 'differing', 'duplicates', 'invalid'],
  verify: ['same', 'missing', 'extra', 'different', 'duplicates', 'invalid'],
  undo: ['deleted', 'restored', 'kept'],
};

const titles: Readonly<Record<Operation, string>> = {
  import: 'Import',
  export: 'Export',
  'dry-run': 'Check',
  verify: 'Comparison',
  undo: 'Undo of an import',
};

/** Lines of "name: value"; what does not apply is left out. */
export function jobReport(job: JobResult): string {
  const { operation, target, counts, sources = [], keptIds = [], warnings, error } = job;
  const collection = `${target.db}.${target.collection} on ${target.server}`;
  const rows: [string, string | undefined][] = [
    ['Job', job.jobId],
    ['State', job.state],
    ['Begun', job.createdAt],
    ['Ended', job.finishedAt],
    ['Took', `${job.seconds} s`],
    ...sources.map(({ path, size, checksum }): [string, string] => [
      'File',
      `${path} (${size} bytes${checksum === undefined ? '' : `, SHA-256 ${checksum}`})`,
    ]),
    ['Collection', collection],
    ['Written to', job.output],
    ['SHA-256', job.kind === 'export' ? job.sha256 : undefined],
    ...counted[operation].map((name): [string, string] => [name, String(counts[name])]),
    ['Rejects', job.rejectsFile],
    ['Can be undone', job.kind === 'import' ? (job.undoable ? 'yes' : 'no') : undefined],
    ['Error', error?.message],
    ['What to do', error?.hint],
    ...warnings.map((warning): [string, string] => ['Worth knowing', warning]),
    ...keptIds.map((id): [string, string] => ['Left alone', id]),
  ];
  const lines = rows.flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`]));
  return [`Sluice: ${titles[operation]}`, '', ...lines, ''].join('\n');
}

/** Writes a text whole or not at all. Throws `output-unwritable`. */
export async function writeText(path: string, text: string): Promise<void> {
  const part = `${path}.part`;
  try {
    await using file = await open(part, 'w');
    await file.writeFile(text);
    await file.sync();
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw new SluiceError('output-unwritable', { path, reason: codeOf(error) }, error);
  }
}
