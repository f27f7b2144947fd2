/**
 * Memory of Sluice's process tree, without mongod, above that of an idle one: what data cost. A command that has nothing
 * to do ends, so the idle tree is the peak of an import of a single record: everything is loaded, connected and running,
 * and no data to speak of have passed.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Attempt, attempts } from './attempts.ts';
import { type Judgement, judge, memoryBars } from './bars.ts';
import { bulkFile, type DataFile, dataFile, hugeFile, tinyFile } from './data.ts';
import { type FlatRow, measureFlatness } from './flatness.ts';
import { copyPeakOf, exportPeakOf, importPeakOf, longestLine, peakOf } from './memory-peaks.ts';
import { type Circumstances, median } from './report.ts';
import { type Bench, measured } from './task.ts';
import { sluiceCommand } from './tools.ts';

/** Peaks of commands that have hardly anything to do. */
export interface Idle {
  /** `sluice jobs`, which connects to nothing. */
  readonly jobsMegabytes: number;
  /** The import of one record: the idle tree of the figures. */
  readonly importMegabytes: number;
  /** The copy of some bytes. */
  readonly copyMegabytes: number;
}

export interface MemoryRow {
  readonly work: string;
  readonly bytes: number;
  /** Of the whole tree. */
  readonly peakMegabytes: number;
  /** Of that, what an idle tree has not. */
  readonly aboveIdleMegabytes: number;
  readonly barMegabytes: number;
  /** What the seed's documentation says of the same, where it does. */
  readonly seedMegabytes?: number;
}

export interface MemoryReport extends Circumstances {
  readonly rounds: number;
  /** The size of the data by full size. */
  readonly scale: number;
  readonly idle: Idle;
  readonly rows: readonly MemoryRow[];
  readonly flat: readonly FlatRow[];
  readonly failures: readonly string[];
}

export function judgeMemory({ rows, flat }: MemoryReport): Judgement[] {
  return [
    ...rows.map(({ work, aboveIdleMegabytes, barMegabytes, seedMegabytes }) =>
      judge({
        work: `memory: ${work}`,
        against:
          seedMegabytes === undefined ? 'above the idle tree' : "the seed's figure, above the idle tree",
        measured: aboveIdleMegabytes,
        bar: barMegabytes,
        unit: 'MB',
      }),
    ),
    ...flat.map(({ work, smallBytes, largeBytes, smallMegabytes, largeMegabytes }) =>
      judge({
        work: `flat memory: ${work}`,
        against: `${largeBytes / 1e9} GB by ${smallBytes / 1e6} MB, above the idle tree`,
        measured: largeMegabytes / smallMegabytes,
        bar: memoryBars.flat,
        unit: 'factor',
      }),
    ),
  ];
}

export async function measureMemory(
  bench: Bench,
  {
    rounds,
    circumstances,
    say,
  }: { rounds: number; circumstances: Circumstances; say: (text: string) => void },
): Promise<MemoryReport> {
  const scale = Math.min(1, bench.megabytes / 300);
  const { attempt, failures } = attempts(say);
  const idle = await measureIdle(bench, rounds);
  say(`Idle: jobs ${idle.jobsMegabytes.toFixed(0)} MB, import ${idle.importMegabytes.toFixed(0)} MB`);
  const rows: MemoryRow[] = [];
  await measureRows({ bench, rounds, scale, idle, attempt }, (row) => {
    say(
      `Memory, ${row.work}: ${row.aboveIdleMegabytes.toFixed(0)} MB above idle (bar ${row.barMegabytes.toFixed(0)})`,
    );
    rows.push(row);
  });
  const flat: FlatRow[] = [];
  if (bench.large) await measureFlatness(bench, idle.importMegabytes, attempt, (row) => flat.push(row));
  return { ...circumstances, rounds, scale, idle, rows, flat, failures };
}

