import { spawnSync } from 'node:child_process';
/** The rows of the table: what each tool is asked to do, from an empty or a filled collection. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { SampleFormat } from '../main/cli/demo/sample.ts';
import { compareFiles } from '../main/cli/demo/second-reader.ts';
import { type DataFile, dataFile } from './data.ts';
import { type Measured, type Measuring, measure } from './measure.ts';
import type { BenchServer } from './server.ts';
import type { Place, Tool } from './tools.ts';

export interface Sample extends Omit<Measured, 'stdout'> {
  readonly task: string;
  readonly tool: string;
  /** What MB/s counts: for every tool the bytes of the data, whatever spaces and escapes its own output has. */
  readonly bytes: number;
  readonly outputBytes?: number;
}

export interface Bench {
  readonly server: BenchServer;
  readonly measuring: Measuring;
  /** Folder for data and outputs. */
  readonly folder: string;
  readonly megabytes: number;
  /** Only the first round looks into the outputs: comparing takes longer than making them. */
  readonly check: boolean;
}

export interface Task {
  readonly name: string;
  /** Measures one tool; no samples where it cannot do the task. */
  run(bench: Bench, tool: Tool): Promise<Sample[]>;
}

const db = 'bench';

export const tasks: readonly Task[] = [
  importTask('json', 'JSON envelope'),
  importTask('jsonl', 'JSON Lines'),
  importTask('csv', 'CSV'),
  updateTask(),
  exportTask('json', 'JSON envelope'),
  exportTask('jsonl', 'JSON Lines'),
  exportTask('csv', 'CSV'),
];

function importTask(format: SampleFormat, title: string): Task {
  const name = `import ${title}`;
  return {
    name,
    run: async (bench, tool) => {
      const file = await dataFile(bench.folder, format, bench.megabytes);
      const place = await emptyPlace(bench, 'imported');
      const command = tool.importCommand(file.path, format, place);
      if (command === undefined) return [];
      const imported = await measured(bench, command);
      await expectRecords(bench, place, file.records);
      const samples = [sampleOf(name, tool, file.bytes, imported)];
      if (format === 'json' && tool.undoCommand !== undefined) {
        const undone = await measured(bench, tool.undoCommand(imported.stdout, place));
        await expectRecords(bench, place, 0);
        samples.push(sampleOf('undo of an import', tool, file.bytes, undone));
      }
      return samples;
    },
  };
}

function updateTask(): Task {
  const name = 'import JSON envelope over a full collection, one field differing';
  return {
    name,
    run: async (bench, tool) => {
      const before = await dataFile(bench.folder, 'json', bench.megabytes);
      const after = await dataFile(bench.folder, 'json', bench.megabytes, 1);
      const place = await emptyPlace(bench, 'updated');
      const filling = tool.importCommand(before.path, 'json', place);
      const command = tool.updateCommand(after.path, 'json', place);
      if (filling === undefined || command === undefined) return [];
      await measured(bench, filling);
      const samples: Sample[] = [];
      if (tool.dryRunCommand !== undefined) {
        const foreseen = await measured(bench, tool.dryRunCommand(after.path, 'json', place));
        samples.push(sampleOf('dry run of that', tool, after.bytes, foreseen));
      }
      const updated = await measured(bench, command);
      await expectRecords(bench, place, after.records, { summary: 'Revision 1 of this summary.' });
      samples.unshift(sampleOf(name, tool, after.bytes, updated));
      if (tool.undoCommand !== undefined) {
        const undone = await measured(bench, tool.undoCommand(updated.stdout, place));
        await expectRecords(bench, place, 0, { summary: 'Revision 1 of this summary.' });
        samples.push(sampleOf('undo of that', tool, after.bytes, undone));
      }
      return samples;
    },
  };
}

function exportTask(format: SampleFormat, title: string): Task {
  const name = `export ${title}`;
  return {
    name,
    run: async (bench, tool) => {
      const file = await dataFile(bench.folder, format === 'csv' ? 'csv' : 'jsonl', bench.megabytes);
      const place = { uri: bench.server.uri, db, collection: sourceCollection(file) };
      const out = join(bench.folder, `out.${format}`);
      const command = tool.exportCommand(out, format, place);
      if (command === undefined) return [];
      const exported = await measured(bench, command);
      const outputBytes = (await stat(out)).size;
      if (bench.check && tool.name !== 'mongoimport / mongoexport') await expectSame(out, file);
      // Five of eight columns are written: the output is what there is to count.
      return [
        { ...sampleOf(name, tool, format === 'csv' ? outputBytes : file.bytes, exported), outputBytes },
      ];
    },
  };
}

/** Fills the collections that exports read, once a run; with the Python stack, so that none depends on Sluice. */
export async function fillSources(bench: Bench, python: Tool): Promise<void> {
  for (const format of ['jsonl', 'csv'] as const) {
    const file = await dataFile(bench.folder, format, bench.megabytes);
    const place = await emptyPlace(bench, sourceCollection(file));
    const command = python.importCommand(file.path, format, place);
    if (command !== undefined) await measured(bench, command);
    await expectRecords(bench, place, file.records);
  }
}

function sourceCollection(file: DataFile): string {
  return `source_${file.format}`;
}

async function emptyPlace({ server }: Bench, collection: string): Promise<Place> {
  await server.client.db(db).collection(collection).drop();
  return { uri: server.uri, db, collection };
}

/**
 * The command, and then a checkpoint and a sync of the disk outside of the measured time: nobody pays for what the one
 * before left dirty.
 */
async function measured({ server, measuring }: Bench, command: readonly string[]): Promise<Measured> {
  const result = await measure(command, measuring);
  await server.client.db('admin').command({ fsync: 1 });
  if (process.platform !== 'win32') spawnSync('sync');
  return result;
}

function sampleOf(
  task: string,
  tool: Tool,
  bytes: number,
  { seconds, cpuSeconds, peakBytes }: Measured,
): Sample {
  return { task, tool: tool.name, bytes, seconds, cpuSeconds, peakBytes };
}

async function expectRecords({ server }: Bench, place: Place, expected: number, filter = {}): Promise<void> {
  const found = await server.client.db(place.db).collection(place.collection).countDocuments(filter);
  if (found !== expected)
    throw new Error(`${place.collection} holds ${found} records instead of ${expected}.`);
}

async function expectSame(out: string, file: DataFile): Promise<void> {
  const { same, recordsA, recordsB, firstDifference } = await compareFiles(out, file.path);
  if (same) return;
  const fields = firstDifference?.fields ?? [];
  throw new Error(
    `${out} is not ${file.path}: ${recordsA} and ${recordsB} records, first ${fields.join(', ')}.`,
  );
}
