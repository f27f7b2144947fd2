/** The table's MB/s as bars: an SVG that reads on light and on dark pages. */
import { pythonStack, sluice } from './bars.ts';
import type { Row, TransferReport } from './report.ts';

const width = 820;
const labelWidth = 240;
const barLeft = labelWidth + 10;
const barSpace = width - barLeft - 190;
const barHeight = 14;
const rowGap = 4;
const groupGap = 18;
const top = 56;

const classes = new Map([
  [sluice, 'sluice'],
  [pythonStack, 'python'],
]);

const style = `
  text { font: 12px system-ui, -apple-system, 'Segoe UI', sans-serif; fill: #1f2328; }
  .title { font-size: 15px; font-weight: 600; }
  .quiet { fill: #59636e; }
  .sluice { fill: #0f766e; } .python { fill: #9a6700; } .other { fill: #6e7781; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; } .quiet { fill: #9198a1; }
    .sluice { fill: #2dd4bf; } .python { fill: #d9a441; } .other { fill: #8b949e; }
  }`;

export function chart(report: TransferReport): string {
  const shown = report.rows.filter((row) => row.kind === 'database');
  const fastest = Math.max(1, ...shown.map((row) => row.megabytesPerSecond));
  const groups = [...Map.groupBy(shown, (row) => row.task)];
  const parts: string[] = [];
  let y = top;
  for (const [task, rows] of groups) {
    const middle = y + (rows.length * (barHeight + rowGap) - rowGap) / 2;
    parts.push(label(task, middle));
    for (const row of rows) {
      parts.push(bar(row, y, fastest));
      y += barHeight + rowGap;
    }
    y += groupGap - rowGap;
  }
  const title = `MB/s on ${report.megabytes} MB of conversations (longer is faster)`;
  const machine = `${report.machine}, MongoDB ${report.mongod}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${y}" role="img" aria-label="${escape(title)}">`,
    `<style>${style}\n</style>`,
    `<text class="title" x="10" y="22">${escape(title)}</text>`,
    `<text class="quiet" x="10" y="40">${escape(machine)}</text>`,
    ...parts,
    '</svg>\n',
  ].join('\n');
}

/** Task names may need two lines. */
function label(task: string, middle: number): string {
  const words = task.split(' ');
  const lines = task.length <= 36 ? [task] : halves(words);
  const first = middle - (lines.length - 1) * 7 + 4;
  return lines
    .map(
      (line, index) =>
        `<text x="${labelWidth}" y="${first + index * 14}" text-anchor="end">${escape(line)}</text>`,
    )
    .join('\n');
}

function halves(words: readonly string[]): string[] {
  const middle = Math.ceil(words.length / 2);
  return [words.slice(0, middle).join(' '), words.slice(middle).join(' ')];
}

function bar(row: Row, y: number, fastest: number): string {
  const length = Math.max(1, (row.megabytesPerSecond / fastest) * barSpace);
  const kind = classes.get(row.tool) ?? 'other';
  const text = `${row.megabytesPerSecond.toFixed(0)}  ${row.tool}`;
  return [
    `<rect class="${kind}" x="${barLeft}" y="${y}" width="${length.toFixed(1)}" height="${barHeight}" rx="2"/>`,
    `<text class="quiet" x="${(barLeft + length + 6).toFixed(1)}" y="${y + barHeight - 3}">${escape(text)}</text>`,
  ].join('\n');
}

export function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
