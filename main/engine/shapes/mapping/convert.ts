/** Converts single values to the type that a rule asks for: only what can be meant, and nothing by halves. */
import { Decimal128 } from 'bson';
import type { FieldType } from '../../api/requests.ts';
import type { ByteWriter } from '../../formats/bson/document-writer.ts';
import {
  bsonType,
  byteAt,
  float64At,
  int32At,
  int64At,
  putInt32,
  stringAt,
} from '../../formats/bson/elements.ts';
import { dateText, doubleText } from '../../formats/csv/types.ts';
import { instantOf } from '../instants.ts';

/** A value in another type; `write` appends its bytes. */
export interface Converted {
  readonly type: number;
  write(out: ByteWriter): void;
}

/** BSON types that are what is asked for already. */
const fitting: Readonly<Record<FieldType, readonly number[]>> = {
  string: [bsonType.string],
  integer: [bsonType.int32, bsonType.int64],
  double: [bsonType.double],
  decimal: [bsonType.decimal128],
  boolean: [bsonType.boolean],
  date: [bsonType.date],
  objectId: [bsonType.objectId],
};

export function fits(type: number, wanted: FieldType): boolean {
  return type === bsonType.null || fitting[wanted].includes(type);
}

/** The value at `start`; undefined where it is nothing that the wanted type can hold. An empty text becomes null. */
export function convertValue(
  bytes: Uint8Array,
  type: number,
  start: number,
  wanted: FieldType,
): Converted | undefined {
  const text = textOf(bytes, type, start)?.trim();
  if (text === undefined) return undefined;
  if (text === '' && wanted !== 'string') return { type: bsonType.null, write: () => {} };
  return converters[wanted](text, type);
}

/** Long enough to recognise a value by, short enough for a line. */
const shownCharacters = 60;

/** The value as a message shows it. */
export function shownValue(bytes: Uint8Array, type: number, start: number): string {
  const text = textOf(bytes, type, start);
  if (text === undefined) return type === bsonType.object ? 'a document' : 'a value of another kind';
  return text.length > shownCharacters ? `"${text.slice(0, shownCharacters)}…"` : `"${text}"`;
}

/** A single value as text; undefined for what is made of others. */
function textOf(bytes: Uint8Array, type: number, start: number): string | undefined {
  switch (type) {
    case bsonType.string:
      return stringAt(bytes, start);
    case bsonType.int32:
      return String(int32At(bytes, start));
    case bsonType.int64:
      return String(int64At(bytes, start));
    case bsonType.double:
      return doubleText(float64At(bytes, start));
    case bsonType.decimal128:
      return new Decimal128(bytes.slice(start, start + 16)).toString();
    case bsonType.boolean:
      return byteAt(bytes, start) === 0 ? 'false' : 'true';
    case bsonType.date:
      return dateText(int64At(bytes, start)) || undefined;
    case bsonType.objectId:
      return Buffer.from(bytes.subarray(start, start + 12)).toString('hex');
    default:
      return undefined;
  }
}

type Converter = (text: string, from: number) => Converted | undefined;

const converters: Readonly<Record<FieldType, Converter>> = {
  string: (text) => {
    const value = Buffer.from(text);
    return {
      type: bsonType.string,
      write: (out) => {
        const length = Buffer.alloc(4);
        putInt32(length, 0, value.length + 1);
        out.append(length);
        out.append(value);
        out.append(zero);
      },
    };
  },
  integer: (text) => {
    // Whole numbers that were written as doubles are whole all the same.
    const digits = /^[+-]?\d+(?=(?:\.0*)?$)/.exec(text)?.[0];
    return digits === undefined ? undefined : integer(BigInt(digits.replace('+', '')));
  },
  double: (text, from) => {
    const value = numberPattern.test(text) ? Number(text) : Number.NaN;
    if (!Number.isFinite(value)) return undefined;
    // Of an int64 every digit counts.
    if (from === bsonType.int64 && BigInt(value) !== BigInt(text)) return undefined;
    return eightBytes(bsonType.double, (buffer) => buffer.writeDoubleLE(value));
  },
  decimal: (text) => {
    const value = numberPattern.test(text) ? decimalOf(text) : undefined;
    return value && { type: bsonType.decimal128, write: (out) => out.append(value.bytes) };
  },
  boolean: (text) => {
    const value = booleans.get(text.toLowerCase());
    if (value === undefined) return undefined;
    return { type: bsonType.boolean, write: (out) => out.append(Uint8Array.of(value)) };
  },
  date: (text, from) => {
    // Unix times come as numbers and as texts of numbers; a text of four digits is a year.
    const isYear = from === bsonType.string && /^\d{4}$/.test(text);
    const instant = instantOf(isYear ? `${text}-01-01` : numberPattern.test(text) ? Number(text) : text);
    if (instant === undefined) return undefined;
    const milliseconds = BigInt.asIntN(
      64,
      (instant - (((instant % 1_000_000n) + 1_000_000n) % 1_000_000n)) / 1_000_000n,
    );
    return eightBytes(bsonType.date, (buffer) => buffer.writeBigInt64LE(milliseconds));
  },
  objectId: (text) => {
    if (!/^[0-9a-f]{24}$/i.test(text)) return undefined;
    return { type: bsonType.objectId, write: (out) => out.append(Buffer.from(text, 'hex')) };
  },
};

const zero = Uint8Array.of(0);
const numberPattern = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const booleans: ReadonlyMap<string, number> = new Map([
  ['true', 1],
  ['false', 0],
  ['1', 1],
  ['0', 0],
]);
const int64Limit = 2n ** 63n;

function integer(value: bigint): Converted | undefined {
  if (value < -int64Limit || value >= int64Limit) return undefined;
  const small = BigInt.asIntN(32, value);
  if (small !== value) return eightBytes(bsonType.int64, (buffer) => buffer.writeBigInt64LE(value));
  return {
    type: bsonType.int32,
    write: (out) => {
      const buffer = Buffer.alloc(4);
      buffer.writeInt32LE(Number(small));
      out.append(buffer);
    },
  };
}

function eightBytes(type: number, fill: (buffer: Buffer) => void): Converted {
  return {
    type,
    write: (out) => {
      const buffer = Buffer.alloc(8);
      fill(buffer);
      out.append(buffer);
    },
  };
}

/** Undefined where 34 digits are not enough. */
function decimalOf(text: string): Decimal128 | undefined {
  try {
    return Decimal128.fromString(text);
  } catch {
    return undefined;
  }
}
