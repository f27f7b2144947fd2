/**
 * One JSON document with many records in it: a root array, an array at a path of an object (`conversations`), or
 * values one after another. Only the structure around the records is followed here; each record is cut out by its
 * brackets, from quote to quote, and decoded by itself. So a broken but balanced record costs itself; one whose
 * brackets do not match costs the rest of the file.
 */
import { SluiceError } from '../../api/errors.ts';
import type { ReadOptions, RecordSink } from '../records.ts';
import { byteAt } from '../bson/elements.ts';
import { RecordDecoder } from './record-decoder.ts';
import type { TranscodeOptions } from './transcode.ts';
import { ValueScanner } from './value-scanner.ts';
import { ByteWindow } from './window.ts';

export interface DocumentOptions extends ReadOptions, TranscodeOptions {
  /** Keys that lead to the array of records; empty: the root is the array; absent: the records follow one another. */
  readonly recordPath: readonly string[] | undefined;
}

export async function readDocument(
  chunks: AsyncIterable<Uint8Array>,
  sink: RecordSink,
  options: DocumentOptions,
): Promise<void> {
  const reader = new DocumentReader(sink, options);
  for await (const chunk of chunks) {
    reader.push(chunk);
    await sink.ready();
  }
  try {
    reader.finish();
  } finally {
    await sink.ready();
  }
}

/** What is expected next, outside of records. */
type Place =
  | 'root'
  | 'key'
  | 'colon'
  | 'value'
  | 'after-value'
  | 'element'
  | 'after-element'
  | 'in-record'
  | 'in-other'
  | 'end';

class DocumentReader {
  readonly #window: ByteWindow;
  readonly #scanner = new ValueScanner();
  readonly #decoder: RecordDecoder;
  readonly #options: DocumentOptions;
  #place: Place = 'root';
  /** How many keys of the path have been entered. */
  #level = 0;
  #key = '';
  #line = 1;
  #lineStart = 0;
  /** Line and place of the record in hand. */
  #recordLine = 1;
  #found = false;
  #at = 0;
  #atStart = true;
  /** The record is over the limit: only its range is kept. */
  #dropping: number | undefined;

  constructor(sink: RecordSink, options: DocumentOptions) {
    this.#decoder = new RecordDecoder(sink, options);
    this.#window = new ByteWindow(this.#decoder.kernel);
    this.#options = options;
  }

