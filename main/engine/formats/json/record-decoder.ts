import type { ReadOptions, RecordPosition, RecordSink } from '../records.ts';
import { ByteWriter } from '../bson/document-writer.ts';
import { KernelDecoder } from './kernel-decoder.ts';
import { TranscodeFault, Transcoder, type TranscodeOptions } from './transcode.ts';

const writerCapacity = 256 * 1024;
const newline = 0x0a;

/** What a line of a file is handed to. */
export interface LineTaker {
  decode(slice: Buffer, line: number, byteStart: number): void;
  tooLarge(line: number, byteStart: number, byteEnd: number, limit: number): void;
}

/** Turns the bytes of single records into documents or rejects, counting them. */
export class RecordDecoder implements LineTaker {
  readonly #writer = new ByteWriter(writerCapacity);
  readonly #transcoder: Transcoder;
  readonly #sink: RecordSink;
  /** What the window of the records has to be in for the fast way. */
  readonly kernel = new KernelDecoder();
  #records = 0;

  constructor(sink: RecordSink, options: TranscodeOptions) {
    this.#sink = sink;
    this.#transcoder = new Transcoder(this.#writer, options);
  }

  /**
   * Decodes the object at `start` of the kernel's window, whose end nobody has looked for yet. Returns where it ends, or -1
   * where it has to be found first: it is not whole, not to be decoded, too large, or not for the kernel.
   */
  tryAt(start: number, end: number, line: number, byteStart: number, limit: number): number {
    if (this.#sink.wants?.(this.#records + 1) === false) return -1;
    const document = this.kernel.decode(start, end);
    if (!document || this.kernel.end - start > limit) return -1;
    this.#sink.document(this.#position(line, byteStart, byteStart + this.kernel.end - start), document);
    return this.kernel.end;
  }

  /** Decodes the record that is `slice`, found at that place. */
  decode(slice: Buffer, line: number, byteStart: number, byteEnd = byteStart + slice.length): void {
    const position = this.#position(line, byteStart, byteEnd);
    if (this.#sink.wants?.(position.record) === false) {
      this.#sink.pass?.(position);
      return;
    }
    const document = this.kernel.holds(slice) ? this.kernel.decodeSlice(slice) : undefined;
    if (document) {
      this.#sink.document(position, document);
      return;
    }
    try {
      this.#transcoder.transcode(slice);
    } catch (error) {
      if (!(error instanceof TranscodeFault)) throw error;
      const { message, ...reason } = error.reason;
      this.#sink.reject(
        position,
        { ...reason, message: `${message} (${whereIn(slice, error.at, line)})` },
        slice,
      );
      return;
    }
    this.#sink.document(position, this.#writer.written());
    this.#writer.shrink(writerCapacity * 8);
  }

  /** Counts a record of which only the range is known. */
  tooLarge(line: number, byteStart: number, byteEnd: number, limit: number): void {
    const message = `the record holds ${byteEnd - byteStart} bytes; the limit is ${limit}`;
    this.#sink.reject(
      this.#position(line, byteStart, byteEnd),
      { code: 'record-too-large', message },
      undefined,
    );
  }

  /** Counts a record that the file breaks off in. */
  broken(slice: Buffer, line: number, byteStart: number, message: string, options: ReadOptions): void {
    const kept = slice.length <= options.maxRecordBytes ? slice : undefined;
    this.#sink.reject(
      this.#position(line, byteStart, byteStart + slice.length),
      { code: 'json-syntax', message },
      kept,
    );
  }

  #position(line: number, byteStart: number, byteEnd: number): RecordPosition {
    this.#records++;
    return { record: this.#records, line, byteStart, byteEnd };
  }
}

/** "line 3, column 14" of the file, for a byte of a record that starts at `line`. Columns count bytes of the record's lines. */
function whereIn(slice: Buffer, at: number, line: number): string {
  let lines = 0;
  let lineStart = 0;
  for (let next = slice.indexOf(newline); next >= 0 && next < at; next = slice.indexOf(newline, next + 1)) {
    lines++;
    lineStart = next + 1;
  }
  return `line ${line + lines}, ${lines === 0 ? 'byte' : 'column'} ${at - lineStart + 1}${lines === 0 ? ' of the record' : ''}`;
}
