import { Double } from 'bson';

/** What the cells of a column are. A type is never a guess about one cell: the whole sample has to agree. */
export type ColumnType = 'text' | 'integer' | 'double' | 'boolean' | 'date';

/** A cell as the BSON library takes it; `bigint` becomes an int64, a whole `number` an int32. */
export type CellValue = string | number | bigint | boolean | Double | Date | null;

/** The type that every non-empty cell of the sample has; text where they disagree or there is none. */
export function decideType(cells: Iterable<string>): ColumnType {
  let candidates: ColumnType[] = ['integer', 'double', 'boolean', 'date'];
  let seen = false;
  for (const cell of cells) {
    if (cell === '') continue;
    seen = true;
    candidates = candidates.filter((type) => convert(type, cell) !== undefined);
    if (candidates.length === 0) return 'text';
  }
  // Whole numbers are doubles too; the first candidate is the narrowest.
  return seen ? (candidates[0] ?? 'text') : 'text';
}

/** The cell of a column of that type: null where it is empty, undefined where it is not of that type. */
export function cellValue(type: ColumnType, cell: string): CellValue | undefined {
  if (type === 'text') return cell;
  if (cell === '') return null;
  // A column of whole numbers may go on with others: they are numbers as well.
  return convert(type, cell) ?? (type === 'integer' ? double(cell) : undefined);
}

function convert(type: ColumnType, cell: string): CellValue | undefined {
  switch (type) {
    case 'integer':
      return integer(cell);
    case 'double': {
      const whole = integer(cell);
      return whole === undefined ? double(cell) : wholeDouble(whole);
    }
    case 'boolean':
      return cell === 'true' ? true : cell === 'false' ? false : undefined;
    case 'date':
      return date(cell);
    case 'text':
      return cell;
  }
}

const int64Limit = 2n ** 63n;

/** Without leading zeros or a plus sign: those are telephone numbers, codes and the like, and stay text. */
function integer(cell: string): number | bigint | undefined {
  if (!/^(?:0|-?[1-9]\d{0,18})$/.test(cell)) return undefined;
  const value = Number(cell);
  if (value === (value | 0)) return value;
  const long = BigInt(cell);
  return long >= -int64Limit && long < int64Limit ? long : undefined;
}

/** A whole number in a column of doubles; undefined where a double cannot hold it. */
function wholeDouble(value: number | bigint): Double | undefined {
  const number = Number(value);
  return typeof value === 'bigint' && BigInt(number) !== value ? undefined : new Double(number);
}

/** Only what prints back as it was read: 1.10 may be a version, and 0.1234567890123456789 would lose digits. */
function double(cell: string): Double | undefined {
  if (!/^-?\d/.test(cell)) return undefined;
  const value = Number(cell);
  const printsBack = String(value) === cell || doubleText(value) === cell;
  return Number.isFinite(value) && printsBack ? new Double(value) : undefined;
}

/** How a double is written into a cell: the shortest digits that give it back, `1.0` for a whole one. */
export function doubleText(value: number): string {
  const text = Object.is(value, -0) ? '-0' : String(value);
  return Number.isInteger(value) && !text.includes('e') ? `${text}.0` : text;
}

/** Milliseconds from 1970 that a JavaScript date reaches. */
const lastDate = 8_640_000_000_000_000n;

/** ISO 8601, of milliseconds since 1970; empty for the dates past the year 275760, which only MongoDB can hold. */
export function dateText(milliseconds: bigint): string {
  const isDate = milliseconds >= -lastDate && milliseconds <= lastDate;
  return isDate ? new Date(Number(milliseconds)).toISOString() : '';
}

const isoPattern =
  /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2}))?$/;

/** A day, or a time with its zone. Finer than milliseconds stays text, because a BSON date cannot hold it. */
function date(cell: string): Date | undefined {
  const parts = isoPattern.exec(cell);
  if (parts === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
    .slice(1)
    .map((part) => Number(part ?? 0));
  // Date would take 30 February for the first days of March.
  const midnight = new Date(0);
  midnight.setUTCFullYear(year, month - 1, day);
  if (month > 12 || midnight.getUTCDate() !== day || hour > 23 || minute > 59 || second > 59)
    return undefined;
  const value = new Date(cell);
  return Number.isNaN(value.getTime()) ? undefined : value;
}
