import {
  BSONSymbol,
  BSONValue,
  Decimal128,
  type Document,
  Double,
  EJSON,
  Int32,
  Long,
  ObjectId,
  deserialize,
  onDemand,
} from 'bson';
import { stringify } from 'csv-stringify/sync';
import { columnPath } from './header.ts';
import { PlainRows } from './plain-rows.ts';
import { doubleText } from './types.ts';

/** The columns of a conversation when none are asked for. */
export const conversationColumns = ['id', 'title', 'created_at', 'message_count', 'cost_usd'] as const;

export interface CsvEncoderOptions {
  /** Names of fields; `a.b` and `a[0]` reach into fields and arrays. */
  readonly columns: readonly string[];
  /** How arrays and objects in a cell are written. */
  readonly ejson: 'relaxed' | 'canonical';
}

export interface CsvEncoder {
  /** The header row, UTF-8, without a byte order mark. */
  header(): Buffer;
  /** The rows of documents, raw BSON. Valid until the next call. */
  encode(documents: Iterable<Uint8Array>): Buffer;
}

/**
 * Writes documents as CSV (RFC 4180 quoting, lines ending in LF). Texts stay as they are; null and missing are empty.
 *
 * A text that a spreadsheet would take for a formula (`=…`, `+…`, `@…`) is written as it is: these files are made to be
 * read back, and an apostrophe before it would come back as part of the data.
 */
export function createCsvEncoder(options: CsvEncoderOptions): CsvEncoder {
  const columns = options.columns.map((name) => ({ name, path: columnPath(name) }));
  const wanted = new Set(columns.flatMap(({ name, path }) => [name, String(path[0] ?? name)]));
  if (wanted.has('id')) wanted.add('_id');
  const relaxed = options.ejson === 'relaxed';
  // A row of one empty cell would be a blank line, which is no row to any reader.
  const format = { quoted_empty: columns.length === 1 };
  const header = (): Buffer => Buffer.from(stringify([options.columns], format));
  // Names that are no path are those of fields of the document itself, and its bytes are enough.
  if (columns.every(({ path: [first, ...more] }) => typeof first === 'string' && more.length === 0))
    return { header, encode: plainEncoder(options.columns, relaxed) };
  return {
    header,
    encode: (documents) => {
      const rows: string[][] = [];
      for (const document of documents) {
        const fields = pickFields(document, wanted);
        rows.push(columns.map(({ name, path }) => cellText(find(fields, name, path), relaxed)));
      }
      return Buffer.from(stringify(rows, format));
    },
  };
}

function plainEncoder(names: readonly string[], relaxed: boolean): CsvEncoder['encode'] {
  const rows = new PlainRows(names, (document, start, end) => {
    const [value] = Object.values(deserializeRaw([document.subarray(start, end)]));
    return cellText(value, relaxed);
  });
  return (documents) => {
    rows.out.position = 0;
    for (const document of documents) rows.row(document);
    return rows.out.written();
  };
}

/** The document with its wanted fields only: the messages of a conversation are most of its bytes and seldom a column. */
function pickFields(document: Uint8Array, wanted: ReadonlySet<string>): Document {
  const parts: Uint8Array[] = [];
  for (const [, nameOffset, nameLength, offset, length] of onDemand.parseToElements(document)) {
    const name = Buffer.from(document.buffer, document.byteOffset + nameOffset, nameLength).toString();
    if (!wanted.has(name)) continue;
    // From the type byte before the name to the end of the value.
    parts.push(document.subarray(nameOffset - 1, offset + length));
  }
  return deserializeRaw(parts);
}

/** The document of these elements, with the library's classes for numbers. */
function deserializeRaw(elements: readonly Uint8Array[]): Document {
  const size = elements.reduce((sum, { length }) => sum + length, 5);
  const head = Buffer.alloc(4);
  head.writeInt32LE(size);
  return deserialize(Buffer.concat([head, ...elements, Buffer.alloc(1)]), {
    promoteValues: false,
    bsonRegExp: true,
  });
}

/** A field of that very name, else what the path leads to. `id` is `_id` where a document has no `id`. */
function find(fields: Document, name: string, path: readonly (string | number)[]): unknown {
  if (Object.hasOwn(fields, name)) return fields[name];
  if (name === 'id') return fields._id;
  let value: unknown = fields;
  for (const step of path) {
    if (
      typeof value !== 'object' ||
      value === null ||
      value instanceof BSONValue ||
      !Object.hasOwn(value, step)
    ) {
      return undefined;
    }
    // Sound: it is an object that has the step as its own property.
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}

const asTheyPrint = [ObjectId, Int32, Long, Decimal128, BSONSymbol];

function cellText(value: unknown, relaxed: boolean): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString();
  if (typeof value === 'boolean' || typeof value === 'number' || typeof value === 'bigint')
    return String(value);
  if (value instanceof Double) return doubleText(value.value);
  for (const type of asTheyPrint) if (value instanceof type) return value.toString();
  return EJSON.stringify(value, { relaxed });
}
