import { SluiceError } from '../api/errors.ts';
import type { ImportRequest } from '../api/requests.ts';
import { importFiles } from './import.ts';
import type { JobContext } from './job-context.ts';
import type { Work } from './job-runner.ts';
import { undoImport } from './undo.ts';

/** An import that stops at a conflict, as its policy wants, takes back what it wrote until then. */
export async function importOrUndo(job: JobContext, request: ImportRequest): ReturnType<Work> {
  try {
    await importFiles(job, request);
    return { state: 'completed' };
  } catch (error) {
    if (!(error instanceof SluiceError) || error.code !== 'conflict-stopped') throw error;
    const record = job.update({ state: 'undoing', operation: 'undo', counts: job.progress.counts });
    const { uri } = request.target;
    await undoImport(job, record, {
      jobId: job.jobId,
      force: false,
      newer: false,
      waitSeconds: request.waitSeconds,
      ...(uri === undefined ? {} : { uri }),
    });
    return { state: 'undone', error };
  }
}
