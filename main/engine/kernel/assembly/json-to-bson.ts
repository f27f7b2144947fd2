/**
 * One JSON object to one BSON document, in one pass. Only what is sure to become what the slow way makes of it gets
 * through; everything else is `bail`, and the slow way finds the words for it.
 */
import * as host from './host';
import { bail, done, full, hasHighBit, more, slack } from './common';
import { addKey, closeKeys, isCrowded, keyTop, openKeys } from './keys';
import { number, numberBytes, numberEnd, putIndex } from './numbers';
import { copyText, hasZero, seen, startText, textEnd, textStatus } from './strings';

const maxDepth: i32 = 180;

/** Where reading and writing stand; after `done` behind the object and behind the document. */
export let at: usize = 0;
export let out: usize = 0;
/** Line breaks outside of strings, and where the last one was. */
export let newlines: i32 = 0;
export let lastNewline: usize = 0;
/** All bytes were ASCII, so the text needs no look at its encoding. May be false for such a text. */
export let isPlain: bool = true;

let end: usize = 0;
let outEnd: usize = 0;

/** Transcodes the object whose `{` is at `from`. */
export function transcode(from: usize, to: usize, target: usize, targetEnd: usize): i32 {
  at = from;
  end = to;
  out = target;
  outEnd = targetEnd - slack;
  newlines = 0;
  openKeys();
  startText(to, outEnd);
  if (load<u8>(from) != 0x7b) return bail;
  const status = object(1);
  isPlain = !hasHighBit(seen);
  return status;
}

/** The next byte that is no white space, or -1 at the end. */
function next(): i32 {
  let place = at;
  while (place < end) {
    const c = load<u8>(place);
    if (c > 0x20) {
      at = place;
      return c;
    }
    if (c == 0x0a) {
      newlines++;
      lastNewline = place;
    } else if (c != 0x20 && c != 0x0d && c != 0x09) {
      at = place;
      return c;
    }
    place++;
  }
  at = place;
  return -1;
}

function object(depth: i32): i32 {
  if (depth > maxDepth) return bail;
  const start = out;
  out += 4;
  const keysFrom = keyTop;
  let bloom: u64 = 0;
  at++;
  let c = next();
  if (c == 0x7d) at++;
  else {
    for (;;) {
      if (c != 0x22) return c < 0 ? more : bail;
      if (out > outEnd) return full;
      const typeAt = out;
      const nameAt = out + 1;
      const nameEnd = copyText(at + 1, nameAt);
      if (nameEnd == 0) return textStatus;
      at = textEnd;
      if (hasZero(nameAt, nameEnd)) return bail;
      store<u8>(nameEnd, 0);
      out = nameEnd + 1;
      const hash = addKey(nameAt, nameEnd);
      if (hash == 0) return bail;
      const bit = (<u64>1) << (hash & 63);
      if (bloom & bit && isCrowded(keysFrom, hash)) return bail;
      bloom |= bit;
      c = next();
      if (c != 0x3a) return c < 0 ? more : bail;
      at++;
      const status = value(typeAt, depth);
      if (status != done) return status;
      c = next();
      if (c == 0x7d) {
        at++;
        break;
      }
      if (c != 0x2c) return c < 0 ? more : bail;
      at++;
      c = next();
    }
    if (!closeKeys(keysFrom)) return bail;
  }
  store<u8>(out, 0);
  out++;
  store<u32>(start, <u32>(out - start));
  return done;
}

function array(depth: i32): i32 {
  if (depth > maxDepth) return bail;
  const start = out;
  out += 4;
  at++;
  if (next() == 0x5d) at++;
  else {
    for (let index = 0; ; index++) {
      if (out > outEnd) return full;
      const typeAt = out;
      out = putIndex(out + 1, index);
      const status = value(typeAt, depth);
      if (status != done) return status;
      const c = next();
      if (c == 0x5d) {
        at++;
        break;
      }
      if (c != 0x2c) return c < 0 ? more : bail;
      at++;
    }
  }
  store<u8>(out, 0);
  out++;
  store<u32>(start, <u32>(out - start));
  return done;
}

function value(typeAt: usize, depth: i32): i32 {
  const c = next();
  if (c == 0x22) {
    const text = copyText(at + 1, out + 4);
    if (text == 0) return textStatus;
    at = textEnd;
    store<u8>(typeAt, 0x02);
    store<u8>(text, 0);
    store<u32>(out, <u32>(text - out - 3));
    out = text + 1;
    return done;
  }
  if (c == 0x7b) {
    if (startsWithDollar()) {
      const found = host.extended(at, end, out, outEnd > out ? outEnd - out : 0);
      if (found < 0) return bail;
      if (found > 0) {
        store<u8>(typeAt, <u8>found);
        at += <usize>((found >> 8) & 0xfffffff);
        out += <usize>(found >> 36);
        return done;
      }
    }
    store<u8>(typeAt, 0x03);
    return object(depth + 1);
  }
  if (c == 0x5b) {
    store<u8>(typeAt, 0x04);
    return array(depth + 1);
  }
  if (c == 0x2d || (c >= 0x30 && c <= 0x39)) {
    const status = number(at, end, typeAt, out);
    if (status != done) return status;
    at = numberEnd;
    out += numberBytes;
    return done;
  }
  return literal(typeAt, c);
}

function literal(typeAt: usize, c: i32): i32 {
  if (c < 0 || at + 5 > end) return more;
  const word = load<u32>(at);
  if (word == 0x6c6c756e) {
    store<u8>(typeAt, 0x0a);
    at += 4;
    return done;
  }
  if (word == 0x65757274) {
    store<u8>(typeAt, 0x08);
    store<u8>(out++, 1);
    at += 4;
    return done;
  }
  if (word == 0x736c6166 && load<u8>(at + 4) == 0x65) {
    store<u8>(typeAt, 0x08);
    store<u8>(out++, 0);
    at += 5;
    return done;
  }
  return bail;
}

/** Does the object here begin with a key that begins with `$`? */
function startsWithDollar(): bool {
  let place = at + 1;
  while (place < end) {
    const c = load<u8>(place);
    if (c == 0x22) return load<u8>(place + 1) == 0x24;
    if (c != 0x20 && c != 0x0a && c != 0x0d && c != 0x09) return false;
    place++;
  }
  return false;
}
