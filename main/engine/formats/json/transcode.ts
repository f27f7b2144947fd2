/**
 * JSON text to BSON bytes without objects in between: one pass over the bytes of one record.
 *
 * It is strict where leniency would lose something (numbers, structure, duplicate keys, UTF-8, lone surrogates) and
 * lenient in one point: raw control characters inside strings, which sloppy exporters write, are kept as they are.
 */
import { isUtf8 } from 'node:buffer';
import type { RejectReason } from '../records.ts';
import { type ByteWriter, beginDocument, endDocument } from '../bson/document-writer.ts';
import { bsonType, byteAt, putInt32 } from '../bson/elements.ts';
import { extendedEnd, isExtendedAt, parseExtended } from './extended.ts';
import { KeyTracker } from './key-tracker.ts';
import { numberEnd, writeNumber } from './numbers.ts';
import { isSpace } from './space.ts';
import { StringCopier } from './strings.ts';

/** MongoDB documents 100 levels and refuses about 200; deeper records are rejects instead of refused batches. */
export const maxDepth = 180;

export interface TranscodeOptions {
  /** What becomes of an object that looks like Extended JSON and is not: rejected, or kept as the object it is. */
  readonly invalidExtended: 'reject' | 'keep';
}

/** Why a record cannot become a document, and the byte of the source where that shows. */
export class TranscodeFault extends Error {
  readonly reason: RejectReason;
  readonly at: number;

  constructor(reason: RejectReason, at: number) {
    super(reason.message);
    this.reason = reason;
    this.at = at;
  }
}

export class Transcoder {
  readonly #out: ByteWriter;
  readonly #options: TranscodeOptions;
  readonly #strings: StringCopier;
  readonly #keys = new KeyTracker();
  #source: Buffer = Buffer.alloc(0);
  #at = 0;
  #end = 0;

  constructor(out: ByteWriter, options: TranscodeOptions) {
    this.#out = out;
    this.#options = options;
    this.#strings = new StringCopier(out);
  }

