/** What the definitions of commands have in common: how options are read. */
import { readFileSync } from 'node:fs';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { importFormats, shapes } from '../engine/api/requests.ts';
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
    .option('--batch-size <records>', 'records looked up and written at once', positive, 1000)
    .option('--max-size <size>', 'refuse larger files', size)
    .option('--max-record-bytes <size>', 'reject larger records', size)
    .option('--stage', 'copy the files first and read the copies', false);
}

interface ReadingOptions {
  readonly format: 'auto' | (typeof importFormats)[number];
  readonly shape: 'auto' | (typeof shapes)[number];
  readonly key?: readonly string[];
  readonly batchSize: number;
  readonly maxSize?: number;
  readonly maxRecordBytes?: number;
  readonly stage: boolean;
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
}: ReadingOptions): ReadingOptions => ({
  format,
  shape,
  batchSize,
  stage,
  ...given('key', key),
  ...given('maxSize', maxSize),
  ...given('maxRecordBytes', maxRecordBytes),
});

/** An option that is left out of the request when it was not given. */
export function given<K extends string, V>(name: K, value: V | undefined): { [key in K]?: V } {
  return value === undefined ? {} : ({ [name]: value } as { [key in K]?: V }); // TypeScript widens computed keys.
}
