/** What a job's journal says is still to be done, for a run that goes on where another one ended. */
import type { SqliteDatabase } from './database.ts';
import type { PlannedBatch } from './planned-batch.ts';

/** A batch that is not known to be safe on the server, with the repetitions that grew out of it. */
export interface PendingBatch extends PlannedBatch {
  readonly seq: number;
  /** Index of the file, or -1 for a batch that removes documents. */
  readonly source: number;
  readonly firstRecord: number;
  readonly read: number;
  readonly byteEnd: number;
  readonly prefixChecksum: string;
  readonly repetitions: readonly PendingBatch[];
}

/** What is still to be done of one file. */
export interface PendingSource {
  /** Records of batches that are safe: first and last number of each range, ascending. */
  readonly done: readonly (readonly [number, number])[];
  /** In file order. */
  readonly batches: readonly PendingBatch[];
  /** Checksums of the source up to the ends of batches, ascending. */
  readonly expected: readonly { readonly byteEnd: number; readonly checksum: string }[];
}

export interface Pending {
  /** Of all files, in their order, and those that remove documents first. */
  readonly batches: readonly PendingBatch[];
  ofSource(source: number): PendingSource;
}

interface Row {
  readonly seq: number;
  readonly source: number;
  readonly repeats: number | null;
  readonly first_record: number;
  readonly read: number;
  readonly byte_end: number;
  readonly prefix_checksum: string;
}

/** @param planOf the plan of a batch, with its before-images */
export function readPending(database: SqliteDatabase, planOf: (seq: number) => PlannedBatch): Pending {
  const rows = database
    .prepare<[], Row>(
      `SELECT * FROM batches WHERE state IN ('intended', 'acknowledged') ORDER BY source, first_record, seq`,
    )
    .all();
  const repetitions = Map.groupBy(rows, ({ repeats }) => repeats);
  const build = (row: Row): PendingBatch => ({
    ...planOf(row.seq),
    seq: row.seq,
    source: row.source,
    firstRecord: row.first_record,
    read: row.read,
    byteEnd: row.byte_end,
    prefixChecksum: row.prefix_checksum,
    repetitions: (repetitions.get(row.seq) ?? []).map(build),
  });
  const batches = (repetitions.get(null) ?? []).map(build);
  return {
    batches,
    ofSource: (source) => {
      const own = batches.filter((batch) => batch.source === source);
      return { done: doneOf(database, source), batches: own, expected: expectedOf(database, source, own) };
    },
  };
}

function doneOf(database: SqliteDatabase, source: number): [number, number][] {
  const rows = database
    .prepare<[number], Row>(
      `SELECT * FROM batches WHERE source = ? AND repeats IS NULL AND state = 'applied' AND read > 0 ORDER BY first_record`,
    )
    .iterate(source);
  const ranges: [number, number][] = [];
  for (const { first_record: first, read } of rows) {
    const last = ranges.at(-1);
    if (last && last[1] + 1 === first) last[1] = first + read - 1;
    else ranges.push([first, first + read - 1]);
  }
  return ranges;
}

/** The end of what is safe, and the end of each batch that is not. */
function expectedOf(
  database: SqliteDatabase,
  source: number,
  batches: readonly PendingBatch[],
): PendingSource['expected'] {
  const safe = database
    .prepare<[number], Row>(
      `SELECT * FROM batches WHERE source = ? AND repeats IS NULL AND state = 'applied' AND prefix_checksum <> ''
       ORDER BY byte_end DESC LIMIT 1`,
    )
    .get(source);
  const ends = batches.map(({ byteEnd, prefixChecksum }) => ({ byteEnd, checksum: prefixChecksum }));
  if (safe) ends.push({ byteEnd: safe.byte_end, checksum: safe.prefix_checksum });
  return ends.filter(({ checksum }) => checksum !== '').toSorted((a, b) => a.byteEnd - b.byteEnd);
}
