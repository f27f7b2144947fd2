/** BSON documents to relaxed Extended JSON, one behind the other. */
import * as host from './host';
import { done, full, slack } from './common';
import { putDouble, putInteger, putObjectId } from './scalars';
import { putName, putText } from './texts';

/** After a call: the end of the text. */
export let encodedTo: usize = 0;
/** Documents written. */
export let documents: i32 = 0;

let outEnd: usize = 0;

/**
 * Encodes documents until `to` or until the output is full.
 * @param areElements each has a type and a name before it, as the elements of an array have
 * @param between written before each document but the first; @param after behind each: bytes, lowest first, 0 for none
 * @param hidesId leaves out an `_id` that equals `id`
 */
export function encode(
  from: usize,
  to: usize,
  target: usize,
  targetEnd: usize,
  between: u32,
  after: u32,
  isFirst: bool,
  hidesId: bool,
  areElements: bool,
): i32 {
  outEnd = targetEnd - slack;
  documents = 0;
  let document = from;
  let out = target;
  let isBetween = !isFirst;
  while (document < to) {
    if (out > outEnd) return full;
    if (areElements) document = nameEnd(document + 1) + 1;
    if (isBetween) out = putBytes(out, between);
    isBetween = true;
    out = container(document, out, true, hidesId ? equalId(document) : 0);
    if (out == 0) return full;
    out = putBytes(out, after);
    documents++;
    document += <usize>load<u32>(document);
  }
  encodedTo = out;
  return done;
}

function putBytes(out: usize, bytes: u32): usize {
  for (let rest = bytes; rest != 0; rest >>= 8) store<u8>(out++, <u8>rest);
  return out;
}

/** Returns the end of the text, or 0 for want of room. @param hidden the element that is left out */
function container(start: usize, target: usize, isNamed: bool, hidden: usize): usize {
  const end = start + <usize>load<u32>(start) - 1;
  let at = start + 4;
  let out = target;
  store<u8>(out++, isNamed ? 0x7b : 0x5b);
  let isFirst = true;
  while (at < end) {
    if (out > outEnd) return 0;
    const element = at;
    const type = <i32>load<u8>(at);
    const valueStart = nameEnd(at + 1) + 1;
    at = valueEnd(type, valueStart);
    if (element == hidden) continue;
    if (!isFirst) store<u8>(out++, 0x2c);
    isFirst = false;
    if (isNamed) {
      out = putName(element + 1, valueStart - 1, out, outEnd);
      if (out == 0) return 0;
    }
    out = value(type, valueStart, at, out);
    if (out == 0) return 0;
  }
  if (out > outEnd) return 0;
  store<u8>(out++, isNamed ? 0x7d : 0x5d);
  return out;
}

function value(type: i32, start: usize, end: usize, out: usize): usize {
  switch (type) {
    case 0x02:
      return putText(start + 4, end - 1, out, outEnd);
    case 0x03:
      return container(start, out, true, 0);
    case 0x04:
      return container(start, out, false, 0);
    case 0x07:
      return putObjectId(start, out);
    case 0x08:
      if (load<u8>(start) != 0) {
        store<u32>(out, 0x65757274);
        return out + 4;
      }
      store<u32>(out, 0x736c6166);
      store<u8>(out + 4, 0x65);
      return out + 5;
    case 0x0a:
      store<u32>(out, 0x6c6c756e);
      return out + 4;
    case 0x10:
      return putInteger(<i64>load<i32>(start), out);
    case 0x12:
      return putInteger(load<i64>(start), out);
    case 0x01: {
      const text = putDouble(load<f64>(start), out);
      if (text != 0) return text;
    }
  }
  return host.value(type, start, end, out, outEnd + slack - out);
}

/** The zero behind the name that begins at `from`. */
function nameEnd(from: usize): usize {
  let place = from;
  while (true) {
    const zeros = i8x16.bitmask(i8x16.eq(v128.load(place), i64x2.splat(0)));
    if (zeros != 0) return place + <usize>ctz(zeros);
    place += 16;
  }
}

/** The first byte behind a value; types that are not BSON end where they start, and the host finds them. */
function valueEnd(type: i32, start: usize): usize {
  switch (type) {
    case 0x02:
    case 0x0d:
    case 0x0e:
      return start + 4 + <usize>load<u32>(start);
    case 0x03:
    case 0x04:
    case 0x0f:
      return start + <usize>load<u32>(start);
    case 0x01:
    case 0x09:
    case 0x11:
    case 0x12:
      return start + 8;
    case 0x10:
      return start + 4;
    case 0x08:
      return start + 1;
    case 0x07:
      return start + 12;
    case 0x13:
      return start + 16;
    case 0x05:
      return start + 5 + <usize>load<u32>(start);
    case 0x0c:
      return start + 4 + <usize>load<u32>(start) + 12;
    case 0x0b:
      return nameEnd(nameEnd(start) + 1) + 1;
    default:
      return start;
  }
}

/** Where the `_id` of the document stands, if its value is the same as that of `id`; else 0. */
function equalId(document: usize): usize {
  const end = document + <usize>load<u32>(document) - 1;
  let objectId: usize = 0;
  let id: usize = 0;
  let at = document + 4;
  while (at < end) {
    const zero = nameEnd(at + 1);
    const length = zero - at - 1;
    // "id\0" and "_id\0".
    if (length == 2 && load<u16>(at + 1) == 0x6469) id = at;
    else if (length == 3 && load<u32>(at + 1) == 0x0064695f) objectId = at;
    if (id != 0 && objectId != 0) break;
    at = valueEnd(load<u8>(at), zero + 1);
  }
  if (id == 0 || objectId == 0 || load<u8>(id) != load<u8>(objectId)) return 0;
  const type = <i32>load<u8>(id);
  const first = id + 4;
  const second = objectId + 5;
  const size = valueEnd(type, first) - first;
  if (size != valueEnd(type, second) - second) return 0;
  return memory.compare(first, second, size) == 0 ? objectId : 0;
}
