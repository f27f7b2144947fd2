/** How time and journal grow with the number of records. */
import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { homeFolders } from '../main/engine/files/home.ts';
import { attempts } from './attempts.ts';
import { dataFile, tinyFile } from './data.ts';
import { type Circumstances, median } from './report.ts';
import { type Bench, emptyPlace, expectRecords, measured } from './task.ts';
import { jobIdIn, sluiceCommand, sluiceTarget } from './tools.ts';

export interface ScaleRow {
  readonly records: number;
  /** The whole command. */
  readonly seconds: number;
  /** Without what an import of a single record takes. */
  readonly microsecondsPerRecord: number;
  readonly journalBytesPerRecord: number;
}

export interface JournalOfUpdates {
  readonly records: number;
  readonly documentBytes: number;
  readonly journalBytes: number;
}

export interface ScaleReport extends Circumstances {
  readonly rounds: number;
  readonly startUpSeconds: number;
  readonly rows: readonly ScaleRow[];
  readonly updates?: JournalOfUpdates;
  readonly failures: readonly string[];
}

/** The slowest record's time by the fastest's; 1 is constant. */
export function spreadOf({ rows }: ScaleReport): number {
  const times = rows.map(({ microsecondsPerRecord }) => microsecondsPerRecord);
  return Math.max(...times) / Math.min(...times);
}

export async function measureScale(
  bench: Bench,
  {
    rounds,
    circumstances,
    say,
  }: { rounds: number; circumstances: Circumstances; say: (text: string) => void },
): Promise<ScaleReport> {
  const { attempt, failures } = attempts(say);
  const startUpSeconds = await measureStartUp(bench, rounds);
  say(`Start-up: ${startUpSeconds.toFixed(2)} s`);
  const rows: ScaleRow[] = [];
  for (const records of sizesFor(bench)) {
    await attempt(`${records} records`, async () => {
      const row = await measureSize(bench, records, rounds, startUpSeconds);
      say(
        `${records} records: ${row.microsecondsPerRecord.toFixed(1)} µs and ${row.journalBytesPerRecord.toFixed(1)} bytes of journal a record`,
      );
      rows.push(row);
    });
  }
  let updates: JournalOfUpdates | undefined;
  await attempt('journal of updates', async () => {
    updates = await measureUpdates(bench);
  });
  return {
    ...circumstances,
    rounds,
    startUpSeconds,
    rows,
    ...(updates === undefined ? {} : { updates }),
    failures,
  };
}

function sizesFor({ megabytes, large }: Bench): number[] {
  const sizes = [10_000, 100_000];
  if (megabytes >= 300) sizes.push(1_000_000);
  if (large) sizes.push(10_000_000);
  return sizes;
}

async function measureStartUp(bench: Bench, rounds: number): Promise<number> {
  const path = join(bench.measuring.folder, 'one.jsonl');
  await writeFile(path, '{"id":"one","title":"One","messages":[]}\n');
  const seconds: number[] = [];
  // It is taken off everything: worth a few more looks.
  for (let round = 0; round < rounds + 2; round++) {
    const place = await emptyPlace(bench, 'scale');
    seconds.push((await measured(bench, sluiceCommand('import', path, ...sluiceTarget(place)))).seconds);
  }
  return median(seconds);
}

async function measureSize(
  bench: Bench,
  records: number,
  rounds: number,
  startUpSeconds: number,
): Promise<ScaleRow> {
  const { path } = await tinyFile(bench.folder, records);
  const seconds: number[] = [];
  const journals: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const place = await emptyPlace(bench, 'scale');
    const imported = await measured(bench, sluiceCommand('import', path, ...sluiceTarget(place)));
    await expectRecords(bench, place, records);
    seconds.push(imported.seconds);
    journals.push(await journalBytes(bench, jobIdIn(imported.stdout)));
  }
  const middle = median(seconds);
  return {
    records,
    seconds: middle,
    microsecondsPerRecord: ((middle - startUpSeconds) * 1e6) / records,
    journalBytesPerRecord: median(journals) / records,
  };
}

/** What changing one field of every conversation leaves in the journal, beside the size of the documents. */
async function measureUpdates(bench: Bench): Promise<JournalOfUpdates> {
  const before = await dataFile(bench.folder, 'jsonl', bench.megabytes);
  const after = await dataFile(bench.folder, 'jsonl', bench.megabytes, 1);
  const place = await emptyPlace(bench, 'scale');
  await measured(bench, sluiceCommand('import', before.path, ...sluiceTarget(place)));
  const updated = await measured(bench, sluiceCommand('import', after.path, ...sluiceTarget(place)));
  await expectRecords(bench, place, after.records, { summary: 'Revision 1 of this summary.' });
  return {
    records: before.records,
    documentBytes: before.bytes,
    journalBytes: await journalBytes(bench, jobIdIn(updated.stdout)),
  };
}

/** Bytes on disk of everything that a job's journal consists of. */
async function journalBytes({ measuring }: Bench, jobId: string): Promise<number> {
  const folder = join(homeFolders(measuring.env.SLUICE_HOME ?? '').journal, 'jobs');
  const names = (await readdir(folder)).filter((name) => name.startsWith(`${jobId}.`));
  if (names.length === 0) throw new Error(`The job ${jobId} has no journal in ${folder}.`);
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
