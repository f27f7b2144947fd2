/** JSON strings to UTF-8, sixteen bytes at a time. */
import { backslash, bail, full, more, quote } from './common';

/** All bytes copied since the text began, or-ed together; some of those behind a string are among them. */
export let seen: v128 = i64x2.splat(0);
/** Why the last text could not be copied. */
export let textStatus: i32 = 0;
/** The first byte behind the quote that closed the last text. */
export let textEnd: usize = 0;

let end: usize = 0;
let outEnd: usize = 0;

/** A text begins that ends at `to`; what comes of it may not pass `target`. */
export function startText(to: usize, target: usize): void {
  end = to;
  outEnd = target;
  seen = i64x2.splat(0);
}

/** Copies the string whose first byte is at `from` to `to`; returns the end of the copy, or 0. */
export function copyText(from: usize, to: usize): usize {
  let place = from;
  let target = to;
  let all = seen;
  while (true) {
    const bytes = v128.load(place);
    v128.store(target, bytes);
    all = v128.or(all, bytes);
    const found = i8x16.bitmask(
      v128.or(i8x16.eq(bytes, i8x16.splat(quote)), i8x16.eq(bytes, i8x16.splat(backslash))),
    );
    if (found == 0) {
      place += 16;
      target += 16;
      if (place >= end) return failed(more);
      if (target > outEnd) return failed(full);
      continue;
    }
    const before = <usize>ctz(found);
    place += before;
    target += before;
    if (place >= end) return failed(more);
    if (load<u8>(place) == quote) {
      seen = all;
      textEnd = place + 1;
      return target;
    }
    if (place + 2 > end) return failed(more);
    const simple = simpleEscape(load<u8>(place + 1));
    if (simple != 0) {
      store<u8>(target++, simple);
      place += 2;
    } else {
      const unit = unitAt(place);
      if (unit < 0) return failed(place + 6 > end ? more : bail);
      let point = <u32>unit;
      place += 6;
      if ((unit & 0xf800) == 0xd800) {
        const low = unit < 0xdc00 ? unitAt(place) : -1;
        if (low < 0xdc00 || low > 0xdfff) return failed(place + 6 > end ? more : bail);
        point = 0x10000 + ((<u32>unit - 0xd800) << 10) + (<u32>low - 0xdc00);
        place += 6;
      }
      target = putPoint(target, point);
    }
    if (place >= end) return failed(more);
    if (target > outEnd) return failed(full);
  }
}

function failed(status: i32): usize {
  textStatus = status;
  return 0;
}

/** What the letter behind a backslash stands for, or 0. */
function simpleEscape(letter: u8): u8 {
  switch (letter) {
    case 0x6e:
      return 0x0a;
    case 0x22:
    case 0x5c:
    case 0x2f:
      return letter;
    case 0x74:
      return 0x09;
    case 0x72:
      return 0x0d;
    case 0x62:
      return 0x08;
    case 0x66:
      return 0x0c;
    default:
      return 0;
  }
}

/** The UTF-16 unit of the \uXXXX at `place`, or -1. */
function unitAt(place: usize): i32 {
  if (place + 6 > end) return -1;
  if (load<u16>(place) != 0x755c) return -1;
  let unit = 0;
  for (let i: usize = 2; i < 6; i++) {
    const c = <i32>load<u8>(place + i);
    const lower = c | 0x20;
    if (c >= 0x30 && c <= 0x39) unit = (unit << 4) | (c - 0x30);
    else if (lower >= 0x61 && lower <= 0x66) unit = (unit << 4) | (lower - 0x57);
    else return -1;
  }
  return unit;
}

function putPoint(target: usize, point: u32): usize {
  if (point < 0x80) {
    store<u8>(target, <u8>point);
    return target + 1;
  }
  if (point < 0x800) {
    store<u8>(target, <u8>(0xc0 | (point >> 6)));
    store<u8>(target + 1, <u8>(0x80 | (point & 0x3f)));
    return target + 2;
  }
  if (point < 0x10000) {
    store<u8>(target, <u8>(0xe0 | (point >> 12)));
    store<u8>(target + 1, <u8>(0x80 | ((point >> 6) & 0x3f)));
    store<u8>(target + 2, <u8>(0x80 | (point & 0x3f)));
    return target + 3;
  }
  store<u8>(target, <u8>(0xf0 | (point >> 18)));
  store<u8>(target + 1, <u8>(0x80 | ((point >> 12) & 0x3f)));
  store<u8>(target + 2, <u8>(0x80 | ((point >> 6) & 0x3f)));
  store<u8>(target + 3, <u8>(0x80 | (point & 0x3f)));
  return target + 4;
}

/** Has the text there a zero byte? Names may not. */
export function hasZero(from: usize, to: usize): bool {
  for (let place = from; place < to; place += 16) {
    const zeros = i8x16.bitmask(i8x16.eq(v128.load(place), i64x2.splat(0)));
    if (zeros != 0 && place + <usize>ctz(zeros) < to) return true;
  }
  return false;
}
