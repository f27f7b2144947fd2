/** A job as it is asked for: its first record, and what may be asked of it later. */
import { SluiceError, withoutCredentials } from '../api/errors.ts';
import { type JobState, noCounts } from '../api/jobs.ts';
import type { ExportRequest, ImportRequest, ReadingRequest } from '../api/requests.ts';
import type { JobRecord } from '../journal/job-record.ts';
import { newJobId } from '../journal/job-store.ts';
import { fieldChanges } from '../shapes/mapping/field-rules.ts';
import { serverLabel } from '../mongo/connect.ts';
import { outputPath } from './export.ts';

export type JobRequest = ReadingRequest | ExportRequest;

/** A job as the journal first knows it; the password of its server is not in it. */
export function newJob(request: JobRequest): JobRecord {
  // Before there is a job: rules that cannot be followed are a slip in the asking.
  if (request.kind !== 'export' && request.mapping) fieldChanges(request.mapping);
  const jobId = newJobId(new Date());
  const { uri, connection, db, collection } = request.target;
  const saved = connection === undefined ? {} : { connection };
  return {
    jobId,
    kind: request.kind,
    state: 'queued',
    operation: request.kind,
    request: {
      ...request,
      target: { db, collection, ...saved, ...(uri === undefined ? {} : { uri: withoutCredentials(uri) }) },
    },
    target: { server: uri === undefined ? 'local' : serverLabel(uri), ...saved, db, collection },
    ...(request.kind === 'export' ? { output: outputPath(request, jobId) } : {}),
    createdCollection: false,
    counts: noCounts,
    createdAt: new Date().toISOString(),
    bytes: 0,
    seconds: 0,
    warnings: [],
  };
}

/** The request of the job. Throws `job-state` unless it is an import in one of these states. */
export function checkIsImport(
  { jobId, state, kind, request }: JobRecord,
  states: readonly JobState[],
  action: string,
): ImportRequest {
  if (request.kind === 'import' && states.includes(state)) return request;
  const what = { import: state, export: 'an export', 'dry-run': 'a dry run', verify: 'a verification' }[kind];
  throw new SluiceError('job-state', { jobId, state: what, action });
}
