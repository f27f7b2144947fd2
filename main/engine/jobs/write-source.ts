/** One file of an import, read and written batch by batch. */
import { SluiceError } from '../api/errors.ts';
import type { SourceFacts } from '../api/jobs.ts';
import type { ImportRequest, ReadingRequest } from '../api/requests.ts';
import type { Pending } from '../journal/pending.ts';
import type { ReadEnd, Reader } from '../workers/reader.ts';
import { SteadyMemory } from '../workers/steady-memory.ts';
import { BatchQueue } from './batch-queue.ts';
import type { BatchWriter } from './batch-writer.ts';
import type { JobContext } from './job-context.ts';
import { type ReadingJob, readSource, SourcePart, type SourceTotals } from './read-source.ts';
import type { RecordKey } from './record-key.ts';
import { laterImages } from './restore-entries.ts';
import type { OpenedSource } from './source.ts';

/**
 * Batches written at once: while the server works on some, the next is planned and journaled. Several, because a commit of
 * the journal takes about as long for one batch as for those that wait with it.
 */
const underWay = { batches: 4, bytes: 4.5 * 1024 * 1024 };

/** How a file was read. */
export interface SourceEnd {
  /** Bytes of its content. */
  readonly bytes: number;
  /** SHA-256 of its content, hex. */
  readonly checksum: string;
  readonly warnings: readonly string[];
}

/** What a job's record says of all its files together; `sha256` where there is one. */
export function endOfReading(ends: readonly SourceEnd[]): {
  readonly bytes: number;
  readonly sha256?: string;
  readonly warnings: readonly string[];
} {
  const [only] = ends;
  return {
    bytes: ends.reduce((sum, { bytes }) => sum + bytes, 0),
    ...(only && ends.length === 1 ? { sha256: only.checksum } : {}),
    warnings: ends.flatMap(({ warnings }) => warnings),
  };
}

/** Writes what is still to be written of the file; comes back when all of it is in the journal and was sent. */
export async function writeSource(
  { job, request, thread }: ReadingJob<ImportRequest>,
  source: OpenedSource,
  writer: BatchWriter,
  key: RecordKey,
  pending: Pending,
  totals: SourceTotals,
  warn: (warnings: readonly string[]) => void,
): Promise<SourceEnd> {
  const own = pending.ofSource(source.index);
  const { readBytes, checksum } = factsOf(job, source);
  if (readBytes !== undefined && checksum !== undefined && own.batches.length === 0)
    return { bytes: readBytes, checksum, warnings: [] };
  await using reader = readSource({ job, request, thread }, source, own);
  try {
    await writeBatches(job, source, reader, writer, key, pending, totals);
  } finally {
    // What was worth telling is worth it also where reading ends too early.
    warn(warningsOf(request, source, reader));
  }
  const end = reader.end();
  if (!end) throw new SluiceError('internal', { reason: 'the reader did not say how it ended' });
  totals.expect(source, end.bytes);
  noteRead(job, source, end);
  return { ...end, warnings: [] };
}

/** What was worth telling about a file; with its name where there are several. */
export function warningsOf(request: ReadingRequest, source: OpenedSource, reader: Reader): string[] {
  const warnings = [...source.notes, ...reader.warnings()];
  if (request.paths.length === 1) return warnings;
  return warnings.map((warning) => `${source.facts.filename}: ${warning}`);
}

function factsOf(job: JobContext, { index, facts }: OpenedSource): SourceFacts {
  return job.store.get(job.jobId).sources?.[index] ?? facts;
}

function noteRead(job: JobContext, { index }: OpenedSource, { bytes, checksum }: ReadEnd): void {
  const sources = job.store.get(job.jobId).sources ?? [];
  job.update({
    sources: sources.map((facts, i) => (i === index ? { ...facts, checksum, readBytes: bytes } : facts)),
  });
}

async function writeBatches(
  job: JobContext,
  source: OpenedSource,
  reader: Reader,
  writer: BatchWriter,
  key: RecordKey,
  pending: Pending,
  totals: SourceTotals,
): Promise<void> {
  const queue = new BatchQueue(underWay);
  const memory = new SteadyMemory();
  const open = new Map(pending.ofSource(source.index).batches.map((batch) => [batch.firstRecord, batch]));
  const later = laterImages(pending.batches);
  try {
    for await (const batch of reader.batches) {
      job.signal.throwIfAborted();
      const part = new SourcePart(batch, source.index, key);
      const before = open.get(part.range.firstRecord);
      if (before && before.read !== part.range.read) {
        throw new SluiceError('internal', {
          reason: `the batch at record ${part.range.firstRecord} cannot be repeated`,
        });
      }
      await queue.add(
        part.keys,
        async () => {
          const counts = await (before ? writer.repeat(part, before, later) : writer.write(part));
          job.progress.count('read', batch.read);
          for (const name of ['inserted', 'updated', 'unchanged', 'skipped', 'rejected'] as const)
            job.progress.count(name, counts[name]);
          totals.expect(source, batch.expectedBytes);
          job.progress.advance(batch.read, batch.byteEnd - batch.byteStart);
          reader.release(batch);
          memory.passed(batch.byteEnd - batch.byteStart);
        },
        batch.documents.length,
      );
    }
    await queue.drain();
    job.signal.throwIfAborted();
  } finally {
    await queue.settle();
  }
}
