import { bsonType, putInt32 } from './elements.ts';

/** Bytes that it grows by at most beyond what is needed: doubling what holds a large document would waste as much. */
const largestStep = 4 * 1024 * 1024;
/** Bytes left when it grows: a document is written in parts, and the last ones are small. */
const spare = 16 * 1024;

/** Grows as needed and is used again for the next document, so that steady work allocates nothing. */
export class ByteWriter {
  bytes: Buffer<ArrayBuffer>;
  position = 0;

  constructor(capacity = 64 * 1024) {
    this.bytes = Buffer.allocUnsafeSlow(capacity);
  }

  /** Makes room for `count` more bytes. */
  ensure(count: number): void {
    const needed = this.position + count;
    if (needed <= this.bytes.length) return;
    const doubled = Math.min(this.bytes.length * 2, this.bytes.length + largestStep);
    const larger = Buffer.allocUnsafeSlow(Math.max(needed + spare, doubled));
    this.bytes.copy(larger, 0, 0, this.position);
    this.bytes = larger;
  }

  append(source: Uint8Array): void {
    this.ensure(source.length);
    this.bytes.set(source, this.position);
    this.position += source.length;
  }

  /** Hands out the memory written to and goes on with `next`. */
  exchange(next: ArrayBuffer): ArrayBuffer {
    const { buffer } = this.bytes;
    this.bytes = Buffer.from(next);
    this.position = 0;
    return buffer;
  }

  /** Gives back the memory that one very large document made it take. */
  shrink(capacity: number): void {
    if (this.bytes.length > capacity) this.bytes = Buffer.allocUnsafeSlow(capacity);
    this.position = 0;
  }

  /** A view of what has been written; only valid until the next write. */
  written(from = 0): Buffer<ArrayBuffer> {
    return this.bytes.subarray(from, this.position);
  }
}

/** Opens a document or array; `endDocument` gets what this returns. */
export function beginDocument(out: ByteWriter): number {
  out.ensure(4);
  const start = out.position;
  out.position += 4;
  return start;
}

export function endDocument(out: ByteWriter, start: number): void {
  out.ensure(1);
  out.bytes[out.position++] = 0;
  putInt32(out.bytes, start, out.position - start);
}

/** Type byte and name; the value follows. The name must not contain a zero byte. */
export function putName(out: ByteWriter, type: number, name: string): void {
  out.ensure(2 + name.length * 3);
  out.bytes[out.position++] = type;
  out.position += out.bytes.write(name, out.position);
  out.bytes[out.position++] = 0;
}

export function putString(out: ByteWriter, name: string, value: string): void {
  putName(out, bsonType.string, name);
  out.ensure(5 + value.length * 3);
  const start = out.position;
  const written = out.bytes.write(value, start + 4);
  putInt32(out.bytes, start, written + 1);
  out.position = start + 4 + written;
  out.bytes[out.position++] = 0;
}

export function putInt(out: ByteWriter, name: string, value: number): void {
  putName(out, bsonType.int32, name);
  out.ensure(4);
  putInt32(out.bytes, out.position, value);
  out.position += 4;
}

/** An embedded document or array that exists as bytes already. */
export function putRaw(out: ByteWriter, type: number, name: string, value: Uint8Array): void {
  putName(out, type, name);
  out.append(value);
}
