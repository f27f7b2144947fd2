/** The usual spellings of numbers and times, read from bytes; undefined leaves a cell to types.ts. */
import { byteAt } from '../bson/elements.ts';

/** A whole number of up to nine digits, which fits into 32 bits, without leading zeros. */
export function fastInteger(bytes: Uint8Array, start: number, end: number): number | undefined {
  const isNegative = byteAt(bytes, start) === 0x2d;
  const first = isNegative ? start + 1 : start;
  const digits = end - first;
  if (digits < 1 || digits > 9) return undefined;
  if (byteAt(bytes, first) === 0x30) return digits === 1 && !isNegative ? 0 : undefined;
  const value = wholeAt(bytes, first, end);
  return value < 0 ? undefined : isNegative ? -value : value;
}

/** The digits there as a number, or -1. */
function wholeAt(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at++) {
    const digit = byteAt(bytes, at) - 0x30;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

const daysOfMonths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** 2024-05-31, 2024-05-31T10:28:52Z or 2024-05-31T10:28:52.606Z as milliseconds since 1970. */
export function fastDate(bytes: Uint8Array, start: number, end: number): number | undefined {
  const length = end - start;
  if (length !== 10 && length !== 20 && length !== 24) return undefined;
  if (byteAt(bytes, start + 4) !== 0x2d || byteAt(bytes, start + 7) !== 0x2d) return undefined;
  const year = wholeAt(bytes, start, start + 4);
  const month = wholeAt(bytes, start + 5, start + 7);
  const day = wholeAt(bytes, start + 8, start + 10);
  // Date.UTC takes years below 100 for those of the last century.
  if (year < 100 || month < 1 || month > 12 || day < 1 || day > daysOf(year, month)) return undefined;
  if (length === 10) return Date.UTC(year, month - 1, day);
  return timeAt(bytes, start, end, Date.UTC(year, month - 1, day));
}

function timeAt(bytes: Uint8Array, start: number, end: number, midnight: number): number | undefined {
  const isPunctuated =
    byteAt(bytes, start + 10) === 0x54 &&
    byteAt(bytes, start + 13) === 0x3a &&
    byteAt(bytes, start + 16) === 0x3a &&
    byteAt(bytes, end - 1) === 0x5a;
  if (!isPunctuated) return undefined;
  const hour = wholeAt(bytes, start + 11, start + 13);
  const minute = wholeAt(bytes, start + 14, start + 16);
  const second = wholeAt(bytes, start + 17, start + 19);
  const inRange = hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60;
  if (!inRange) return undefined;
  const whole = midnight + ((hour * 60 + minute) * 60 + second) * 1000;
  if (end - start === 20) return whole;
  const milliseconds = byteAt(bytes, start + 19) === 0x2e ? wholeAt(bytes, start + 20, end - 1) : -1;
  return milliseconds < 0 ? undefined : whole + milliseconds;
}

function daysOf(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 && isLeap ? 29 : (daysOfMonths[month - 1] ?? 0);
}
