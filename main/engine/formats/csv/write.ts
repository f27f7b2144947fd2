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
import { documentsIn } from '../bson/elements.ts';
import { columnPath } from './header.ts';
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
  /** The rows of a batch of documents: raw BSON, one document directly behind the other. */
  encode(batch: Uint8Array): Buffer;
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
  return {
    header: () => Buffer.from(stringify([options.columns], format)),
    encode: (batch) => {
      const rows: string[][] = [];
      for (const document of documentsIn(batch)) {
        const fields = pickFields(document, wanted);
        rows.push(columns.map(({ name, path }) => cellText(find(fields, name, path), relaxed)));
      }
      return Buffer.from(stringify(rows, format));
    },
  };
}

/** The document with its wanted fields only: the messages of a conversation are most of its bytes and seldom a column. */
function pickFields(document: Uint8Array, wanted: ReadonlySet<string>): Document {
  const parts: Uint8Array[] = [];
  let size = 5;
  for (const [, nameOffset, nameLength, offset, length] of onDemand.parseToElements(document)) {
    const name = Buffer.from(document.buffer, document.byteOffset + nameOffset, nameLength).toString();
    if (!wanted.has(name)) continue;
    // From the type byte before the name to the end of the value.
    const element = document.subarray(nameOffset - 1, offset + length);
    parts.push(element);
    size += element.length;
  }
  const head = Buffer.alloc(4);
  head.writeInt32LE(size);
  return deserialize(Buffer.concat([head, ...parts, Buffer.alloc(1)]), {
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
  if (value instanceof Date) return dateText(value);
  if (typeof value === 'boolean' || typeof value === 'number' || typeof value === 'bigint')
    return String(value);
  if (value instanceof Double) return doubleText(value.value);
  for (const type of asTheyPrint) if (value instanceof type) return value.toString();
  return EJSON.stringify(value, { relaxed });
}

/** ISO 8601; empty for the dates past the year 275760, which only MongoDB can hold. */
function dateText(value: Date): string {
  return Number.isNaN(value.getTime()) ? '' : value.toISOString();
}
