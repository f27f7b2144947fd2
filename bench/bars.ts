/**
 * The bars: what each figure has to reach. Ratios count, absolute times do not, because those belong to a machine; where
 * a person waits for a window, or memory is meant, there is nothing to compare with and the bar is absolute.
 */
import type { Row } from './report.ts';

export const sluice = 'Sluice';
export const pythonStack = 'Python stack';
export const mongoOwn = 'mongoimport / mongoexport';
export const aiofiles = 'aiofiles, 8 KB chunks';
export const plainCopy = 'plain copy';
export const hashAlone = 'SHA-256 alone';

export const taskNames = {
  envelope: 'import JSON envelope',
  array: 'import JSON array',
  lines: 'import JSON Lines',
  csv: 'import CSV',
  undo: 'undo of an import',
  update: 'import JSON envelope over a full collection, one field differing',
  dryRun: 'dry run of that',
  undoUpdate: 'undo of that',
  exportEnvelope: 'export JSON envelope',
  exportLines: 'export JSON Lines',
  exportCsv: 'export CSV',
  intake: 'intake copy with SHA-256',
  intakeUnsynced: 'intake copy with SHA-256, before its sync',
  inspect: 'inspect',
} as const;

interface SpeedBar {
  /** Sluice's task. */
  readonly task: string;
  /** What it is compared with; the slower one where there are several tools. */
  readonly against: { readonly task: string; readonly tools: readonly string[] };
  /** `rate` compares MB/s, for tasks whose data differ in size. */
  readonly by: 'time' | 'rate';
  readonly least: number;
  readonly aim?: number;
}

const vsPython = (task: string, least: number, aim?: number): SpeedBar => ({
  task,
  against: { task, tools: [pythonStack] },
  by: 'time',
  least,
  ...(aim === undefined ? {} : { aim }),
});

const speedBars: readonly SpeedBar[] = [
  vsPython(taskNames.envelope, 2.2, 3),
  vsPython(taskNames.array, 2.2, 3),
  vsPython(taskNames.lines, 2.2, 3),
  vsPython(taskNames.update, 1.1, 2),
  vsPython(taskNames.exportEnvelope, 2, 3),
  vsPython(taskNames.exportLines, 2, 3),
  vsPython(taskNames.exportCsv, 2),
  {
    task: taskNames.csv,
    against: { task: taskNames.envelope, tools: [pythonStack] },
    by: 'rate',
    least: 0.8,
  },
  { task: taskNames.csv, against: { task: taskNames.csv, tools: [mongoOwn] }, by: 'time', least: 1.5 },
  { task: taskNames.intake, against: { task: taskNames.intake, tools: [aiofiles] }, by: 'time', least: 20 },
  // aiofiles syncs nothing: this compares what both do.
  {
    task: taskNames.intakeUnsynced,
    against: { task: taskNames.intake, tools: [aiofiles] },
    by: 'time',
    least: 20,
  },
  {
    task: taskNames.intake,
    against: { task: taskNames.intake, tools: [plainCopy, hashAlone] },
    by: 'time',
    least: 0.65,
  },
  { task: taskNames.undo, against: { task: taskNames.envelope, tools: [sluice] }, by: 'time', least: 2 },
  { task: taskNames.dryRun, against: { task: taskNames.update, tools: [sluice] }, by: 'time', least: 1.5 },
];

/** CPU seconds from the start of the process. */
const inspectCpu = 0.4;

/** MB above the idle tree. The first four are what the seed's own documentation claims, at its sizes. */
export const memoryBars = {
  exportJson: 50,
  exportCsv: 20,
  intake: 15,
  batchImport: 30,
  /** Larger imports: this, and so many times the largest record. */
  import: 80,
  timesLargestRecord: 4,
  /** The most that a larger file may need, as a factor. */
  flat: 1.1,
} as const;

/** Milliseconds. */
export const appBars = { historyOf10000: 1000, blocked: 50, roundTrip: 50, cancel: 200 } as const;

/** A figure beside its bar. */
export interface Judgement {
  readonly work: string;
  readonly against: string;
  readonly measured: number;
  readonly bar: number;
  readonly aim?: number;
  /** `ratio`: at least the bar; everything else: at most. */
  readonly unit: 'ratio' | 'factor' | 'MB' | 'ms';
  readonly met: boolean;
}

export function judge(judgement: Omit<Judgement, 'met'>): Judgement {
  const { unit, measured, bar } = judgement;
  return { ...judgement, met: unit === 'ratio' ? measured >= bar : measured <= bar };
}

/** Judges what was measured; a bar whose other side was not measured here is left out. */
export function judgeSpeed(rows: readonly Row[]): Judgement[] {
  const find = (task: string, tool: string) => rows.find((row) => row.task === task && row.tool === tool);
  const judged = speedBars.flatMap(({ task, against, by, least, aim }) => {
    const own = find(task, sluice);
    const others = against.tools.map((tool) => find(against.task, tool));
    if (own === undefined || others.some((row) => row === undefined)) return [];
    const ratios = others.flatMap((row) => (row === undefined ? [] : [ratioOf(own, row, by)]));
    const where = against.task === task ? '' : `, ${against.task}`;
    const measured = Math.max(...ratios);
    const tools =
      against.tools.length > 1 ? `slower of ${against.tools.join(' and ')}` : against.tools.join('');
    return [
      judge({
        work: task,
        against: `${tools}${where}${by === 'rate' ? ', in MB/s' : ''}`,
        measured,
        bar: least,
        ...(aim === undefined ? {} : { aim }),
        unit: 'ratio',
      }),
    ];
  });
  const inspected = find(taskNames.inspect, sluice);
  if (inspected === undefined) return judged;
  const measured = inspected.cpuSeconds * 1000;
  const size = `${(inspected.bytes / 1e9).toPrecision(2)} GB`;
  const work = `${taskNames.inspect} a file of ${size}`;
  return [...judged, judge({ work, against: 'CPU', measured, bar: inspectCpu * 1000, unit: 'ms' })];
}

/** Above 1 where `own` is faster. */
function ratioOf(own: Row, other: Row, by: SpeedBar['by']): number {
  return by === 'time' ? other.seconds / own.seconds : own.megabytesPerSecond / other.megabytesPerSecond;
}
