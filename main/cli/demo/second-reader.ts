/**
 * A second pair of eyes for the demo and the tests: reads files of conversations with stream-json and csv-parse, none of
 * which the import and the export use for it, and says whether two files hold the same records. Memory stays constant,
 * whatever the size: of each record only a hash is kept, and of all records only the sum of the hashes.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { extname } from 'node:path';
import { type Duplex, Transform, pipeline } from 'node:stream';
import { parse } from 'csv-parse';
import { Assembler } from 'stream-json/assembler.js';
import { pick } from 'stream-json/filters/pick.js';
import { type Token, parser } from 'stream-json/parser.js';

export interface Comparison {
  /** The same records, each as often, in whatever order. */
  readonly same: boolean;
  /** The same records in the same order. */
  readonly sameOrder: boolean;
  readonly recordsA: number;
  readonly recordsB: number;
  /** Where the files first differ when read side by side. */
  readonly firstDifference?: Difference;
}

export interface Difference {
  /** Number of the record in both files, from 1. */
  readonly record: number;
  readonly idA: string | undefined;
  readonly idB: string | undefined;
  /** Top-level fields that differ or that one of the two lacks. */
  readonly fields: readonly string[];
}

/** Numbers are kept as text with this mark before it, because a double does not hold every number a file can. */
const numberMark = '\u0000number:';

interface Fields {
  readonly [name: string]: unknown;
}

/**
 * Compares two files by content: the order of keys, the spelling of numbers (1, 1.0, 10e-1) and of escapes do not
 * matter. `.csv` is read as CSV, `.jsonl` and `.ndjson` as one record a line, all else as an array or an envelope with
 * `conversations`. Where one of them is CSV, the other one is compared by the columns of it: plain values only, as the
 * texts they make, because CSV knows no types.
 */
export async function compareFiles(pathA: string, pathB: string): Promise<Comparison> {
  const columns = (await csvHeader(pathA)) ?? (await csvHeader(pathB));
  const a = recordsOf(pathA, columns);
  const b = recordsOf(pathB, columns);
  let recordsA = 0;
  let recordsB = 0;
  let sumA = 0n;
  let sumB = 0n;
  let firstDifference: Difference | undefined;
  try {
    for (;;) {
      const [nextA, nextB] = await Promise.all([a.next(), b.next()]);
      if (nextA.done === true && nextB.done === true) break;
      const textA = nextA.done === true ? undefined : canonical(nextA.value);
      const textB = nextB.done === true ? undefined : canonical(nextB.value);
      if (textA !== undefined) recordsA += 1;
      if (textB !== undefined) recordsB += 1;
      if (textA === textB) continue;
      // Records equal in pairs would add the same to both sums; only the others are hashed.
      sumA = BigInt.asUintN(128, sumA + hashOf(textA));
      sumB = BigInt.asUintN(128, sumB + hashOf(textB));
      firstDifference ??= difference(Math.max(recordsA, recordsB), nextA.value, nextB.value);
    }
  } finally {
    await Promise.all([a.return(undefined), b.return(undefined)]);
  }
  const same = recordsA === recordsB && sumA === sumB;
  const sameOrder = firstDifference === undefined;
  return {
    same,
    sameOrder,
    recordsA,
    recordsB,
    ...(firstDifference === undefined ? {} : { firstDifference }),
  };
}

async function* recordsOf(
  path: string,
  columns: readonly string[] | undefined,
): AsyncGenerator<Fields, undefined, undefined> {
  const extension = extname(path).toLowerCase();
  const lines = extension === '.jsonl' || extension === '.ndjson';
  const stream = extension === '.csv' ? csvRecords(path) : await jsonRecords(path, lines);
  // Sound: both streams give objects only.
  for await (const record of stream as AsyncIterable<Fields>) {
    yield columns === undefined ? record : asRow(record, columns);
  }
  return undefined;
}

