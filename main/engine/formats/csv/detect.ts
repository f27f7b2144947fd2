import { isUtf8 } from 'node:buffer';
import { type Row, RowCutter } from './rows.ts';
import { cellsOf } from './cells.ts';

const delimiters = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof delimiters)[number];

/** Bytes of a file that its delimiter and line ends are decided on. */
export const sniffBytes = 64 * 1024;
const sniffRows = 100;

export interface CsvDialect {
  readonly delimiter: Delimiter;
  readonly lineEnd: 'lf' | 'cr';
}

/** Bytes of a UTF-8 byte order mark at the start, 0 or 3. */
export function bomLength(head: Uint8Array): number {
  return head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0;
}

/** How the file is written, from its first bytes (without a byte order mark). A comma where nothing says otherwise. */
export function sniffDialect(head: Uint8Array): CsvDialect {
  const lineEnd = head.includes(0x0a) || !head.includes(0x0d) ? 'lf' : 'cr';
  let best: { readonly delimiter: Delimiter; readonly score: number } = { delimiter: ',', score: 0 };
  for (const delimiter of delimiters) {
    const score = scoreOf(sampleRows(head, { delimiter, lineEnd }));
    if (score > best.score) best = { delimiter, score };
  }
  return { delimiter: best.delimiter, lineEnd };
}

/**
 * Whether the first bytes of a file look like CSV: a header row of different names and rows of as many cells, or one
 * column under a name that could be one. Undefined for JSON, for other text and for what is not UTF-8.
 */
export function detectCsv(head: Uint8Array): { delimiter: Delimiter; header: string[] } | undefined {
  const text = head.subarray(bomLength(head), bomLength(head) + sniffBytes);
  if (
    text.includes(0) ||
    !isUtf8(withoutCutCharacter(text)) ||
    /^\s*[[{]/.test(Buffer.from(text.subarray(0, 1024)).toString())
  ) {
    return undefined;
  }
  const dialect = sniffDialect(text);
  const [header, ...rows] = sampleRows(text, dialect);
  if (header === undefined || header.length === 0) return undefined;
  if (header.includes('') || new Set(header).size < header.length) return undefined;
  const agreeing = rows.filter((row) => row.length === header.length).length;
  const [name] = header;
  const oneColumn =
    header.length === 1 &&
    name !== undefined &&
    /^[\p{L}_][\p{L}\p{N}_.[\]-]*$/u.test(name) &&
    rows.length > 0;
  if (header.length === 1 ? !oneColumn : agreeing * 2 < rows.length) return undefined;
  return { delimiter: dialect.delimiter, header };
}

/** The cells of the first rows; a broken row has none. The last row is left out where it may be cut off. */
function sampleRows(head: Uint8Array, dialect: CsvDialect): string[][] {
  const cutter = new RowCutter({ ...dialect, maxRecordBytes: sniffBytes, origin: 0 });
  cutter.push(head);
  const rows: Row[] = [];
  for (let row = cutter.next(); row !== undefined && rows.length < sniffRows; row = cutter.next())
    rows.push(row);
  if (rows.length === 0) {
    cutter.end();
    const only = cutter.next();
    if (only !== undefined) rows.push(only);
  }
  return rows.map((row) =>
    row.flaw === undefined ? (cellsOf(cutter.bytes(row.byteStart, row.byteEnd), dialect)[0] ?? []) : [],
  );
}

/** Rows that agree with the header count for the delimiter, and among equals more columns do. */
function scoreOf(rows: readonly (readonly string[])[]): number {
  const columns = rows[0]?.length ?? 0;
  if (columns < 2) return 0;
  const agreeing = rows.filter((row) => row.length === columns).length;
  return agreeing / rows.length + Math.min(columns, 1000) / 1e6;
}

/** Without the last character, of which the end of the sample may hold only a part. */
function withoutCutCharacter(bytes: Uint8Array): Uint8Array {
  let end = bytes.length;
  while (end > 0 && end > bytes.length - 4 && ((bytes[end - 1] ?? 0) & 0xc0) === 0x80) end--;
  return bytes.subarray(0, Math.max(0, end - 1));
}
