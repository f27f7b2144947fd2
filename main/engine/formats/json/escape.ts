import type { ByteWriter } from '../bson/document-writer.ts';
import { byteAt } from '../bson/elements.ts';

const hex = '0123456789abcdef';

/** For each byte: 0 when it stands for itself inside a JSON string, else the letter after the backslash ('u' for \u00XX). */
const escapes = new Uint8Array(256);
escapes.fill('u'.charCodeAt(0), 0, 0x20);
for (const [byte, letter] of [
  [0x22, '"'],
  [0x5c, '\\'],
  [0x08, 'b'],
  [0x0c, 'f'],
  [0x0a, 'n'],
  [0x0d, 'r'],
  [0x09, 't'],
] as const) {
  escapes[byte] = letter.charCodeAt(0);
}

/** Appends the UTF-8 text source[start, end) as a JSON string with its quotes. */
export function putJsonText(out: ByteWriter, source: Uint8Array, start: number, end: number): void {
  // Six bytes for one is the worst case; most text needs one for one, so the room is checked again at each escape.
  out.ensure(end - start + 2);
  let { bytes } = out;
  let to = out.position;
  bytes[to++] = 0x22;
  for (let at = start; at < end; at++) {
    const c = byteAt(source, at);
    const escape = byteAt(escapes, c);
    if (escape === 0) {
      bytes[to++] = c;
      continue;
    }
    out.position = to;
    out.ensure(end - at + 7);
    bytes = out.bytes;
    bytes[to++] = 0x5c;
    bytes[to++] = escape;
    if (escape !== 0x75) continue;
    bytes[to++] = 0x30;
    bytes[to++] = 0x30;
    bytes[to++] = hex.charCodeAt(c >> 4);
    bytes[to++] = hex.charCodeAt(c & 15);
  }
  bytes[to++] = 0x22;
  out.position = to;
}
