import { isUtf8 } from 'node:buffer';
import { SluiceError } from '../../api/errors.ts';
import type { ReadOptions, ReadRecords, RecordPosition, RecordSink, RejectReason } from '../records.ts';
import { ByteWriter } from '../bson/document-writer.ts';
import { CellCutter } from './cell-cutter.ts';
import { cellsOf } from './cells.ts';
import { type CsvDialect, bomLength, sniffBytes, sniffDialect } from './detect.ts';
import { type ColumnTree, columnTree } from './header.ts';
import { RowWriter } from './row-writer.ts';
import { type Row, type RowFlaw, RowCutter } from './rows.ts';
import { type ColumnType, decideType } from './types.ts';

/** Rows that the types of the columns are decided on, or fewer where these many bytes come first. */
const typeSampleRows = 1000;
const typeSampleBytes = 8 * 1024 * 1024;
/** Bytes of memory that one very large row may leave behind. */
const outCapacity = 1024 * 1024;
/** MongoDB's limit for a document, in bytes. */
const documentLimit = 16 * 1024 * 1024;

/**
 * Reads the rows of a CSV as documents: names from the header row (dotted ones make nested fields), types from the
 * first 1,000 rows. In a text column an empty cell is "", in another one it is null. A row that is broken or has too
 * few or too many cells is a reject, and the next line goes on. Throws `csv-header` where the names cannot be used.
 */
export const readCsv: ReadRecords = async (chunks, sink, options) => {
  const reader = new CsvReader(sink, options);
  try {
    for await (const chunk of chunks) {
      reader.push(chunk);
      await sink.ready();
    }
  } catch (error) {
    // There is no more to come, now or later, so the rows that wait for the types of their columns need not.
    if (error instanceof SluiceError && error.code === 'compressed-broken') reader.breakOff();
    throw error;
  }
  reader.end();
  await sink.ready();
};

/** A row of the type sample; its bytes are a copy. */
type Waiting =
  | { readonly position: RecordPosition; readonly cells: readonly string[]; readonly raw: Buffer }
  | {
      readonly position: RecordPosition;
      readonly reason: RejectReason;
      readonly raw: Uint8Array | undefined;
    };

interface Columns {
  readonly names: readonly string[];
  readonly tree: ColumnTree;
  /** Undefined until the sample is whole. */
  types: readonly ColumnType[] | undefined;
  writer: RowWriter | undefined;
  /** Per column, the cells after the sample that were not of its type and stayed text. */
  readonly misfits: number[];
}

interface Opened {
  readonly dialect: CsvDialect;
  readonly rows: RowCutter;
  readonly cells: CellCutter;
}

class CsvReader {
  readonly #sink: RecordSink;
  readonly #options: ReadOptions;
  #head: Uint8Array[] = [];
  #headBytes = 0;
  #opened: Opened | undefined;
  #columns: Columns | undefined;
  #records = 0;
  #waiting: Waiting[] = [];
  #waitingBytes = 0;
  readonly #out = new ByteWriter();

  constructor(sink: RecordSink, options: ReadOptions) {
    this.#sink = sink;
    this.#options = options;
  }

