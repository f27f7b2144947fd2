/** The files that were imported or exported last. */
import { stat } from 'node:fs/promises';
import * as z from 'zod';
import type { RecentFile } from '../preload/contract.ts';
import { inTurn, readState, writeState } from './state-file.ts';

const remembered = 20;

const fileSchema = z
  .array(
    z.object({
      path: z.string(),
      kind: z.enum(['import', 'export']),
      bytes: z.number(),
      at: z.string(),
    }),
  )
  .catch([]);

export interface RecentFiles {
  /** Newest first; only those that are still there. */
  list(): Promise<RecentFile[]>;
  add(files: readonly RecentFile[]): Promise<void>;
  clear(): Promise<void>;
}

export function openRecentFiles(path: string): RecentFiles {
  const turn = inTurn();
  const read = async (): Promise<RecentFile[]> => fileSchema.parse(await readState(path));
  return {
    async list() {
      const files = await read();
      const there = await Promise.all(files.map((file) => isFile(file.path)));
      return files.filter((_, i) => there[i]);
    },
    add: (files) =>
      turn(async () => {
        const paths = new Set(files.map((file) => file.path));
        const others = (await read()).filter((file) => !paths.has(file.path));
        await writeState(path, [...files, ...others].slice(0, remembered));
      }),
    clear: () => turn(() => writeState(path, [])),
  };
}

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (facts) => facts.isFile(),
    () => false,
  );
