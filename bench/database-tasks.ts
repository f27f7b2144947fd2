/** What each tool is asked to do with a database: from an empty or a filled collection. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { SampleFormat } from '../main/engine/sample-data/sample.ts';
import { compareFiles } from '../main/cli/demo/second-reader.ts';
import { mongoOwn, taskNames } from './bars.ts';
import { type DataFile, type DataFormat, dataFile } from './data.ts';
import { lastObject } from './measure.ts';
import {
  type Bench,
  db,
  emptyPlace,
  expectRecords,
  measured,
  type Sample,
  sampleOf,
  type Task,
} from './task.ts';
import type { Tool } from './tools.ts';

/** A CSV of more says nothing more, and takes the Python stack a minute a round. */
const mostCsvMegabytes = 150;

/** Asks every tool; one that cannot do it gives no samples. */
const everyTool =
  (run: (bench: Bench, tool: Tool) => Promise<Sample[]>): Task['contenders'] =>
  ({ tools }) =>
    tools.map((tool) => ({ name: tool.name, run: (bench) => run(bench, tool) }));

const fileFor = (bench: Bench, format: DataFormat): Promise<DataFile> =>
  dataFile(
    bench.folder,
    format,
    format === 'csv' ? Math.min(bench.megabytes, mostCsvMegabytes) : bench.megabytes,
  );

export function importTask(format: DataFormat, name: string): Task {
  return {
    name,
    contenders: everyTool(async (bench, tool) => {
      const file = await fileFor(bench, format);
      const place = await emptyPlace(bench, 'imported');
      const command = tool.importCommand(file.path, format, place);
      if (command === undefined) return [];
      const about = { kind: 'database', tool: tool.name, bytes: file.bytes } as const;
      const imported = await measured(bench, command);
      await expectRecords(bench, place, file.records);
      const samples = [sampleOf({ task: name, ...about }, imported)];
      if (format === 'json' && tool.undoCommand !== undefined) {
        const undone = await measured(bench, tool.undoCommand(imported.stdout, place));
        await expectRecords(bench, place, 0);
        samples.push(sampleOf({ task: taskNames.undo, ...about }, undone));
      }
      return samples;
    }),
  };
}

const changed = { summary: 'Revision 1 of this summary.' };

export function updateTask(): Task {
  const name = taskNames.update;
  return {
    name,
    contenders: everyTool(async (bench, tool) => {
      const before = await dataFile(bench.folder, 'json', bench.megabytes);
      const after = await dataFile(bench.folder, 'json', bench.megabytes, 1);
      const place = await emptyPlace(bench, 'updated');
      const filling = tool.importCommand(before.path, 'json', place);
      const command = tool.updateCommand(after.path, 'json', place);
      if (filling === undefined || command === undefined) return [];
      await measured(bench, filling);
      const about = { kind: 'database', tool: tool.name, bytes: after.bytes } as const;
      const samples: Sample[] = [];
      if (tool.dryRunCommand !== undefined) {
        const foreseen = await measured(bench, tool.dryRunCommand(after.path, 'json', place));
        expectForeseen(foreseen.stdout, after.records);
        await expectRecords(bench, place, 0, changed);
        samples.push(sampleOf({ task: taskNames.dryRun, ...about }, foreseen));
      }
      const updated = await measured(bench, command);
      await expectRecords(bench, place, after.records, changed);
      samples.unshift(sampleOf({ task: name, ...about }, updated));
      if (tool.undoCommand !== undefined) {
        const undone = await measured(bench, tool.undoCommand(updated.stdout, place));
        await expectRecords(bench, place, 0, changed);
        await expectRecords(bench, place, before.records);
        samples.push(sampleOf({ task: taskNames.undoUpdate, ...about }, undone));
      }
      return samples;
    }),
  };
}

function expectForeseen(stdout: string, records: number): void {
  const { differing, read } = lastObject(stdout);
  if (differing !== records || read !== records)
    throw new Error(`The dry run saw ${String(differing)} of ${String(read)} differ instead of ${records}.`);
}

export function exportTask(format: SampleFormat, name: string): Task {
  return {
    name,
    contenders: everyTool(async (bench, tool) => {
      const file = await fileFor(bench, format === 'csv' ? 'csv' : 'jsonl');
      const place = { uri: bench.server.uri, db, collection: sourceCollection(file) };
      const out = join(bench.folder, `out.${format}`);
      const command = tool.exportCommand(out, format, place);
      if (command === undefined) return [];
      const exported = await measured(bench, command);
      const outputBytes = (await stat(out)).size;
      if (bench.check && tool.name !== mongoOwn) await expectSame(out, file);
      // Five of eight columns are written: the output is what there is to count.
      const bytes = format === 'csv' ? outputBytes : file.bytes;
      const sample = sampleOf({ task: name, kind: 'database', tool: tool.name, bytes }, exported);
      return [{ ...sample, outputBytes }];
    }),
  };
}

/** Fills the collections that exports read, once a run; with the Python stack, so that none depends on Sluice. */
export async function fillSources(bench: Bench, python: Tool): Promise<void> {
  for (const format of ['jsonl', 'csv'] as const) {
    const file = await fileFor(bench, format);
    const place = await emptyPlace(bench, sourceCollection(file));
    const command = python.importCommand(file.path, format, place);
    if (command !== undefined) await measured(bench, command);
    await expectRecords(bench, place, file.records);
  }
}

function sourceCollection(file: DataFile): string {
  return `source_${file.format}`;
}

async function expectSame(out: string, file: DataFile): Promise<void> {
  const { same, recordsA, recordsB, firstDifference } = await compareFiles(out, file.path);
  if (same) return;
  const fields = firstDifference?.fields ?? [];
  throw new Error(
    `${out} is not ${file.path}: ${recordsA} and ${recordsB} records, first ${fields.join(', ')}.`,
  );
}