async function jsonRecords(path: string, lines: boolean): Promise<AsyncIterable<unknown>> {
  const options = { packValues: true, streamValues: false };
  let tokens: Duplex;
  if (lines) tokens = parser.asStream({ ...options, jsonStreaming: true });
  else if ((await firstCharacter(path)) === '[') tokens = parser.asStream(options);
  else tokens = pick.withParserAsStream({ ...options, filter: 'conversations', once: true });
  return pipeline(createReadStream(path), tokens, assembled(lines ? 0 : 1), reported);
}

/** Tokens in, records out: the values at that depth, with numbers as marked texts. */
function assembled(depth: 0 | 1): Transform {
  const assembler = new Assembler();
  return new Transform({
    objectMode: true,
    transform(token: Token, _encoding, callback) {
      if (token.name === 'numberValue') assembler.stringValue(numberMark + canonicalNumber(token.value));
      else assembler.consume(token);
      const { current } = assembler;
      if (depth === 0 && assembler.done) this.push(asFields(current));
      const elements = depth === 1 && assembler.depth === 1 && Array.isArray(current) ? current : [];
      if (elements.length > 0) this.push(asFields(elements.pop()));
      callback();
    },
  });
}

/** A record that is no object, as one: streams cannot carry null, and a number has no fields to compare. */
function asFields(value: unknown): object {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : { value };
}

function csvRecords(path: string): AsyncIterable<unknown> {
  return pipeline(createReadStream(path), parse({ bom: true, columns: true }), reported);
}

/** An error destroys the last stream of a pipeline with it, so whoever reads that stream hears of it. */
function reported(): void {}

async function csvHeader(path: string): Promise<string[] | undefined> {
  if (extname(path).toLowerCase() !== '.csv') return undefined;
  const rows: AsyncIterable<string[]> = pipeline(
    createReadStream(path),
    parse({ bom: true, to: 1 }),
    reported,
  );
  for await (const row of rows) return row;
  return [];
}

async function firstCharacter(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(1024), 0, 1024, 0);
    return buffer
      .toString('utf8', 0, bytesRead)
      .replace(/^\ufeff/, '')
      .trimStart()
      .charAt(0);
  } finally {
    await file.close();
  }
}

/** The record as a CSV shows it. */
function asRow(record: Fields, columns: readonly string[]): Fields {
  return Object.fromEntries(
    columns.map((column) => {
      const value = record[column] ?? (column === 'id' ? record._id : undefined) ?? '';
      const text = typeof value === 'string' ? value : canonical(value);
      return [column, /^-?\d/.test(text) ? numberMark + canonicalNumber(text) : text];
    }),
  );
}

/** The same text for the same value: sorted keys, numbers by value. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`).join(',')}}`;
}

/** The number as its digits and a power of ten, exact; texts that are no JSON number come back as they are. */
function canonicalNumber(text: string): string {
  const match = /^(-?)(0|[1-9]\d*)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text);
  if (match === null) return text;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  return `${sign}${significant}e${Number(exponent) - fraction.length + digits.length - significant.length}`;
}

/** The first 128 bits of the text's SHA-256. */
function hashOf(text: string | undefined): bigint {
  if (text === undefined) return 0n;
  const digest = createHash('sha256').update(text).digest();
  return (digest.readBigUInt64LE(0) << 64n) | digest.readBigUInt64LE(8);
}

function difference(record: number, a: Fields | undefined, b: Fields | undefined): Difference {
  const names = new Set([...Object.keys(a ?? {}), ...Object.keys(b ?? {})]);
  const fields = [...names].filter((name) => canonical(a?.[name]) !== canonical(b?.[name]));
  return { record, idA: idOf(a), idB: idOf(b), fields };
}

function idOf(record: Fields | undefined): string | undefined {
  const id = record?.id ?? record?._id;
  return typeof id === 'string'
    ? id.replace(numberMark, '')
    : id === undefined
      ? undefined
      : JSON.stringify(id);
}
