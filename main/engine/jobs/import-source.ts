/** The source of an import: taken in, staged where asked, and the same one when a stopped job goes on. */
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { SluiceError } from '../api/errors.ts';
import type { SourceFacts } from '../api/jobs.ts';
import type { ImportRequest } from '../api/requests.ts';
import { checkSize, checkSpace, intake } from '../files/intake.ts';
import { compressionAt } from '../files/packing.ts';
import { stage } from '../files/stage.ts';
import { jobFolder } from '../files/temp-scope.ts';
import type { JobContext } from './job-context.ts';
import { detectSource, type OpenedSource, RecordBytes } from './source.ts';

export async function openSource(job: JobContext, request: ImportRequest): Promise<OpenedSource> {
  const known = job.store.get(job.jobId).source;
  const facts = known ? await sameSource(known, request) : await newSource(job, request);
  if (!known) job.update({ source: facts });
  const path = facts.stagedPath ?? facts.path;
  const name = nameOf(facts);
  const found = await detectSource(path, name, request);
  const { detected, shape, packing } = found;
  job.log.info({ job: job.jobId, path: facts.path, ...detected, shape, packing }, 'source opened');
  // A zip says before it is read what will come out.
  if (packing?.compression === 'zip') checkSize(name, packing.entry.size, request.maxSize);
  return { ...found, path, facts, records: new RecordBytes(path, name, found) };
}

/** What errors call a source. */
export function nameOf({ path, filename }: SourceFacts): string {
  return path === '-' ? filename : path;
}

/** Throws `source-changed` when the file is not the one that the job began with, as far as size and time tell. */
async function sameSource(known: SourceFacts, request: ImportRequest): Promise<SourceFacts> {
  const { stagedPath, path, size, mtimeMs } = known;
  if (stagedPath !== undefined) {
    if (existsSync(stagedPath)) return known;
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
  return known;
}

async function newSource(job: JobContext, request: ImportRequest): Promise<SourceFacts> {
  if (request.path !== '-' && !request.stage) return intake(request.path, request);
  const folder = jobFolder(job.folders.temp, job.jobId);
  // A crash may have left a part of a copy.
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  try {
    return await stageSource(job, request, folder);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** Copies the source to the temp area first; standard input has no other way. The copy lives as long as the job can go on. */
async function stageSource(job: JobContext, request: ImportRequest, folder: string): Promise<SourceFacts> {
  const unlimited = { signal: job.signal, onProgress: reportTo(job) };
  const options = { ...unlimited, maxSize: request.maxSize };
  if (request.path === '-') {
    if (!job.stdin) throw new SluiceError('request-invalid', { reason: 'there is no standard input here' });
    const stagedPath = join(folder, 'standard-input');
    job.progress.begin('staging');
    const { size, checksum } = await stage(job.stdin, stagedPath, options);
    return { path: '-', filename: 'standard input', size, mtimeMs: Date.now(), checksum, stagedPath };
  }
  const facts = await intake(request.path, request);
  const stagedPath = join(folder, basename(facts.path));
  await checkSpace(stagedPath, facts.size);
  job.progress.begin('staging', { bytes: facts.size });
  const isPacked = (await compressionAt(facts.path)) !== undefined;
  const { checksum } = await stage(facts.path, stagedPath, isPacked ? unlimited : options);
  return { ...facts, checksum, stagedPath };
}

function reportTo(job: JobContext): (bytes: number) => void {
  let before = 0;
  return (bytes) => {
    job.progress.advance(0, bytes - before);
    before = bytes;
  };
}
