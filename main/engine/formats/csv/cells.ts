import { parse } from 'csv-parse/sync';
import type { CsvDialect } from './detect.ts';

/** The cells of whole, unbroken rows; blank lines between them are passed over. */
export function cellsOf(rows: Buffer, dialect: CsvDialect): string[][] {
  return parse(rows, {
    bom: false,
    delimiter: dialect.delimiter,
    record_delimiter: dialect.lineEnd === 'cr' ? '\r' : ['\r\n', '\n'],
    relax_column_count: true,
    skip_empty_lines: true,
  });
}
