/** Whether memory stays flat: the same import and export of ten times the data. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { dataFile } from './data.ts';
import { type Measured, measure } from './measure.ts';
import type { Flatness } from './report.ts';
import type { Bench } from './tasks.ts';
import type { Place, Tool } from './tools.ts';

const factor = 10;

/** Imports and exports JSON at the bench's size and at ten times of it. The large files need some 10 GB of disk. */
export async function measureFlatness(bench: Bench, tool: Tool): Promise<Flatness[]> {
  const small = await peaks(bench, tool, bench.megabytes);
  const large = await peaks(bench, tool, bench.megabytes * factor);
  return (['import JSON envelope', 'export JSON envelope'] as const).map((task, index) => {
    const smallPeakMegabytes = (small[index]?.peakBytes ?? Number.NaN) / 1e6;
    const largePeakMegabytes = (large[index]?.peakBytes ?? Number.NaN) / 1e6;
    return {
      task,
      smallMegabytes: bench.megabytes,
      largeMegabytes: bench.megabytes * factor,
      smallPeakMegabytes,
      largePeakMegabytes,
      ratio: largePeakMegabytes / smallPeakMegabytes,
    };
  });
}

async function peaks(bench: Bench, tool: Tool, megabytes: number): Promise<Measured[]> {
  const file = await dataFile(bench.folder, 'json', megabytes);
  const place: Place = { uri: bench.server.uri, db: 'bench', collection: 'flat' };
  const collection = bench.server.client.db(place.db).collection(place.collection);
  await collection.drop();
  const out = join(bench.folder, 'out.json');
  const commands = [tool.importCommand(file.path, 'json', place), tool.exportCommand(out, 'json', place)];
  const results: Measured[] = [];
  for (const command of commands) {
    if (command === undefined) throw new Error(`${tool.name} cannot import and export JSON.`);
    results.push(await measure(command, bench.measuring));
  }
  if ((await stat(out)).size < file.bytes * 0.8)
    throw new Error(`${out} is too small to be the whole collection.`);
  await collection.drop();
  return results;
}
