/** What the measurements say: medians, ratios to the Python stack, a table in Markdown. */
import type { Sample } from './tasks.ts';

export const baseline = 'Python stack';

export interface Row {
  readonly task: string;
  readonly tool: string;
  readonly rounds: number;
  /** Medians of the rounds. */
  readonly seconds: number;
  readonly megabytesPerSecond: number;
  readonly cpuSeconds: number;
  readonly peakMegabytes: number;
  /** The Python stack's seconds by these: above 1 is faster. Absent where it cannot do the task. */
  readonly speedRatio?: number;
  readonly memoryRatio?: number;
}

export interface Flatness {
  readonly task: string;
  readonly smallMegabytes: number;
  readonly largeMegabytes: number;
  readonly smallPeakMegabytes: number;
  readonly largePeakMegabytes: number;
  /** The large file's peak by the small one's; 1 is flat. */
  readonly ratio: number;
}

export interface Report {
  readonly date: string;
  readonly machine: string;
  readonly mongod: string;
  readonly megabytes: number;
  readonly rows: readonly Row[];
  readonly flatness: readonly Flatness[];
  readonly failures: readonly string[];
  readonly samples: readonly Sample[];
}

/** One row a task and tool, in the order in which the tasks first appeared. */
export function summarize(samples: readonly Sample[]): Row[] {
  const groups = Map.groupBy(samples, ({ task, tool }) => JSON.stringify([task, tool]));
  const rows = [...groups.values()].flatMap((group) => summaryOf(group));
  const tasks = [...new Set(samples.map(({ task }) => task))];
  return tasks.flatMap((task) => {
    const same = rows.filter((row) => row.task === task);
    const python = same.find(({ tool }) => tool === baseline);
    if (python === undefined) return same;
    return same.map((row) => ({
      ...row,
      speedRatio: python.seconds / row.seconds,
      memoryRatio: row.peakMegabytes / python.peakMegabytes,
    }));
  });
}

function summaryOf(group: readonly Sample[]): Row[] {
  const [first] = group;
  if (first === undefined) return [];
  const middle = (value: (sample: Sample) => number) => median(group.map(value));
  const seconds = middle((sample) => sample.seconds);
  return [
    {
      task: first.task,
      tool: first.tool,
      rounds: group.length,
      seconds,
      megabytesPerSecond: first.bytes / 1e6 / seconds,
      cpuSeconds: middle((sample) => sample.cpuSeconds),
      peakMegabytes: middle((sample) => sample.peakBytes) / 1e6,
    },
  ];
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
  return (lower + upper) / 2;
}

export function markdown(report: Report): string {
  const head = [
    `Data: ${report.megabytes} MB a file. ${report.machine}, MongoDB ${report.mongod}, ${report.date}.`,
    'Whole processes, measured from outside; the median of the rounds. MB/s counts the bytes of the data; peak memory is the resident memory of the process tree, without mongod; ratios are to the Python stack (speed: above 1 is faster, memory: below 1 is less). Sluice runs with its journal on, so that each of its imports can be undone.',
  ];
  const table = [
    '| Task | Tool | MB/s | speed ratio | seconds | CPU seconds | peak MB | memory ratio | rounds |',
    '| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...report.rows.map(tableLine),
  ];
  const flat = report.flatness.map(
    (each) =>
      `- ${each.task}: ${each.smallPeakMegabytes.toFixed(0)} MB at ${each.smallMegabytes} MB of data, ${each.largePeakMegabytes.toFixed(0)} MB at ${each.largeMegabytes} MB (× ${each.ratio.toFixed(2)})`,
  );
  const sections = [head.join('\n\n'), table.join('\n')];
  if (flat.length > 0)
    sections.push(`Sluice's peak memory against the size of the data:\n\n${flat.join('\n')}`);
  if (report.failures.length > 0)
    sections.push(`Failed:\n\n${report.failures.map((text) => `- ${text}`).join('\n')}`);
  return `${sections.join('\n\n')}\n`;
}

function tableLine(row: Row): string {
  const cells = [
    row.task,
    row.tool,
    row.megabytesPerSecond.toFixed(1),
    ratio(row.speedRatio),
    row.seconds.toFixed(2),
    row.cpuSeconds.toFixed(2),
    row.peakMegabytes.toFixed(0),
    ratio(row.memoryRatio),
    row.rounds,
  ];
  return `| ${cells.join(' | ')} |`;
}

function ratio(value: number | undefined): string {
  return value === undefined ? '' : value.toFixed(2);
}
