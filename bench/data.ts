/** The benchmark's data: made once, kept between runs. */
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type SampleFacts, type SampleFormat, writeSample } from '../main/cli/demo/sample.ts';

export interface DataFile extends SampleFacts {
  readonly path: string;
  readonly format: SampleFormat;
}

/** Raise it when the sample changes, so that kept files are made anew. */
const generation = 1;

export async function dataFile(
  folder: string,
  format: SampleFormat,
  megabytes: number,
  variant = 0,
): Promise<DataFile> {
  const data = join(folder, 'data');
  await mkdir(data, { recursive: true });
  const path = join(data, `g${generation}-${megabytes}mb-v${variant}.${format}`);
  const facts = `${path}.facts.json`;
  if (existsSync(path) && existsSync(facts)) {
    // Written below.
    return { path, format, ...(JSON.parse(await readFile(facts, 'utf8')) as SampleFacts) };
  }
  const made = await writeSample({ path, format, bytes: megabytes * 1e6, variant });
  await writeFile(facts, JSON.stringify(made));
  return { path, format, ...made };
}
