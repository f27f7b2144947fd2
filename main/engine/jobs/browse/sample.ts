import type { Sample, SampleRow } from '../../api/browse.ts';
import { type Element, elementName, elementsOf } from '../../formats/bson/elements.ts';
import type { RecordPosition, RecordSink } from '../../formats/records.ts';
import { EnoughSeen, readBeginning } from '../read-beginning.ts';
import { cellText, documentText } from './short-text.ts';

/** Columns at most; every record's text has all of its fields. */
const maxColumns = 200;

/** The first records of a file as a table. Records that cannot be read are left out. Throws as `inspectFile`. */
export async function sampleFile(path: string, limit: number): Promise<Sample> {
  const rows = new Rows(limit);
  await readBeginning(path, rows);
  return rows.sample();
}

type Cells = ReadonlyMap<string, string>;

class Rows implements RecordSink {
  readonly #limit: number;
  readonly #columns = new Set<string>();
  readonly #rows: (Omit<SampleRow, 'cells'> & { readonly cells: Cells })[] = [];
  #seen = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  document({ record, line }: RecordPosition, bson: Uint8Array): void {
    const cells = new Map<string, string>();
    for (const element of elementsOf(bson)) this.#addCell(cells, bson, element);
    this.#rows.push({ record, line, cells, text: documentText(bson).text });
    this.#count();
  }

  #addCell(cells: Map<string, string>, bson: Uint8Array, element: Element): void {
    const name = elementName(bson, element);
    if (!this.#columns.has(name)) {
      if (this.#columns.size === maxColumns) return;
      this.#columns.add(name);
    }
    cells.set(name, cellText(bson, element));
  }

  reject(): void {
    this.#count();
  }

  warn(): void {}

  async ready(): Promise<void> {}

  #count(): void {
    this.#seen++;
    if (this.#seen === this.#limit) throw new EnoughSeen();
  }

  sample(): Sample {
    const columns = [...this.#columns];
    return {
      columns,
      rows: this.#rows.map((row) => ({ ...row, cells: columns.map((name) => row.cells.get(name) ?? null) })),
    };
  }
}