  push(chunk: Uint8Array): void {
    if (this.#opened !== undefined) {
      this.#opened.rows.push(chunk);
      this.#takeRows(this.#opened);
      return;
    }
    // A copy: the source may use its buffer again.
    this.#head.push(Uint8Array.from(chunk));
    this.#headBytes += chunk.length;
    if (this.#headBytes >= sniffBytes) this.#takeRows(this.#open());
  }

  /** The source is damaged behind what was pushed: only whole rows count. */
  breakOff(): void {
    if (this.#opened === undefined) this.#takeRows(this.#open());
    this.#decideOpen();
  }

  /** The sample is as large as it gets. */
  #decideOpen(): void {
    if (this.#columns !== undefined && this.#columns.types === undefined && this.#opened !== undefined)
      this.#decideTypes(this.#opened, this.#columns);
  }

  end(): void {
    const opened = this.#opened ?? this.#open();
    opened.rows.end();
    this.#takeRows(opened);
    if (this.#columns === undefined) throw new SluiceError('csv-header', { reason: 'there is none' });
    this.#decideOpen();
    for (const [column, count] of this.#columns.misfits.entries()) {
      if (count > 0) this.#sink.warn(misfitText(this.#columns, column, count));
    }
  }

  #open(): Opened {
    const head = Buffer.concat(this.#head);
    this.#head = [];
    const origin = bomLength(head);
    const text = head.subarray(origin);
    const dialect = sniffDialect(text.subarray(0, sniffBytes));
    const rows = new RowCutter({ ...dialect, maxRecordBytes: this.#options.maxRecordBytes, origin });
    rows.push(text);
    this.#opened = { dialect, rows, cells: new CellCutter(dialect.delimiter) };
    return this.#opened;
  }

  /** Everything the cutter has: whole rows as documents, broken ones as rejects between them. */
  #takeRows(opened: Opened): void {
    let run: Row[] = [];
    for (let row = opened.rows.next(); row !== undefined; row = opened.rows.next()) {
      if (this.#columns === undefined) {
        this.#columns = readHeader(opened, row);
      } else if (row.flaw === undefined) {
        run.push(row);
      } else {
        this.#takeRun(opened, this.#columns, run);
        run = [];
        const raw = row.flaw === 'too-large' ? undefined : opened.rows.bytes(row.byteStart, row.byteEnd);
        this.#reject(opened, this.#columns, this.#position(row), flawReason(row.flaw, this.#options), raw);
      }
    }
    if (this.#columns !== undefined) this.#takeRun(opened, this.#columns, run);
  }

  #takeRun(opened: Opened, columns: Columns, run: readonly Row[]): void {
    const first = run[0];
    const last = run.at(-1);
    if (first === undefined || last === undefined) return;
    const bytes = opened.rows.bytes(first.byteStart, last.byteEnd);
    // Bytes that are no text would come out as replacement characters, without anybody knowing.
    const readable = isUtf8(bytes);
    // The library reads the sample, which decides what the cells are.
    const sample = columns.types === undefined ? sampleOf(bytes, opened.dialect, run) : [];
    const { cells } = opened;
    for (const [index, row] of run.entries()) {
      const start = row.byteStart - first.byteStart;
      const end = row.byteEnd - first.byteStart;
      const position = this.#position(row);
      cells.cut(bytes, start, end);
      const reason =
        readable || isUtf8(bytes.subarray(start, end)) ? raggedReason(columns, cells.count) : notTextReason;
      if (reason !== undefined) this.#reject(opened, columns, position, reason, bytes.subarray(start, end));
      else if (columns.writer === undefined) {
        const raw = Buffer.from(bytes.subarray(start, end));
        this.#wait(opened, columns, { position, cells: sample[index] ?? [], raw }, raw.length);
      } else this.#emit(columns.writer, opened, position, bytes, start, end);
    }
  }

  #position(row: Row): RecordPosition {
    this.#records += 1;
    return { record: this.#records, line: row.line, byteStart: row.byteStart, byteEnd: row.byteEnd };
  }

  #reject(
    opened: Opened,
    columns: Columns,
    position: RecordPosition,
    reason: RejectReason,
    raw: Uint8Array | undefined,
  ): void {
    if (columns.types !== undefined) this.#sink.reject(position, reason, raw);
    else
      this.#wait(opened, columns, { position, reason, raw: raw && Uint8Array.from(raw) }, raw?.length ?? 0);
  }

  #wait(opened: Opened, columns: Columns, item: Waiting, bytes: number): void {
    this.#waiting.push(item);
    this.#waitingBytes += bytes;
    if (this.#waiting.length >= typeSampleRows || this.#waitingBytes >= typeSampleBytes)
      this.#decideTypes(opened, columns);
  }

  #decideTypes(opened: Opened, columns: Columns): void {
    const rows = this.#waiting.flatMap((item) => ('cells' in item ? [item.cells] : []));
    const { textColumns } = this.#options;
    const types = columns.names.map((name, column) =>
      textColumns?.has(name) ? 'text' : decideType(rows.map((cells) => cells[column] ?? '')),
    );
    columns.types = types;
    const writer = new RowWriter(columns.tree, types, columns.misfits, this.#out);
    columns.writer = writer;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const item of waiting) {
      if ('cells' in item) {
        opened.cells.cut(item.raw, 0, item.raw.length);
        this.#emit(writer, opened, item.position, item.raw, 0, item.raw.length);
      } else this.#sink.reject(item.position, item.reason, item.raw);
    }
  }

  /** Hands on the document of the row whose cells were just cut. */
  #emit(
    writer: RowWriter,
    opened: Opened,
    position: RecordPosition,
    bytes: Buffer,
    start: number,
    end: number,
  ): void {
    const out = this.#out;
    out.position = 0;
    writer.write(bytes, opened.cells);
    if (out.position > documentLimit) {
      const message = 'The row makes a document of more than 16 MiB, which MongoDB does not take.';
      this.#sink.reject(position, { code: 'document-too-large', message }, bytes.subarray(start, end));
    } else this.#sink.document(position, out.written());
    out.shrink(outCapacity);
  }
}

/** The cells of the run's rows as the library reads them. */
function sampleOf(bytes: Buffer, dialect: CsvDialect, run: readonly Row[]): string[][] {
  const parsed = cellsOf(bytes, dialect);
  if (parsed.length !== run.length)
    throw new SluiceError('internal', { reason: `${run.length} rows were cut, ${parsed.length} parsed` });
  return parsed;
}

function readHeader(opened: Opened, row: Row): Columns {
  if (row.flaw !== undefined) throw new SluiceError('csv-header', { reason: headerFlaws[row.flaw] });
  const bytes = opened.rows.bytes(row.byteStart, row.byteEnd);
  if (!isUtf8(bytes)) throw new SluiceError('csv-header', { reason: 'it is not UTF-8 text' });
  const names = cellsOf(bytes, opened.dialect)[0] ?? [];
  const tree = columnTree(names);
  return { names, tree, types: undefined, writer: undefined, misfits: names.map(() => 0) };
}

const headerFlaws: Readonly<Record<RowFlaw, string>> = {
  quote: 'a quote stands in the middle of a name',
  unterminated: 'a quote is opened and never closed',
  'too-large': 'it is larger than a record may be',
};

const notTextReason: RejectReason = { code: 'csv-row', message: 'The row is not UTF-8 text.' };

function flawReason(flaw: RowFlaw, options: ReadOptions): RejectReason {
  switch (flaw) {
    case 'quote':
      return {
        code: 'csv-row',
        message: 'A quote stands in the middle of a cell; inside quotes it has to be doubled.',
      };
    case 'unterminated':
      return {
        code: 'csv-row',
        message: 'A quote is opened and never closed; everything from here on is in this row.',
      };
    case 'too-large':
      return { code: 'record-too-large', message: `The row has more than ${options.maxRecordBytes} bytes.` };
  }
}

function raggedReason(columns: Columns, count: number): RejectReason | undefined {
  const expected = columns.names.length;
  if (count === expected) return undefined;
  return { code: 'csv-row', message: `The row has ${count} cells, the header ${expected}.` };
}

function misfitText(columns: Columns, column: number, count: number): string {
  const type = columns.types?.[column] ?? 'text';
  const values = count === 1 ? '1 value' : `${count} values`;
  return `Column "${columns.names[column] ?? ''}" looked like ${typeWords[type]} at first; ${values} further down stayed text.`;
}

const typeWords: Readonly<Record<ColumnType, string>> = {
  text: 'text',
  integer: 'whole numbers',
  double: 'numbers',
  boolean: 'true and false',
  date: 'dates',
};
