/** What the definitions of commands have in common: how options are read. */
import { readFileSync } from 'node:fs';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type FieldRule, fieldTypes, importFormats, shapes } from '../engine/api/requests.ts';
import { parseSize } from './format.ts';

/** Ends a command: what its action comes to is the exit code of the process. */
export type Finish = (exitCode: Promise<number>) => Promise<void>;

export const size = (text: string): number => {
  const bytes = parseSize(text);
  if (bytes === undefined || bytes === 0)
    throw new InvalidArgumentError('A size looks like 500000, 64k, 100MB or 2GiB.');
  return bytes;
};

export const positive = (text: string): number => {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new InvalidArgumentError('A whole number from 1 on is expected.');
  return value;
};

export const seconds = (text: string): number => {
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0)
    throw new InvalidArgumentError('A number of seconds is expected.');
  return value;
};

export const list = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** `a,b` or `@FILE` with one id a line. */
export const ids = (text: string): string[] => {
  if (!text.startsWith('@')) return list(text);
  try {
    return readFileSync(text.slice(1), 'utf8')
      .split(/\r?\n/)
      .filter((line) => line !== '');
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
  }
};

interface TargetOptions {
  readonly uri?: string;
  readonly db: string;
  readonly collection: string;
}

export const target = ({
  uri,
  db,
  collection,
}: TargetOptions): { uri?: string; db: string; collection: string } => ({
  ...(uri === undefined ? {} : { uri }),
  db,
  collection,
});

export function withTarget(command: Command): Command {
  return command
    .option('--uri <uri>', 'connection string; without it, Sluice runs a local MongoDB of its own')
    .option('--db <name>', 'database', 'sluice')
    .option('--collection <name>', 'collection', 'conversations');
}

export function withJson(command: Command): Command {
  return command.option('--json', 'print one JSON object for programs on the last line', false);
}

/** What says how files are read. */
export function withReading(command: Command): Command {
  return command
    .addOption(
      new Option('--format <format>', 'what the files are')
        .choices(['auto', ...importFormats])
        .default('auto'),
    )
    .addOption(
      new Option('--shape <shape>', 'what their records are').choices(['auto', ...shapes]).default('auto'),
    )
    .option('--key <fields>', 'find documents by these fields instead of _id: uuid, or a,b.c', list)
    .option('--map <from=to>', 'give a field another name; from= leaves it out; can be repeated', mapOption)
    .option(
      '--type <field=type>',
      `convert a field, named as in the file, to ${fieldTypes.join(', ')}; can be repeated`,
      typeOption,
    )
    .option('--batch-size <records>', 'records looked up and written at once', positive, 1000)
    .option('--max-size <size>', 'refuse larger files', size)
    .option('--max-record-bytes <size>', 'reject larger records', size)
    .option('--stage', 'copy the files first and read the copies', false);
}

/** Splits at the last `=`: the names of files are stranger than those that people choose. */
function halves(text: string, wanted: string): [string, string] {
  const at = text.lastIndexOf('=');
  if (at < 1) throw new InvalidArgumentError(`It looks like ${wanted}.`);
  return [text.slice(0, at), text.slice(at + 1)];
}

const mapOption = (text: string, before: readonly FieldRule[] = []): FieldRule[] => {
  const [from, to] = halves(text, 'old=new, or old= to leave it out');
  return [...before, { from, to: to === '' ? null : to }];
};

const typeOption = (text: string, before: readonly FieldRule[] = []): FieldRule[] => {
  const [from, name] = halves(text, 'field=date');
  const type = fieldTypes.find((each) => each === name);
  if (type === undefined) throw new InvalidArgumentError(`The types are ${fieldTypes.join(', ')}.`);
  return [...before, { from, type }];
};

/** One rule for each field, from what was said of its name and of its type. */
function mappingOf(names: readonly FieldRule[], types: readonly FieldRule[]): FieldRule[] | undefined {
  const rules = names.map((rule) => ({ ...rule, ...types.find(({ from }) => from === rule.from) }));
  const others = types.filter(({ from }) => !names.some((rule) => rule.from === from));
  return rules.length + others.length === 0 ? undefined : [...rules, ...others];
}

interface ReadingOptions {
  readonly format: 'auto' | (typeof importFormats)[number];
  readonly shape: 'auto' | (typeof shapes)[number];
  readonly key?: readonly string[];
  readonly batchSize: number;
  readonly maxSize?: number;
  readonly maxRecordBytes?: number;
  readonly stage: boolean;
  readonly map?: readonly FieldRule[];
  readonly type?: readonly FieldRule[];
}

/** The same as a part of a request. */
export const reading = ({
  format,
  shape,
  key,
  batchSize,
  maxSize,
  maxRecordBytes,
  stage,
  map = [],
  type = [],
}: ReadingOptions) => ({
  format,
  shape,
  batchSize,
  stage,
  ...given('key', key),
  ...given('mapping', mappingOf(map, type)),
  ...given('maxSize', maxSize),
  ...given('maxRecordBytes', maxRecordBytes),
});

/** An option that is left out of the request when it was not given. */
export function given<K extends string, V>(name: K, value: V | undefined): { [key in K]?: V } {
  return value === undefined ? {} : ({ [name]: value } as { [key in K]?: V }); // TypeScript widens computed keys.
}
