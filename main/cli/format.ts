/** Numbers for people. */

const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** 1,234,567 */
export function count(value: number): string {
  // The system's own way loads its tables for all languages first, which takes longer than a small import.
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** 12.3 MB (decimal units, as disks and networks are sold). */
export function bytes(value: number): string {
  let amount = value;
  let unit = 0;
  while (amount >= 1000 && unit < units.length - 1) {
    amount /= 1000;
    unit++;
  }
  return `${unit === 0 ? amount : amount.toFixed(amount < 10 ? 2 : 1)} ${units[unit] ?? ''}`;
}

/** 2 h 03 min, 4 min 05 s, 12.3 s */
export function duration(seconds: number): string {
  const pad = (value: number): string => String(value).padStart(2, '0');
  if (seconds >= 3600) return `${Math.floor(seconds / 3600)} h ${pad(Math.floor((seconds % 3600) / 60))} min`;
  if (seconds >= 60) return `${Math.floor(seconds / 60)} min ${pad(Math.floor(seconds % 60))} s`;
  return `${seconds.toFixed(1)} s`;
}

/** Bytes of a size such as 500, 64k, 100MB or 2GiB; undefined for anything else. */
export function parseSize(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([kmgt]?)(i?)b?$/i.exec(text.trim());
  if (!match) return undefined;
  const power = ' kmgt'.indexOf((match[2] ?? '').toLowerCase() || ' ');
  return Math.round(Number(match[1]) * (match[3] ? 1024 : 1000) ** power);
}

/** Columns of text, the first left, the others right where they are numbers. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const isNumber = (text: string): boolean => /^[\d,.]+( \S+)?$/.test(text);
  const line = (row: readonly string[]): string =>
    row
      .map((cell, i) => (isNumber(cell) ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd();
  return rows.map(line).join('\n');
}
