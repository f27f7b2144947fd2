/**
 * Extended JSON v2, canonical and relaxed: objects such as {"$date": …} that stand for a BSON type.
 * They are rare, so they take the library's way through objects.
 * https://github.com/mongodb/specifications/blob/master/source/extended-json/extended-json.md
 */
import { BSON, EJSON } from 'bson';
import { isSpace } from './space.ts';
import { byteAt, elementAt } from '../bson/elements.ts';

const wrappers = new Set([
  '$oid',
  '$date',
  '$numberInt',
  '$numberLong',
  '$numberDouble',
  '$numberDecimal',
  '$binary',
  '$uuid',
  '$regularExpression',
  '$timestamp',
  '$symbol',
  '$code',
  '$minKey',
  '$maxKey',
  '$undefined',
  '$dbPointer',
]);

/** Bytes of the longest of these names and its quotes, and some. */
const longestKey = 24;

/** Does the object at `start` stand for a BSON type? Decided by the first bytes of its first key alone, almost always. */
export function isExtendedAt(source: Buffer, start: number, end: number): boolean {
  let at = start + 1;
  while (at < end && isSpace(byteAt(source, at))) at++;
  if (at + 2 >= end || byteAt(source, at) !== 0x22 || byteAt(source, at + 1) !== 0x24) return false;
  const close = source.subarray(0, Math.min(end, at + longestKey + 1)).indexOf(0x22, at + 1);
  return close > 0 && close - at < longestKey && wrappers.has(source.toString('latin1', at + 1, close));
}

/** The first byte after the object that starts at `start`, or -1. For the short objects of Extended JSON. */
export function extendedEnd(source: Buffer, start: number, end: number): number {
  let depth = 0;
  for (let at = start; at < end; at++) {
    const c = byteAt(source, at);
    if (c === 0x22) {
      at++;
      while (at < end && byteAt(source, at) !== 0x22) at += byteAt(source, at) === 0x5c ? 2 : 1;
    } else if (c === 0x7b || c === 0x5b) depth++;
    else if (c === 0x7d || c === 0x5d) {
      depth--;
      if (depth === 0) return at + 1;
    }
  }
  return -1;
}

/** The BSON type and value bytes that an Extended JSON object stands for, or the reason why it stands for none. */
export function parseExtended(text: string): { type: number; value: Uint8Array } | { fault: string } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return { fault: 'it is not valid JSON' };
  }
  const fault = faultOf(parsed);
  if (fault !== undefined) return { fault };
  try {
    const bytes = BSON.serialize({ v: EJSON.deserialize({ v: parsed }, { relaxed: false }).v });
    const element = elementAt(bytes, 4);
    return { type: element.type, value: bytes.subarray(element.valueStart, element.end) };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
}

const allowedKeys: Readonly<Record<string, readonly string[]>> = { $code: ['$code', '$scope'] };

/** What js-bson would swallow silently: keys beside the wrapper, and values it turns into Invalid Date or NaN. */
function faultOf(parsed: unknown): string | undefined {
  if (typeof parsed !== 'object' || parsed === null) return 'it is not an object';
  const keys = Object.keys(parsed);
  const [wrapper = ''] = keys;
  const allowed = allowedKeys[wrapper] ?? [wrapper];
  const extra = keys.find((key) => !allowed.includes(key));
  if (extra !== undefined) return `"${extra}" cannot stand beside "${wrapper}"`;
  const value: unknown = Reflect.get(parsed, wrapper);
  if (wrapper === '$oid')
    return isText(value, /^[0-9a-f]{24}$/i) ? undefined : '$oid wants 24 hexadecimal digits';
  if (wrapper === '$numberInt')
    return isText(value, /^-?\d{1,10}$/) ? undefined : '$numberInt wants digits in quotes';
  if (wrapper === '$numberLong') return longFault(value);
  if (wrapper === '$date') return dateFault(value);
  return undefined;
}

function isText(value: unknown, pattern: RegExp): boolean {
  return typeof value === 'string' && pattern.test(value);
}

function longFault(value: unknown): string | undefined {
  if (!isText(value, /^-?\d{1,19}$/)) return '$numberLong wants digits in quotes';
  const number = BigInt(String(value));
  return BigInt.asIntN(64, number) === number ? undefined : '$numberLong is out of range';
}

function dateFault(value: unknown): string | undefined {
  if (typeof value === 'string') {
    const iso = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/.test(value);
    return iso && !Number.isNaN(Date.parse(value)) ? undefined : '$date wants an ISO 8601 text with a zone';
  }
  if (typeof value === 'object' && value !== null && '$numberLong' in value)
    return longFault(value.$numberLong);
  return '$date wants an ISO 8601 text or {"$numberLong": "milliseconds"}; bare numbers are the old form';
}
