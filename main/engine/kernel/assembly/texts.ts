/** UTF-8 to JSON strings, sixteen bytes at a time. */
import { backslash, quote } from './common';

const hexDigits: usize = memory.data<u8>([
  0x30, 0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37, 0x38, 0x39, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66,
]);

export function hexDigit(value: u32): u8 {
  return load<u8>(hexDigits + <usize>value);
}

/** The name as a key with its colon; returns the end, or 0 for want of room. */
export function putName(from: usize, to: usize, target: usize, outEnd: usize): usize {
  const out = putText(from, to, target, outEnd);
  if (out == 0) return 0;
  store<u8>(out, 0x3a);
  return out + 1;
}

/** The text with its quotes; returns the end, or 0 for want of room. */
export function putText(from: usize, to: usize, target: usize, outEnd: usize): usize {
  let place = from;
  let out = target;
  store<u8>(out++, quote);
  while (place < to) {
    if (out > outEnd) return 0;
    const bytes = v128.load(place);
    v128.store(out, bytes);
    const found = i8x16.bitmask(
      v128.or(
        v128.or(i8x16.eq(bytes, i8x16.splat(quote)), i8x16.eq(bytes, i8x16.splat(backslash))),
        i8x16.lt_u(bytes, i8x16.splat(0x20)),
      ),
    );
    const clean: usize = found == 0 ? 16 : <usize>ctz(found);
    if (place + clean >= to) {
      out += to - place;
      place = to;
      break;
    }
    place += clean;
    out += clean;
    if (found != 0) out = putEscape(load<u8>(place++), out);
  }
  store<u8>(out, quote);
  return out + 1;
}

function putEscape(c: u8, out: usize): usize {
  store<u8>(out, backslash);
  const letter = escapeLetter(c);
  store<u8>(out + 1, letter);
  if (letter != 0x75) return out + 2;
  store<u16>(out + 2, 0x3030);
  store<u8>(out + 4, hexDigit(c >> 4));
  store<u8>(out + 5, hexDigit(c & 15));
  return out + 6;
}

function escapeLetter(c: u8): u8 {
  switch (c) {
    case quote:
    case backslash:
      return c;
    case 0x0a:
      return 0x6e;
    case 0x09:
      return 0x74;
    case 0x0d:
      return 0x72;
    case 0x08:
      return 0x62;
    case 0x0c:
      return 0x66;
    default:
      return 0x75;
  }
}
