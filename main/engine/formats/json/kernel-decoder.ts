/** JSON records to BSON by the kernel. What it does not take goes the slow way, through the Transcoder. */
import { isUtf8 } from 'node:buffer';
import { ByteWriter } from '../bson/document-writer.ts';
import { byteAt } from '../bson/elements.ts';
import { isSpace } from './space.ts';
import { Kernel, status } from '../../kernel/kernel.ts';
import { extendedEnd, isExtendedAt, parseExtended } from './extended.ts';
import { writeNumber } from './numbers.ts';
import type { WindowMemory } from './window.ts';

/** Bytes of BSON that the kernel has room for at first, and at most: no document that MongoDB stores is larger. */
const outputBytes = 1024 * 1024;
const maxOutputBytes = 17 * 1024 * 1024;

/** Decodes records that lie in its own memory, which is where the window of the source's bytes is. */
export class KernelDecoder implements WindowMemory {
  /** Of the last record: where it ends in the window, and the line breaks outside of its strings. */
  end = 0;
  newlines = 0;
  lastNewline = -1;
  /** The window. */
  bytes: Buffer;
  readonly #kernel: Kernel;
  readonly #scratch = new ByteWriter(64);
  #capacity = 0;
  #outputBytes = outputBytes;

  constructor() {
    this.#kernel = new Kernel({
      number: (start, end, to) => this.#number(start, end, to),
      extended: (start, end, to, room) => this.#extended(start, end, to, room),
    });
    this.bytes = this.#kernel.bytes.subarray(0, 0);
  }

  grow(capacity: number): void {
    this.#capacity = capacity;
    this.#reserve();
  }

  /** Is it a part of the window? */
  holds(slice: Buffer): boolean {
    return slice.buffer === this.bytes.buffer;
  }

  /**
   * Decodes the object that begins at `start` of the window, with bytes up to `end` at hand; the document, valid until the
   * next one, or undefined where it goes on behind `end` or has to go the slow way.
   */
  decode(start: number, end: number): Buffer | undefined {
    const { calls, base } = this.#kernel;
    for (;;) {
      const target = this.#target;
      const code = calls.transcode(base + start, base + end, target, target + this.#outputBytes);
      if (code === status.full && this.#outputBytes < maxOutputBytes) {
        this.#outputBytes = Math.min(this.#outputBytes * 4, maxOutputBytes);
        this.#reserve();
        continue;
      }
      if (code !== status.done) return undefined;
      this.end = calls.at.value - base;
      this.newlines = calls.newlines.value;
      this.lastNewline = calls.lastNewline.value - base;
      if (calls.isPlain.value === 0 && !isUtf8(this.bytes.subarray(start, this.end))) return undefined;
      return this.#kernel.bytes.subarray(target, calls.out.value);
    }
  }

  /** The same for a record that is all of `slice`, a part of the window. */
  decodeSlice(slice: Buffer): Buffer | undefined {
    const start = slice.byteOffset - this.#kernel.base;
    const end = start + slice.length;
    const document = this.decode(start, end);
    if (!document) return undefined;
    // What follows the object is for the Transcoder to name.
    for (let at = this.end; at < end; at++) if (!isSpace(byteAt(this.bytes, at))) return undefined;
    return document;
  }

  get #target(): number {
    return this.#kernel.base + this.#capacity + this.#kernel.slack;
  }

  #reserve(): void {
    const kernel = this.#kernel;
    kernel.reserve(this.#target + this.#outputBytes);
    this.bytes = kernel.bytes.subarray(kernel.base, kernel.base + this.#capacity);
  }

  #number(start: number, end: number, to: number): number {
    const scratch = this.#scratch;
    scratch.position = 0;
    const type = writeNumber(scratch, this.#kernel.bytes, start, end);
    if (type !== 0) this.#kernel.bytes.set(scratch.written(), to);
    return type;
  }

  #extended(start: number, end: number, to: number, room: number): bigint {
    const { bytes } = this.#kernel;
    if (!isExtendedAt(bytes, start, end)) return 0n;
    const objectEnd = extendedEnd(bytes, start, end);
    if (objectEnd < 0) return -1n;
    const parsed = parseExtended(bytes.toString('utf8', start, objectEnd));
    // What is to become of one that is not valid is for the Transcoder.
    if ('fault' in parsed || parsed.value.length > room) return -1n;
    bytes.set(parsed.value, to);
    return BigInt(parsed.type) | (BigInt(objectEnd - start) << 8n) | (BigInt(parsed.value.length) << 36n);
  }
}
