/** Points in time as conversations write them, made comparable. */
import { Decimal128, Double, Int32, Long } from 'bson';

const nanosPerMs = 1_000_000n;
/** Unix times above this are milliseconds: as seconds they would lie past the year 5138. */
const largestSeconds = 100_000_000_000;

/**
 * Nanoseconds since 1970 of an ISO 8601 text (without a zone: UTC), a Unix time in seconds or milliseconds, or a date;
 * undefined for everything else.
 */
export function instantOf(value: unknown): bigint | undefined {
  if (value instanceof Date)
    return Number.isNaN(value.getTime()) ? undefined : BigInt(value.getTime()) * nanosPerMs;
  if (typeof value === 'string') return instantOfText(value);
  const number = numberOf(value);
  if (number === undefined || !Number.isFinite(number)) return undefined;
  const ms = Math.abs(number) > largestSeconds ? number : number * 1000;
  // Microseconds are what doubles of this size can hold.
  return BigInt(Math.round(ms * 1000)) * 1000n;
}

function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (value instanceof Double || value instanceof Int32) return value.value;
  if (value instanceof Long) return value.toNumber();
  if (value instanceof Decimal128) return Number(value.toString());
  return undefined;
}

const iso =
  /^([+-]?\d{4,6})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?\s?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i;

function instantOfText(text: string): bigint | undefined {
  const match = iso.exec(text.trim());
  if (!match) return undefined;
  const [
    ,
    year = '',
    month = '',
    day = '',
    hour = '0',
    minute = '0',
    second = '0',
    fraction = '',
    zone = 'Z',
  ] = match;
  const ms = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  );
  if (Number.isNaN(ms) || Number(month) > 12 || Number(day) > 31) return undefined;
  const nanos = BigInt(fraction.padEnd(9, '0').slice(0, 9));
  return (BigInt(ms) - BigInt(offsetMinutes(zone)) * 60_000n) * nanosPerMs + nanos;
}

function offsetMinutes(zone: string): number {
  if (/^z$/i.test(zone)) return 0;
  const [, sign = '+', hours = '0', minutes = '0'] = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}
