/** The benchmark's data: made once, kept between runs. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type SampleFacts, type SampleFormat, writeSample } from '../main/engine/sample-data/sample.ts';
import { arrayOf, huge, repeated, tiny } from './made-data.ts';

/** `array`: the records of JSON Lines as one JSON array. */
export type DataFormat = SampleFormat | 'array';

export interface DataFile extends SampleFacts {
  readonly path: string;
  readonly format: DataFormat;
}

/** Raise it when the sample changes, so that kept files are made anew. */
const generation = 1;

export async function dataFile(
  folder: string,
  format: DataFormat,
  megabytes: number,
  variant = 0,
): Promise<DataFile> {
  const name = `${megabytes}mb-v${variant}`;
  if (format === 'array') {
    const lines = await dataFile(folder, 'jsonl', megabytes, variant);
    return kept(folder, `${name}.array.json`, 'array', (path) => write(path, arrayOf(lines)));
  }
  return kept(folder, `${name}.${format}`, format, (path) =>
    writeSample({ path, format, bytes: megabytes * 1e6, variant }),
  );
}

/** JSON Lines of that size out of a smaller sample again and again: cheap to make, for what looks at no ids. */
export async function bulkFile(folder: string, megabytes: number): Promise<DataFile> {
  const part = await dataFile(folder, 'jsonl', Math.min(megabytes, 100));
  return kept(folder, `${megabytes}mb-bulk.jsonl`, 'jsonl', (path) =>
    write(path, repeated(part, megabytes * 1e6)),
  );
}

/** Few documents of 15 MB each, as JSON Lines. */
export async function hugeFile(folder: string, megabytes: number): Promise<DataFile> {
  return kept(folder, `${megabytes}mb-huge.jsonl`, 'jsonl', (path) => write(path, huge(megabytes * 1e6)));
}

/** Documents of 100 bytes each, as JSON Lines. */
export async function tinyFile(folder: string, records: number): Promise<DataFile> {
  return kept(folder, `${records}-tiny.jsonl`, 'jsonl', (path) => write(path, tiny(records)));
}

async function kept(
  folder: string,
  name: string,
  format: DataFormat,
  make: (path: string) => Promise<SampleFacts>,
): Promise<DataFile> {
  const data = join(folder, 'data');
  await mkdir(data, { recursive: true });
  const path = join(data, `g${generation}-${name}`);
  const facts = `${path}.facts.json`;
  if (existsSync(path) && existsSync(facts)) {
    // Written below.
    return { path, format, ...(JSON.parse(await readFile(facts, 'utf8')) as SampleFacts) };
  }
  const made = await make(path);
  await writeFile(facts, JSON.stringify(made));
  return { path, format, ...made };
}

/** A piece of a file and how many records end in it. */
export interface Piece {
  readonly bytes: Buffer;
  readonly records: number;
}

/** Writes the pieces beside the file's place and moves it there when it is whole. */
async function write(path: string, pieces: AsyncIterable<Piece> | Iterable<Piece>): Promise<SampleFacts> {
  const hash = createHash('sha256');
  let records = 0;
  let bytes = 0;
  await using file = await open(`${path}.part`, 'w');
  for await (const piece of pieces) {
    hash.update(piece.bytes);
    await file.writeFile(piece.bytes);
    records += piece.records;
    bytes += piece.bytes.length;
  }
  await rename(`${path}.part`, path);
  return { records, bytes, sha256: hash.digest('hex') };
}
