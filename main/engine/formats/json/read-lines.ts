import type { ReadOptions, RecordSink } from '../records.ts';
import { byteAt } from '../bson/elements.ts';
import { type LineTaker, RecordDecoder } from './record-decoder.ts';
import type { TranscodeOptions } from './transcode.ts';
import { ByteWindow } from './window.ts';

const newline = 0x0a;

/**
 * JSON Lines: one record a line, blank lines skipped, CRLF and a last line without a newline welcome, a BOM skipped.
 * A broken line costs itself alone, so this reader never throws about content.
 */
export async function readLines(
  chunks: AsyncIterable<Uint8Array>,
  sink: RecordSink,
  options: ReadOptions & TranscodeOptions,
): Promise<void> {
  const decoder = new RecordDecoder(sink, options);
  return takeLines(chunks, decoder, sink, options, new ByteWindow(decoder.kernel));
}

/** Cuts the lines that are not blank out of a file. */
export async function takeLines(
  chunks: AsyncIterable<Uint8Array>,
  taker: LineTaker,
  sink: RecordSink,
  options: ReadOptions,
  window = new ByteWindow(),
): Promise<void> {
  const reader = new LineReader(taker, options, window);
  for await (const chunk of chunks) {
    reader.push(chunk);
    await sink.ready();
  }
  reader.finish();
  await sink.ready();
}

class LineReader {
  readonly #window: ByteWindow;
  readonly #decoder: LineTaker;
  readonly #options: ReadOptions;
  #line = 1;
  /** Up to where the line in hand has been searched for its end. */
  #searched = 0;
  /** The line is over the limit: where it started; its bytes are dropped as they come. */
  #droppingFrom: number | undefined;
  #atStart = true;

  constructor(taker: LineTaker, options: ReadOptions, window: ByteWindow) {
    this.#window = window;
    this.#decoder = taker;
    this.#options = options;
  }

  push(chunk: Uint8Array): void {
    const window = this.#window;
    this.#searched += window.append(chunk);
    if (this.#atStart && !this.#skipBom()) return;
    for (;;) {
      const end = window.bytes.subarray(0, window.end).indexOf(newline, this.#searched);
      if (end < 0) break;
      this.#take(end);
      window.start = end + 1;
      this.#searched = window.start;
      this.#line++;
    }
    this.#searched = window.end;
    this.#dropIfTooLarge();
  }

  finish(): void {
    if (this.#window.end > this.#window.start || this.#droppingFrom !== undefined)
      this.#take(this.#window.end);
  }

  /** False while the first three bytes have not all arrived. */
  #skipBom(): boolean {
    const window = this.#window;
    if (window.end < 3 && byteAt(window.bytes, 0) === 0xef) return false;
    this.#atStart = false;
    if (window.bytes.readUIntBE(0, 3) === 0xefbbbf) window.start = 3;
    this.#searched = window.start;
    return true;
  }

  #take(end: number): void {
    const window = this.#window;
    if (this.#droppingFrom !== undefined) {
      this.#decoder.tooLarge(
        this.#line,
        this.#droppingFrom,
        window.position(end),
        this.#options.maxRecordBytes,
      );
      this.#droppingFrom = undefined;
      return;
    }
    const slice = trimmed(window.bytes, window.start, end);
    if (slice.to === slice.from) return;
    if (slice.to - slice.from > this.#options.maxRecordBytes) {
      const [from, to] = [window.position(slice.from), window.position(slice.to)];
      this.#decoder.tooLarge(this.#line, from, to, this.#options.maxRecordBytes);
      return;
    }
    this.#decoder.decode(
      window.bytes.subarray(slice.from, slice.to),
      this.#line,
      window.position(slice.from),
    );
  }

  #dropIfTooLarge(): void {
    const window = this.#window;
    if (this.#droppingFrom === undefined) {
      if (window.end - window.start <= this.#options.maxRecordBytes) return;
      this.#droppingFrom = window.position(window.start);
    }
    window.start = window.end;
    this.#searched = window.end;
  }
}

function trimmed(bytes: Uint8Array, start: number, end: number): { from: number; to: number } {
  let [from, to] = [start, end];
  while (from < to && byteAt(bytes, from) <= 0x20) from++;
  while (to > from && byteAt(bytes, to - 1) <= 0x20) to--;
  return { from, to };
}
