/** Peaks of memory (MB, whole process tree) of single commands of Sluice's, each looked at for whether it did its work. */
import { createReadStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { copyCommand } from './intake/task.ts';
import { type Bench, db, emptyPlace, expectRecords, measured } from './task.ts';
import { type Place, sluiceCommand, sluiceTarget } from './tools.ts';

export const peakOf = ({ peakBytes }: { readonly peakBytes: number }) => peakBytes / 1e6;

export async function copyPeakOf(bench: Bench, source: string, target: string): Promise<number> {
  await rm(target, { force: true });
  const copied = await measured(bench, copyCommand('stage', source, target));
  await rm(target);
  return peakOf(copied);
}

const collection = 'memory';

/** Imports into an empty collection and looks whether all of it arrived. */
export async function importPeakOf(bench: Bench, path: string, records: number): Promise<number> {
  const place = await emptyPlace(bench, collection);
  const imported = await measured(bench, sluiceCommand('import', path, ...sluiceTarget(place)));
  await expectRecords(bench, place, records);
  return peakOf(imported);
}

/** Exports what the last import left; the output has to be about as large as that was. */
export async function exportPeakOf(
  bench: Bench,
  format: 'json' | 'jsonl' | 'csv',
  leastBytes: number,
): Promise<number> {
  const place: Place = { uri: bench.server.uri, db, collection };
  const out = join(bench.folder, `out.${format}`);
  const command = sluiceCommand('export', '--out', out, '--overwrite', ...sluiceTarget(place));
  const exported = await measured(bench, command);
  if ((await stat(out)).size < leastBytes) throw new Error(`${out} is too small to be the whole collection.`);
  await rm(out);
  return peakOf(exported);
}

/** Bytes of the longest line; all our data have a record a line. */
export async function longestLine(path: string): Promise<number> {
  let longest = 0;
  let length = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    // Without an encoding a file is read as buffers.
    const bytes = chunk as Buffer;
    let start = 0;
    for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, start)) {
      longest = Math.max(longest, length + at - start);
      length = 0;
      start = at + 1;
    }
    length += bytes.length - start;
  }
  return Math.max(longest, length);
}
