/**
 * JSON numbers to BSON: integers int32, then int64; other numbers double when the double prints back the same value,
 * else Decimal128. `1.0` and `1e3` stay double.
 */
import { Decimal128 } from 'bson';
import type { ByteWriter } from '../bson/document-writer.ts';
import { bsonType, byteAt, putInt32 } from '../bson/elements.ts';

const scratch = new DataView(new ArrayBuffer(8));
const scratchBytes = new Uint8Array(scratch.buffer);

const minInt64 = -(2n ** 63n);
const maxInt64 = 2n ** 63n - 1n;
/** Any decimal of so many digits survives text -> double -> text (IEEE 754 binary64). */
const safeDigits = 15;

export type NumberFault = 'syntax' | 'range';

/** Where the number at `start` ends, or -1 when it is not a JSON number (RFC 8259, section 6). */
export function numberEnd(source: Uint8Array, start: number, end: number): number {
  let at = start;
  if (byteAt(source, at) === 0x2d) at++;
  const first = at < end ? byteAt(source, at) : 0;
  if (first === 0x30) at++;
  else if (first >= 0x31 && first <= 0x39) at = digitsEnd(source, at, end);
  else return -1;
  if (at < end && byteAt(source, at) === 0x2e) {
    const after = digitsEnd(source, at + 1, end);
    if (after === at + 1) return -1;
    at = after;
  }
  if (at < end && (byteAt(source, at) | 0x20) === 0x65) {
    at++;
    if (at < end && (byteAt(source, at) === 0x2b || byteAt(source, at) === 0x2d)) at++;
    const after = digitsEnd(source, at, end);
    if (after === at) return -1;
    at = after;
  }
  return at;
}

function digitsEnd(source: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end) {
    const c = byteAt(source, at);
    if (c < 0x30 || c > 0x39) break;
    at++;
  }
  return at;
}

/**
 * Writes the value of the JSON number source[start, end) and returns its BSON type, or 0 when no BSON number
 * can hold it without changing it.
 */
export function writeNumber(out: ByteWriter, source: Buffer, start: number, end: number): number {
  const negative = byteAt(source, start) === 0x2d;
  const digitsFrom = negative ? start + 1 : start;
  if (end - digitsFrom <= 9) {
    let value = 0;
    let at = digitsFrom;
    for (; at < end; at++) {
      const digit = byteAt(source, at) - 0x30;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    if (at === end && !(negative && value === 0)) {
      out.ensure(4);
      putInt32(out.bytes, out.position, negative ? -value : value);
      out.position += 4;
      return bsonType.int32;
    }
  }
  return writeLongNumber(out, source.toString('latin1', start, end));
}

function writeLongNumber(out: ByteWriter, text: string): number {
  const isInteger = !/[.eE]/.test(text);
  if (isInteger && text !== '-0') {
    const value = BigInt(text);
    if (value >= -2147483648n && value <= 2147483647n) {
      out.ensure(4);
      putInt32(out.bytes, out.position, Number(value));
      out.position += 4;
      return bsonType.int32;
    }
    if (value >= minInt64 && value <= maxInt64) {
      scratch.setBigInt64(0, value, true);
      out.append(scratchBytes);
      return bsonType.int64;
    }
  }
  const double = Number(text);
  if (doubleKeeps(text, double)) {
    scratch.setFloat64(0, double, true);
    out.append(scratchBytes);
    return bsonType.double;
  }
  try {
    out.append(Decimal128.fromString(text).bytes);
    return bsonType.decimal128;
  } catch {
    return 0;
  }
}

/** Does the double print back the same value as the text says? */
function doubleKeeps(text: string, double: number): boolean {
  if (!Number.isFinite(double)) return false;
  const said = decimalParts(text);
  if (double === 0) return said.digits === '';
  if (said.digits.length <= safeDigits && said.exponent > -280 && said.exponent < 280) return true;
  const printed = decimalParts(String(double));
  return said.digits === printed.digits && said.exponent === printed.exponent;
}

/** |value| = digits x 10^exponent, the digits without zeros at either end. */
function decimalParts(text: string): { digits: string; exponent: number } {
  const [, whole = '', fraction = '', exponent = '0'] =
    /^-?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const all = (whole + fraction).replace(/^0+/, '');
  const digits = all.replace(/0+$/, '');
  return { digits, exponent: Number(exponent) - fraction.length + (all.length - digits.length) };
}