async function measureIdle(bench: Bench, rounds: number): Promise<Idle> {
  const path = join(bench.measuring.folder, 'one.jsonl');
  await writeFile(path, '{"id":"one","title":"One","messages":[]}\n');
  const copy = join(bench.measuring.folder, 'one.copy');
  const importPeak = await middle(rounds, async () => importPeakOf(bench, path, 1));
  const jobsPeak = await middle(rounds, async () => peakOf(await measured(bench, sluiceCommand('jobs'))));
  const copyPeak = await middle(rounds, () => copyPeakOf(bench, path, copy));
  return { jobsMegabytes: jobsPeak, importMegabytes: importPeak, copyMegabytes: copyPeak };
}

async function middle(rounds: number, once: () => Promise<number>): Promise<number> {
  const values: number[] = [];
  for (let round = 0; round < rounds; round++) values.push(await once());
  return median(values);
}

interface Setting {
  readonly bench: Bench;
  readonly rounds: number;
  readonly scale: number;
  readonly idle: Idle;
  readonly attempt: Attempt;
}

async function measureRows(setting: Setting, add: (row: MemoryRow) => void): Promise<void> {
  const { bench, rounds, idle, attempt } = setting;
  const { folder } = bench;
  const sized = (megabytes: number) => Math.max(1, Math.round(megabytes * setting.scale));
  const name = (megabytes: number) => sizeName(sized(megabytes));
  const row = async (
    work: string,
    file: DataFile,
    bar: { readonly barMegabytes: number; readonly seedMegabytes?: number },
    once: () => Promise<number>,
    idleMegabytes = idle.importMegabytes,
  ) => {
    const peakMegabytes = await middle(rounds, once);
    const aboveIdleMegabytes = peakMegabytes - idleMegabytes;
    add({ work, bytes: file.bytes, peakMegabytes, aboveIdleMegabytes, ...bar });
  };
  const seed = (megabytes: number) => ({ barMegabytes: megabytes, seedMegabytes: megabytes });
  const importRow = async (work: string, file: DataFile) =>
    row(work, file, { barMegabytes: await importBar(file) }, () =>
      importPeakOf(bench, file.path, file.records),
    );

  await attempt('memory of the intake', async () => {
    const file = await bulkFile(folder, sized(100));
    const target = join(bench.measuring.folder, 'memory.copy');
    const once = () => copyPeakOf(bench, file.path, target);
    await row(`file intake of ${name(100)}`, file, seed(memoryBars.intake), once, idle.copyMegabytes);
  });
  await attempt('memory of a small import', async () => {
    const file = await dataFile(folder, 'jsonl', sized(50));
    const once = () => importPeakOf(bench, file.path, file.records);
    await row(`batch import of ${name(50)}`, file, seed(memoryBars.batchImport), once);
  });
  await attempt('memory of CSV', async () => {
    const file = await dataFile(folder, 'csv', sized(500));
    await importRow(`import of ${name(500)} of CSV`, file);
    const once = () => exportPeakOf(bench, 'csv', file.bytes * 0.8);
    await row(`CSV export of ${name(500)}`, file, seed(memoryBars.exportCsv), once);
  });
  await attempt('memory of JSON', async () => {
    const file = await dataFile(folder, 'jsonl', sized(1000));
    await importRow(`import of ${name(1000)} of JSON Lines`, file);
    const once = () => exportPeakOf(bench, 'json', file.bytes * 0.8);
    await row(`JSON export of ${name(1000)}`, file, seed(memoryBars.exportJson), once);
  });
  await attempt('memory of an envelope', async () =>
    importRow(`import of ${name(300)} as envelope`, await dataFile(folder, 'json', sized(300))),
  );
  await attempt('memory of few huge documents', async () =>
    importRow(`import of ${name(300)} in documents of 15 MB`, await hugeFile(folder, sized(300))),
  );
  await attempt('memory of many tiny documents', async () =>
    importRow(
      `import of ${name(300)} in documents of 100 bytes`,
      await tinyFile(folder, sized(300) * 10_000),
    ),
  );
}

const sizeName = (megabytes: number): string =>
  megabytes >= 1000 ? `${megabytes / 1000} GB` : `${megabytes} MB`;

async function importBar({ path }: DataFile): Promise<number> {
  return memoryBars.import + (memoryBars.timesLargestRecord * (await longestLine(path))) / 1e6;
}
