/** JSON numbers to BSON, as far as they are simple; the host takes the others. */
import * as host from './host';
import { bail, done, more } from './common';
import { digitAt, digits, powerOfTen, putDigits, readDigits } from './digits';

/** Where the last number ended, and the bytes that its value took. */
export let numberEnd: usize = 0;
export let numberBytes: usize = 0;

/** Any integer of so many digits fits into 64 bits. */
const integerDigits: i32 = 18;
/** Any decimal of so many digits is a whole double times a power of ten (Clinger 1990, "How to read floating point numbers"). */
const exactDigits: i32 = 15;
/** The largest power of ten that a double holds exactly. */
const exactPower: i32 = 22;

/** Writes type and value of the number that begins at `from`, with a minus or a digit. */
export function number(from: usize, end: usize, typeAt: usize, to: usize): i32 {
  let place = from;
  const isNegative = load<u8>(place) == 0x2d;
  if (isNegative) place++;
  const first = place;
  place = readDigits(first, end, 0);
  if (place >= end) return more;
  const whole = <i32>(place - first);
  if (whole == 0 || (whole > 1 && load<u8>(first) == 0x30)) return bail;
  const c = load<u8>(place);
  if (c != 0x2e && (c | 0x20) != 0x65) {
    if (whole > integerDigits || (isNegative && digits == 0)) return byHost(from, place, typeAt, to);
    const value = isNegative ? -(<i64>digits) : <i64>digits;
    numberEnd = place;
    if (value >= -2147483648 && value <= 2147483647) {
      store<u8>(typeAt, 0x10);
      store<i32>(to, <i32>value);
      numberBytes = 4;
    } else {
      store<u8>(typeAt, 0x12);
      store<i64>(to, value);
      numberBytes = 8;
    }
    return done;
  }
  let fraction = 0;
  if (c == 0x2e) {
    const dot = place;
    place = readDigits(dot + 1, end, digits);
    if (place >= end) return more;
    fraction = <i32>(place - dot) - 1;
    if (fraction == 0) return bail;
  }
  let exponent = 0;
  if ((load<u8>(place) | 0x20) == 0x65) {
    place++;
    if (place >= end) return more;
    const sign = load<u8>(place);
    if (sign == 0x2b || sign == 0x2d) place++;
    const start = place;
    // Not as the others: an exponent of many digits must not come round to a small one.
    while (place < end) {
      const digit = digitAt(place);
      if (digit > 9) break;
      if (exponent < 10000) exponent = exponent * 10 + <i32>digit;
      place++;
    }
    if (place >= end) return more;
    if (place == start) return bail;
    if (sign == 0x2d) exponent = -exponent;
  }
  const power = exponent - fraction;
  if (whole + fraction > exactDigits || power < -exactPower || power > exactPower)
    return byHost(from, place, typeAt, to);
  const magnitude = power < 0 ? <f64>digits / powerOfTen(-power) : <f64>digits * powerOfTen(power);
  store<u8>(typeAt, 0x01);
  store<f64>(to, isNegative ? -magnitude : magnitude);
  numberEnd = place;
  numberBytes = 8;
  return done;
}

function byHost(from: usize, place: usize, typeAt: usize, to: usize): i32 {
  const type = host.number(from, place, to);
  if (type == 0) return bail;
  store<u8>(typeAt, <u8>type);
  numberEnd = place;
  numberBytes = type == 0x10 ? 4 : type == 0x13 ? 16 : 8;
  return done;
}

/** The decimal name of an array element with its zero; returns the place behind it. */
export function putIndex(to: usize, index: i32): usize {
  if (index < 10) {
    store<u16>(to, <u16>(0x30 + index));
    return to + 2;
  }
  const behind = putDigits(index, to);
  store<u8>(behind, 0);
  return behind + 1;
}
