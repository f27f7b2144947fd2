/** The files of a job: taken in, staged where asked, and the same ones when a stopped job goes on. */
import { existsSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { SluiceError } from '../api/errors.ts';
import type { SourceFacts } from '../api/jobs.ts';
import type { ReadingRequest } from '../api/requests.ts';
import { checkSize, checkSpace, intake } from '../files/intake.ts';
import { compressionAt } from '../files/packing.ts';
import { stage } from '../files/stage.ts';
import { jobFolder, makeTempFolder } from '../files/temp-scope.ts';
import type { JobContext } from './job-context.ts';
import { detectSource, type OpenedSource, RecordBytes } from './source.ts';

/** The files in the order of the request. All of them are looked at before the first one is read. */
export async function openSources(job: JobContext, request: ReadingRequest): Promise<OpenedSource[]> {
  const known = job.store.get(job.jobId).sources;
  const sources = known ? await sameSources(known, request) : await newSources(job, request);
  if (!known) job.update({ sources });
  const opened: OpenedSource[] = [];
  for (const [index, facts] of sources.entries()) {
    const path = facts.stagedPath ?? facts.path;
    const name = nameOf(facts);
    const found = await detectSource(path, name, request);
    const { detected, shape, packing } = found;
    job.log.info({ job: job.jobId, path: facts.path, ...detected, shape, packing }, 'source opened');
    // A zip says before it is read what will come out.
    if (packing?.compression === 'zip') checkSize(name, packing.entry.size, request.maxSize);
    if (request.mapping && shape === 'conversation')
      throw new SluiceError('mapping-invalid', {
        reason: `${name} holds conversations, which are stored as they are`,
      });
    opened.push({ ...found, index, path, facts, records: new RecordBytes(path, name, found) });
  }
  return opened;
}

/** What errors call a source. */
export function nameOf({ path, filename }: SourceFacts): string {
  return path === '-' ? filename : path;
}

async function sameSources(
  known: readonly SourceFacts[],
  request: ReadingRequest,
): Promise<readonly SourceFacts[]> {
  for (const source of known) await sameSource(source, request);
  return known;
}

/** Throws `source-changed` when the file is not the one that the job began with, as far as size and time tell. */
async function sameSource(known: SourceFacts, request: ReadingRequest): Promise<void> {
  const { stagedPath, path, size, mtimeMs } = known;
  if (stagedPath !== undefined) {
    if (existsSync(stagedPath)) return;
    throw new SluiceError('source-changed', { path, reason: 'the copy that was made of it is gone' });
  }
  const now = await intake(path, request);
  if (now.size !== size) {
    throw new SluiceError('source-changed', {
      path,
      reason: `it held ${size} bytes and holds ${now.size} now`,
    });
  }
  if (now.mtimeMs !== mtimeMs)
    throw new SluiceError('source-changed', { path, reason: 'it was written to since' });
}

async function newSources(job: JobContext, request: ReadingRequest): Promise<readonly SourceFacts[]> {
  const { paths } = request;
  if (paths.includes('-') && paths.length > 1)
    throw new SluiceError('request-invalid', { reason: 'standard input cannot be read together with files' });
  const taken: SourceFacts[] = [];
  for (const path of paths) if (path !== '-') taken.push(await intake(path, request));
  if (!paths.includes('-') && !request.stage) return taken;
  const folder = jobFolder(job.folders.temp, job.jobId);
  // A crash may have left a part of a copy.
  rmSync(folder, { recursive: true, force: true });
  makeTempFolder(folder);
  try {
    return await stageSources(job, request, taken, folder);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** Copies the files to the temp area first; standard input has no other way. Copies live as long as the job can go on. */
async function stageSources(
  job: JobContext,
  request: ReadingRequest,
  taken: readonly SourceFacts[],
  folder: string,
): Promise<readonly SourceFacts[]> {
  const options = { signal: job.signal, onProgress: reportTo(job) };
  if (taken.length === 0) {
    if (!job.stdin) throw new SluiceError('request-invalid', { reason: 'there is no standard input here' });
    const stagedPath = join(folder, 'standard-input');
    job.progress.begin('staging');
    const { size, checksum } = await stage(job.stdin, stagedPath, { ...options, maxSize: request.maxSize });
    return [{ path: '-', filename: 'standard input', size, mtimeMs: Date.now(), checksum, stagedPath }];
  }
  const size = taken.reduce((sum, facts) => sum + facts.size, 0);
  await checkSpace(join(folder, 'any'), size);
  job.progress.begin('staging', { bytes: size });
  const staged: SourceFacts[] = [];
  for (const [i, facts] of taken.entries()) {
    // Files of the same name may come from several folders.
    const stagedPath = join(folder, `${i} ${basename(facts.path)}`);
    // The limit is for what comes out of a compressed file.
    const maxSize = (await compressionAt(facts.path)) === undefined ? request.maxSize : undefined;
    const { checksum } = await stage(facts.path, stagedPath, {
      ...options,
      maxSize,
      onProgress: reportTo(job),
    });
    staged.push({ ...facts, checksum, stagedPath });
  }
  return staged;
}

function reportTo(job: JobContext): (bytes: number) => void {
  let before = 0;
  return (bytes) => {
    job.progress.advance(0, bytes - before);
    before = bytes;
  };
}
