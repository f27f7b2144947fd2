/** Whether memory stays flat: the same work with many times the data. */
import { rm } from 'node:fs/promises';
import type { Attempt } from './attempts.ts';
import { type DataFile, dataFile, hugeFile, tinyFile } from './data.ts';
import { exportPeakOf, importPeakOf } from './memory-peaks.ts';
import type { Bench } from './task.ts';

export interface FlatRow {
  readonly work: string;
  readonly smallBytes: number;
  readonly largeBytes: number;
  readonly smallMegabytes: number;
  readonly largeMegabytes: number;
}

/** 10 GB of tiny documents would be a hundred million; 3 GB show the same. */
const flatSizes = { small: 300, large: 10_000, largeOfTiny: 3000 } as const;

/** Some 40 GB of disk, and about half an hour. */
export async function measureFlatness(
  bench: Bench,
  idleMegabytes: number,
  attempt: Attempt,
  add: (row: FlatRow) => void,
): Promise<void> {
  const { folder } = bench;
  const kinds = [
    {
      name: 'conversations',
      large: flatSizes.large,
      make: (size: number) => dataFile(folder, 'jsonl', size),
    },
    { name: 'documents of 15 MB', large: flatSizes.large, make: (size: number) => hugeFile(folder, size) },
    {
      name: 'documents of 100 bytes',
      large: flatSizes.largeOfTiny,
      make: (size: number) => tinyFile(folder, size * 10_000),
    },
  ];
  for (const { name, large, make } of kinds) {
    await attempt(`flat memory, ${name}`, async () => {
      const small = await bothPeaks(bench, await make(flatSizes.small));
      const file = await make(large);
      const much = await bothPeaks(bench, file);
      await rm(file.path);
      for (const way of ['import', 'export'] as const)
        add({
          work: `${way} of ${name}`,
          smallBytes: flatSizes.small * 1e6,
          largeBytes: large * 1e6,
          smallMegabytes: small[way] - idleMegabytes,
          largeMegabytes: much[way] - idleMegabytes,
        });
    });
  }
}

async function bothPeaks(bench: Bench, file: DataFile): Promise<{ import: number; export: number }> {
  const imported = await importPeakOf(bench, file.path, file.records);
  const exported = await exportPeakOf(bench, 'jsonl', file.bytes * 0.8);
  return { import: imported, export: exported };
}