  push(chunk: Uint8Array): void {
    const window = this.#window;
    const moved = window.append(chunk);
    this.#at += moved;
    if (this.#atStart) {
      if (window.end < 3) return;
      this.#atStart = false;
      if (window.bytes.readUIntBE(0, 3) === 0xefbbbf) this.#at = window.start = 3;
    }
    while (this.#at < window.end && this.#step());
  }

  finish(): void {
    const window = this.#window;
    if (this.#atStart) {
      this.#atStart = false;
      while (this.#at < window.end && this.#step());
    }
    if (this.#place === 'in-record') {
      // A bare number at the very end of a sequence has no delimiter after it.
      if (this.#options.recordPath === undefined && this.#scanner.endsAtEof) this.#take(window.end);
      else this.#breakOff('the file ends inside this record');
    }
    const complete = this.#options.recordPath === undefined ? this.#place === 'root' : this.#place === 'end';
    if (!complete) this.#fail('the file ends before the document does');
    if (!this.#found) throw new SluiceError('json-no-records', { path: 'This file' });
  }

  /** The record in hand cannot be followed to its end: it and everything behind it is one reject. */
  #breakOff(reason: string): never {
    const window = this.#window;
    if (this.#dropping === undefined) {
      const slice = window.bytes.subarray(window.start, window.end);
      this.#decoder.broken(slice, this.#recordLine, window.position(window.start), reason, this.#options);
    } else {
      this.#decoder.tooLarge(
        this.#recordLine,
        this.#dropping,
        window.position(window.end),
        this.#options.maxRecordBytes,
      );
    }
    return this.#fail(reason);
  }

  /** Deals with what is at `#at`; false when more bytes are needed. */
  #step(): boolean {
    if (this.#place === 'in-record') return this.#recordStep();
    if (this.#place === 'in-other') return this.#otherStep();
    if (!this.#skipSpace()) return false;
    const c = byteAt(this.#window.bytes, this.#at);
    switch (this.#place) {
      case 'root':
        return this.#rootStep(c);
      case 'key':
        return this.#keyStep(c);
      case 'colon':
        if (c !== 0x3a) this.#fail('a colon was expected');
        return this.#advance('value');
      case 'value':
        return this.#valueStep(c);
      case 'after-value':
        if (c === 0x2c) return this.#advance('key');
        if (c !== 0x7d) this.#fail('a comma or } was expected');
        return this.#leaveObject();
      case 'element':
        if (c === 0x5d) return this.#leaveArray();
        return this.#enterRecord();
      case 'after-element':
        if (c === 0x2c) return this.#advance('element');
        if (c !== 0x5d) this.#fail('a comma or ] was expected');
        return this.#leaveArray();
      case 'end':
        return this.#fail('something follows the document');
    }
  }

  #rootStep(c: number): boolean {
    const { recordPath } = this.#options;
    if (recordPath === undefined) return this.#enterRecord();
    if (recordPath.length === 0) {
      if (c !== 0x5b) this.#fail('the document does not start with [');
      this.#found = true;
      return this.#advance('element');
    }
    if (c !== 0x7b) this.#fail('the document does not start with {');
    return this.#advance('key');
  }

  #keyStep(c: number): boolean {
    if (c === 0x7d) return this.#leaveObject();
    if (c !== 0x22) this.#fail('a key in quotes was expected');
    const window = this.#window;
    const end = this.#scanner.stringEnd(window.bytes, this.#at, window.end);
    if (end < 0) {
      if (window.end - this.#at > this.#options.maxRecordBytes) this.#fail('a key does not end');
      return false;
    }
    this.#key = window.bytes.toString('utf8', this.#at + 1, end - 1);
    this.#at = end;
    window.start = end;
    this.#place = 'colon';
    return true;
  }

  #valueStep(c: number): boolean {
    const path = this.#options.recordPath ?? [];
    const wanted = this.#key === path[this.#level];
    if (wanted && this.#found) this.#fail(`the key "${this.#key}" stands twice`);
    if (wanted && this.#level === path.length - 1 && c === 0x5b) {
      this.#found = true;
      this.#level++;
      return this.#advance('element');
    }
    if (wanted && this.#level < path.length - 1 && c === 0x7b) {
      this.#level++;
      return this.#advance('key');
    }
    this.#scanner.begin(c);
    this.#place = 'in-other';
    return true;
  }

  #enterRecord(): boolean {
    const c = byteAt(this.#window.bytes, this.#at);
    if (c === 0x2c || c === 0x3a || c === 0x5d || c === 0x7d) this.#fail('a record was expected');
    this.#window.start = this.#at;
    this.#recordLine = this.#line;
    this.#found = true;
    if (c === 0x7b && this.#takeAtOnce()) return true;
    this.#scanner.begin(c);
    this.#place = 'in-record';
    return true;
  }

  /** Decodes the record without looking for its end first; false where that does not work. */
  #takeAtOnce(): boolean {
    const { start, end } = this.#window;
    const place = this.#window.position(start);
    const { maxRecordBytes } = this.#options;
    const recordEnd = this.#decoder.tryAt(start, end, this.#recordLine, place, maxRecordBytes);
    if (recordEnd < 0) return false;
    const { newlines, lastNewline } = this.#decoder.kernel;
    if (newlines > 0) {
      this.#line += newlines;
      this.#lineStart = this.#window.position(lastNewline + 1);
    }
    this.#goOnAt(recordEnd);
    return true;
  }

  #recordStep(): boolean {
    const window = this.#window;
    const end = this.#scan();
    if (end >= 0) {
      this.#take(end);
      return true;
    }
    if (this.#dropping === undefined && window.end - window.start > this.#options.maxRecordBytes) {
      this.#dropping = window.position(window.start);
    }
    if (this.#dropping !== undefined) window.start = window.end;
    return false;
  }

  #take(end: number): void {
    const window = this.#window;
    const limit = this.#options.maxRecordBytes;
    if (this.#dropping !== undefined) {
      this.#decoder.tooLarge(this.#recordLine, this.#dropping, window.position(end), limit);
      this.#dropping = undefined;
    } else if (end - window.start > limit) {
      this.#decoder.tooLarge(this.#recordLine, window.position(window.start), window.position(end), limit);
    } else {
      this.#decoder.decode(
        window.bytes.subarray(window.start, end),
        this.#recordLine,
        window.position(window.start),
      );
    }
    this.#goOnAt(end);
  }

  /** The record that ends there is dealt with. */
  #goOnAt(end: number): void {
    this.#window.start = end;
    this.#at = end;
    this.#place = this.#options.recordPath === undefined ? 'root' : 'after-element';
  }

  #otherStep(): boolean {
    const end = this.#scan();
    this.#window.start = end < 0 ? this.#window.end : end;
    if (end < 0) return false;
    this.#at = end;
    this.#place = 'after-value';
    return true;
  }

  /** Goes on looking for the end of the value in hand; counts the lines on the way. */
  #scan(): number {
    const window = this.#window;
    const end = this.#scanner.scan(window.bytes, this.#at, window.end);
    if (this.#scanner.newlines > 0) {
      this.#line += this.#scanner.newlines;
      this.#lineStart = window.position(this.#scanner.lastNewline + 1);
    }
    if (this.#scanner.mismatch >= 0) {
      this.#at = this.#scanner.mismatch;
      const closes = String.fromCharCode(byteAt(window.bytes, this.#at));
      const reason = `the brackets do not match: ${closes} closes what it did not open`;
      if (this.#place === 'in-record') this.#breakOff(reason);
      this.#fail(reason);
    }
    this.#at = end < 0 ? window.end : end;
    return end;
  }

  #advance(place: Place): boolean {
    this.#at++;
    this.#window.start = this.#at;
    this.#place = place;
    return true;
  }

  #leaveArray(): boolean {
    if (this.#options.recordPath?.length === 0) return this.#advance('end');
    this.#level--;
    return this.#advance('after-value');
  }

  #leaveObject(): boolean {
    if (this.#level === 0) return this.#advance('end');
    this.#level--;
    return this.#advance('after-value');
  }

  /** False when the window is used up. */
  #skipSpace(): boolean {
    const window = this.#window;
    while (this.#at < window.end) {
      const c = byteAt(window.bytes, this.#at);
      if (c === 0x0a) {
        this.#line++;
        this.#lineStart = window.position(this.#at + 1);
      } else if (c !== 0x20 && c !== 0x0d && c !== 0x09) return true;
      this.#at++;
    }
    window.start = window.end;
    return false;
  }

  #fail(reason: string): never {
    const byte = this.#window.position(this.#at);
    throw new SluiceError('json-broken', {
      line: this.#line,
      column: byte - this.#lineStart + 1,
      byte,
      reason,
    });
  }
}