  /**
   * Appends the document that the text of `source` is to the writer; white space around it is skipped.
   * Throws a TranscodeFault, with the writer put back to where it was.
   */
  transcode(source: Buffer): void {
    this.#source = source;
    this.#at = 0;
    this.#end = source.length;
    this.#strings.begin(source);
    this.#keys.begin();
    const before = this.#out.position;
    try {
      if (!isUtf8(source)) this.#fail('json-syntax', 'the text is not valid UTF-8');
      this.#skipSpace();
      if (this.#peek() !== 0x7b) this.#fail('json-not-object', 'the record is not a JSON object');
      this.#object(1);
      this.#skipSpace();
      if (this.#at < this.#end) this.#fail('json-syntax', 'something follows the object');
    } catch (error) {
      this.#out.position = before;
      throw error;
    }
  }

  #object(depth: number): void {
    if (depth > maxDepth) this.#fail('json-depth', `it is nested deeper than ${maxDepth} levels`);
    const out = this.#out;
    const start = beginDocument(out);
    const keys = this.#keys.enter();
    this.#at++;
    this.#skipSpace();
    if (this.#peek() === 0x7d) this.#at++;
    else {
      for (;;) {
        if (this.#peek() !== 0x22) this.#fail('json-syntax', 'a key in quotes was expected');
        const typeAt = this.#key();
        this.#expect(0x3a, 'a colon');
        this.#value(typeAt, depth);
        if (this.#separator(0x7d)) break;
      }
    }
    this.#keys.leave(keys);
    endDocument(out, start);
  }

  /** Writes a placeholder for the type and the key; returns where the type belongs. */
  #key(): number {
    const out = this.#out;
    const keyAt = this.#at;
    out.ensure(1);
    const typeAt = out.position++;
    const nameAt = out.position;
    this.#at = this.#strings.copy(keyAt);
    this.#checkString(keyAt);
    const added = this.#keys.add(out, nameAt);
    if (added === 'zero')
      this.#fail('key-invalid', 'a key contains a zero character, which MongoDB cannot store', keyAt);
    if (added === 'duplicate') {
      const name = out.bytes.toString('utf8', nameAt, out.position - 1);
      this.#fail('json-duplicate-key', `the key "${name}" stands twice in the same object`, keyAt, name);
    }
    return typeAt;
  }

  #array(depth: number): void {
    if (depth > maxDepth) this.#fail('json-depth', `it is nested deeper than ${maxDepth} levels`);
    const out = this.#out;
    const start = beginDocument(out);
    this.#at++;
    this.#skipSpace();
    if (this.#peek() === 0x5d) this.#at++;
    else {
      for (let index = 0; ; index++) {
        out.ensure(12);
        const typeAt = out.position++;
        putIndex(out, index);
        this.#value(typeAt, depth);
        if (this.#separator(0x5d)) break;
      }
    }
    endDocument(out, start);
  }

  #value(typeAt: number, depth: number): void {
    const out = this.#out;
    this.#skipSpace();
    const c = this.#peek();
    if (c === 0x22) {
      out.bytes[typeAt] = bsonType.string;
      out.ensure(4);
      const lengthAt = out.position;
      out.position += 4;
      const openedAt = this.#at;
      this.#at = this.#strings.copy(openedAt);
      this.#checkString(openedAt);
      putInt32(out.bytes, lengthAt, out.position - lengthAt - 4);
    } else if (c === 0x7b) {
      if (isExtendedAt(this.#source, this.#at, this.#end) && this.#extended(typeAt)) return;
      out.bytes[typeAt] = bsonType.object;
      this.#object(depth + 1);
    } else if (c === 0x5b) {
      out.bytes[typeAt] = bsonType.array;
      this.#array(depth + 1);
    } else if (c === 0x74) this.#literal(typeAt, 'true', bsonType.boolean, 1);
    else if (c === 0x66) this.#literal(typeAt, 'false', bsonType.boolean, 0);
    else if (c === 0x6e) this.#literal(typeAt, 'null', bsonType.null);
    else this.#number(typeAt);
  }

  #literal(typeAt: number, word: string, type: number, value?: number): void {
    const end = this.#at + word.length;
    if (end > this.#end || this.#source.toString('latin1', this.#at, end) !== word)
      this.#fail('json-syntax', 'a value was expected');
    this.#at = end;
    this.#out.bytes[typeAt] = type;
    if (value === undefined) return;
    this.#out.ensure(1);
    this.#out.bytes[this.#out.position++] = value;
  }

  #number(typeAt: number): void {
    const end = this.#at < this.#end ? numberEnd(this.#source, this.#at, this.#end) : -1;
    if (end < 0)
      this.#fail('json-syntax', this.#at < this.#end ? 'a value was expected' : 'the record ends too early');
    const type = writeNumber(this.#out, this.#source, this.#at, end);
    if (type === 0) this.#fail('number-range', 'a number has more digits than MongoDB can store');
    this.#out.bytes[typeAt] = type;
    this.#at = end;
  }

  #extended(typeAt: number): boolean {
    const end = extendedEnd(this.#source, this.#at, this.#end);
    const parsed =
      end < 0 ? { fault: 'it does not end' } : parseExtended(this.#source.toString('utf8', this.#at, end));
    if ('fault' in parsed) {
      if (this.#options.invalidExtended === 'keep') return false;
      return this.#fail('ejson-invalid', `this is not valid Extended JSON: ${parsed.fault}`);
    }
    this.#out.bytes[typeAt] = parsed.type;
    this.#out.append(parsed.value);
    this.#at = end;
    return true;
  }

  /** After a value: true at the closing bracket, false after a comma. */
  #separator(close: number): boolean {
    this.#skipSpace();
    const c = this.#peek();
    this.#at++;
    if (c === close) return true;
    if (c !== 0x2c)
      this.#fail('json-syntax', `a comma or ${String.fromCharCode(close)} was expected`, this.#at - 1);
    this.#skipSpace();
    return false;
  }

  #expect(c: number, what: string): void {
    this.#skipSpace();
    if (this.#peek() !== c) this.#fail('json-syntax', `${what} was expected`);
    this.#at++;
  }

  #checkString(openedAt: number): void {
    if (this.#strings.fault !== undefined) this.#fail('json-syntax', this.#strings.fault, openedAt);
  }

  #skipSpace(): void {
    while (this.#at < this.#end && isSpace(byteAt(this.#source, this.#at))) this.#at++;
  }

  #peek(): number {
    return this.#at < this.#end ? byteAt(this.#source, this.#at) : -1;
  }

  #fail(code: RejectReason['code'], message: string, at = this.#at, field?: string): never {
    throw new TranscodeFault(field === undefined ? { code, message } : { code, message, field }, at);
  }
}

/** The decimal name of an array element, zero-terminated. */
function putIndex(out: ByteWriter, index: number): void {
  const { bytes } = out;
  if (index < 10) bytes[out.position++] = 0x30 + index;
  else if (index < 100) {
    bytes[out.position++] = 0x30 + Math.trunc(index / 10);
    bytes[out.position++] = 0x30 + (index % 10);
  } else out.position += bytes.write(String(index), out.position, 'latin1');
  bytes[out.position++] = 0;
}
