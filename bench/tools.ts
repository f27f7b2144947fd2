/** The programs that are compared, each as the command lines it takes for the benchmark's tasks. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SampleFormat } from '../main/cli/demo/sample.ts';

export interface Place {
  readonly uri: string;
  readonly db: string;
  readonly collection: string;
}

export interface Tool {
  readonly name: string;
  /** Undefined where the tool cannot do it. */
  importCommand(file: string, format: SampleFormat, place: Place): string[] | undefined;
  /** `update`: the records are in the collection already, with another content. */
  updateCommand(file: string, format: SampleFormat, place: Place): string[] | undefined;
  /** What an update would do, without doing it. Undefined where the tool cannot say. */
  dryRunCommand?(file: string, format: SampleFormat, place: Place): string[];
  exportCommand(file: string, format: SampleFormat, place: Place): string[] | undefined;
  /** Undefined where the tool has no undo. */
  undoCommand?(importOutput: string, place: Place): string[];
}

export const csvColumns = ['id', 'title', 'created_at', 'message_count', 'cost_usd'];

const root = fileURLToPath(new URL('..', import.meta.url));

/** Sluice's command line as it is built, else as it stands in the tree; undefined while there is none. */
export function sluiceTool(): Tool | undefined {
  const entry = ['dist/cli/sluice.mjs', 'main/cli/main.ts']
    .map((path) => join(root, path))
    .find((path) => existsSync(path));
  if (entry === undefined) return undefined;
  const sluice = (...args: string[]) => [
    process.execPath,
    // The flags that `npm run sluice` starts it with.
    '--max-semi-space-size=1',
    entry,
    ...args,
    '--json',
  ];
  const importCommand = (file: string, _: SampleFormat, place: Place) =>
    sluice('import', file, ...sluiceTarget(place));
  return {
    name: 'Sluice',
    importCommand,
    updateCommand: importCommand,
    dryRunCommand: (file, _, place) => sluice('import', file, '--dry-run', ...sluiceTarget(place)),
    exportCommand: (file, format, place) => {
      const fields = format === 'csv' ? ['--fields', csvColumns.join(',')] : [];
      return sluice('export', '--out', file, '--overwrite', ...fields, ...sluiceTarget(place));
    },
    undoCommand: (output, { uri }) => sluice('undo', jobIdIn(output), '--uri', uri),
  };
}

function sluiceTarget({ uri, db, collection }: Place): string[] {
  return ['--uri', uri, '--db', db, '--collection', collection];
}

/** The last line of standard output is one JSON object. */
function jobIdIn(output: string): string {
  const result: unknown = JSON.parse(output.trimEnd().split('\n').at(-1) ?? '');
  if (typeof result === 'object' && result !== null && 'jobId' in result) return String(result.jobId);
  throw new Error(`The import named no job: ${output}`);
}

export function pythonTool(python: string): Tool {
  const script = fileURLToPath(new URL('python/seed_stack.py', import.meta.url));
  const command = (action: string, file: string, format: SampleFormat, place: Place) => [
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
    name: 'Python stack',
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
    name: 'mongoimport / mongoexport',
    importCommand: (file, format, place) => {
      if (format === 'json') return undefined;
      const type = format === 'csv' ? ['--type=csv', '--headerline'] : ['--type=json'];
      return [mongoimport, ...mongoTarget(place), ...type, `--file=${file}`];
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
