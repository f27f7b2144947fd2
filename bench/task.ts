/** What a benchmark's task is, and what it needs. */
import { spawnSync } from 'node:child_process';
import { type Measured, type Measuring, measure } from './measure.ts';
import type { BenchServer } from './server.ts';
import type { Place, Tool } from './tools.ts';

/** Tasks with a database fill the picture; those with files alone are another matter. */
export type TaskKind = 'database' | 'file';

export interface Sample extends Omit<Measured, 'stdout'> {
  readonly task: string;
  readonly kind: TaskKind;
  readonly tool: string;
  /** What MB/s counts: for every tool the bytes of the data, whatever spaces and escapes its own output has. */
  readonly bytes: number;
  readonly outputBytes?: number;
}

export interface Bench {
  readonly server: BenchServer;
  readonly measuring: Measuring;
  readonly tools: readonly Tool[];
  /** Folder for data and outputs. */
  readonly folder: string;
  readonly megabytes: number;
  readonly large: boolean;
  /** Only the first round looks into the outputs: comparing takes longer than making them. */
  readonly check: boolean;
}

export interface Task {
  readonly name: string;
  /** Who does it; a tool that cannot is not among them. */
  contenders(bench: Bench): readonly Contender[];
}

export interface Contender {
  readonly name: string;
  /** Does it once and looks whether it was done right. */
  run(bench: Bench): Promise<Sample[]>;
}

export const db = 'bench';

/**
 * The command, and then a checkpoint and a sync of the disk outside of the measured time: nobody pays for what the one
 * before left dirty.
 */
export async function measured({ server, measuring }: Bench, command: readonly string[]): Promise<Measured> {
  const result = await measure(command, measuring);
  await server.client.db('admin').command({ fsync: 1 });
  if (process.platform !== 'win32') spawnSync('sync');
  return result;
}

/** A collection with nothing in it. */
export async function emptyPlace({ server }: Bench, collection: string): Promise<Place> {
  await server.client.db(db).collection(collection).drop();
  return { uri: server.uri, db, collection };
}

export async function expectRecords(
  { server }: Bench,
  place: Place,
  expected: number,
  filter = {},
): Promise<void> {
  const found = await server.client.db(place.db).collection(place.collection).countDocuments(filter);
  if (found !== expected)
    throw new Error(`${place.collection} holds ${found} records instead of ${expected}.`);
}

export function sampleOf(
  about: Pick<Sample, 'task' | 'kind' | 'tool' | 'bytes'>,
  { seconds, cpuSeconds, peakBytes }: Measured,
): Sample {
  return { ...about, seconds, cpuSeconds, peakBytes };
}
