/** The programs that are compared, each as the command lines it takes for the benchmark's tasks. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cliEnvironment, cliFlags } from '../scripts/lib/cli.mjs';
import type { SampleFormat } from '../main/engine/sample-data/sample.ts';
import { mongoOwn, pythonStack, sluice } from './bars.ts';
import type { DataFormat } from './data.ts';
import { lastObject } from './measure.ts';

export interface Place {
  readonly uri: string;
  readonly db: string;
  readonly collection: string;
}

export interface Tool {
  readonly name: string;
  /** Undefined where the tool cannot do it. */
  importCommand(file: string, format: DataFormat, place: Place): string[] | undefined;
  /** `update`: the records are in the collection already, with another content. */
  updateCommand(file: string, format: SampleFormat, place: Place): string[] | undefined;
  /** What an update would do, without doing it. Undefined where the tool cannot say. */
  dryRunCommand?(file: string, format: SampleFormat, place: Place): string[];
  exportCommand(file: string, format: SampleFormat, place: Place): string[] | undefined;
  /** Undefined where the tool has no undo. */
  undoCommand?(importOutput: string, place: Place): string[];
}

export const csvColumns = ['id', 'title', 'created_at', 'message_count', 'cost_usd'];

const onEnvironment =
  process.platform === 'win32'
    ? []
    : ['env', ...Object.entries(cliEnvironment).map(([name, value]) => `${name}=${value}`)];
const root = fileURLToPath(new URL('..', import.meta.url));

/** Sluice's command line as it was built from the tree, started as `npm run sluice` starts it. */
export function sluiceCommand(...args: string[]): string[] {
  return [
    ...onEnvironment,
    process.execPath,
    ...cliFlags,
    join(root, 'dist', 'cli', 'sluice.mjs'),
    ...args,
    '--json',
  ];
}

export function sluiceTool(): Tool {
  const importCommand = (file: string, _: DataFormat, place: Place) =>
    sluiceCommand('import', file, ...sluiceTarget(place));
  return {
    name: sluice,
    importCommand,
    updateCommand: importCommand,
    dryRunCommand: (file, _, place) => sluiceCommand('import', file, '--dry-run', ...sluiceTarget(place)),
    exportCommand: (file, format, place) => {
      const fields = format === 'csv' ? ['--fields', csvColumns.join(',')] : [];
      return sluiceCommand('export', '--out', file, '--overwrite', ...fields, ...sluiceTarget(place));
    },
    undoCommand: (output, { uri }) => sluiceCommand('undo', jobIdIn(output), '--uri', uri),
  };
}

export function sluiceTarget({ uri, db, collection }: Place): string[] {
  return ['--uri', uri, '--db', db, '--collection', collection];
}

/** The job that a command of Sluice's was about. */
export function jobIdIn(output: string): string {
  const { jobId } = lastObject(output);
  if (typeof jobId !== 'string') throw new Error(`The import named no job: ${output}`);
  return jobId;
}

export function pythonTool(python: string): Tool {
  const script = fileURLToPath(new URL('python/seed_stack.py', import.meta.url));
  const command = (action: string, file: string, format: DataFormat, place: Place) => [
    python,
    script,
    action,
    format,
    file,
    place.uri,
    place.db,
    place.collection,
  ];
  return {
    name: pythonStack,
    importCommand: (file, format, place) => command('import', file, format, place),
    updateCommand: (file, format, place) => command('import', file, format, place),
    exportCommand: (file, format, place) => command('export', file, format, place),
  };
}

/** mongoimport and mongoexport, where both are on PATH. mongoimport cannot read an array inside of an object. */
export function mongoTools(env: NodeJS.ProcessEnv): Tool | undefined {
  const mongoimport = onPath('mongoimport', env);
  const mongoexport = onPath('mongoexport', env);
  if (mongoimport === undefined || mongoexport === undefined) return undefined;
  return {
    name: mongoOwn,
    importCommand: (file, format, place) => {
      if (format === 'json') return undefined;
      const type = {
        array: ['--type=json', '--jsonArray'],
        jsonl: ['--type=json'],
        csv: ['--type=csv', '--headerline'],
      };
      return [mongoimport, ...mongoTarget(place), ...type[format], `--file=${file}`];
    },
    updateCommand: () => undefined,
    exportCommand: (file, format, place) => {
      const type = {
        json: ['--jsonArray'],
        jsonl: [],
        csv: ['--type=csv', `--fields=${csvColumns.join(',')}`],
      };
      return [mongoexport, ...mongoTarget(place), ...type[format], `--out=${file}`];
    },
  };
}

function mongoTarget({ uri, db, collection }: Place): string[] {
  return [`--uri=${uri}`, `--db=${db}`, `--collection=${collection}`, '--quiet'];
}

function onPath(name: string, env: NodeJS.ProcessEnv): string | undefined {
  const file = process.platform === 'win32' ? `${name}.exe` : name;
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, file)).find((path) => existsSync(path));
}
