/** Time and journal per record against the number of records: an SVG that reads on light and on dark pages. */
import { escape } from './chart.ts';
import type { ScaleReport, ScaleRow } from './scale.ts';

const width = 820;
const height = 300;
const panel = { top: 70, bottom: height - 46, width: 330 };
const lefts = [60, 460] as const;

const style = `
  text { font: 12px system-ui, -apple-system, 'Segoe UI', sans-serif; fill: #1f2328; }
  .title { font-size: 15px; font-weight: 600; }
  .quiet { fill: #59636e; }
  .axis { stroke: #d1d9e0; }
  .line { stroke: #0f766e; stroke-width: 2; fill: none; } .dot { fill: #0f766e; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; } .quiet { fill: #9198a1; } .axis { stroke: #3d444d; }
    .line { stroke: #2dd4bf; } .dot { fill: #2dd4bf; }
  }`;

interface Curve {
  readonly title: string;
  readonly unit: string;
  readonly value: (row: ScaleRow) => number;
}

const curves: readonly Curve[] = [
  { title: 'Time per record, without the start', unit: 'µs', value: (row) => row.microsecondsPerRecord },
  { title: 'Journal per record (inserts)', unit: 'bytes', value: (row) => row.journalBytesPerRecord },
];

export function scaleChart(report: ScaleReport): string {
  const title = 'Imports of records of 100 bytes: flat is constant cost';
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escape(title)}">`,
    `<style>${style}\n</style>`,
    `<text class="title" x="10" y="22">${escape(title)}</text>`,
    `<text class="quiet" x="10" y="40">${escape(`${report.machine}, MongoDB ${report.mongod}`)}</text>`,
    ...curves.flatMap((curve, index) => drawing(curve, report.rows, lefts[index] ?? 0)),
    '</svg>\n',
  ].join('\n');
}

function drawing({ title, unit, value }: Curve, rows: readonly ScaleRow[], left: number): string[] {
  // A quarter of air above the highest, and the axis from 0: a curve that is flat has to look so.
  const highest = Math.max(1, ...rows.map(value)) * 1.25;
  const powers = rows.map(({ records }) => Math.log10(records));
  const first = Math.min(...powers);
  const span = Math.max(1, Math.max(...powers) - first);
  const points = rows.map((row) => ({
    x: left + 14 + ((Math.log10(row.records) - first) / span) * (panel.width - 28),
    y: panel.bottom - (value(row) / highest) * (panel.bottom - panel.top),
    label: value(row).toFixed(value(row) < 10 ? 1 : 0),
    records: row.records,
  }));
  const path = points.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ');
  return [
    `<text x="${left}" y="${panel.top - 8}">${escape(`${title}, ${unit}`)}</text>`,
    `<line class="axis" x1="${left}" y1="${panel.bottom}" x2="${left + panel.width}" y2="${panel.bottom}"/>`,
    `<polyline class="line" points="${path}"/>`,
    ...points.flatMap(({ x, y, label, records }) => [
      `<circle class="dot" cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="3.5"/>`,
      `<text x="${x.toFixed(1)}" y="${(y - 9).toFixed(1)}" text-anchor="middle">${label}</text>`,
      `<text class="quiet" x="${x.toFixed(1)}" y="${panel.bottom + 16}" text-anchor="middle">${records.toLocaleString('en')}</text>`,
    ]),
    `<text class="quiet" x="${left + panel.width / 2}" y="${panel.bottom + 34}" text-anchor="middle">records</text>`,
  ];
}
