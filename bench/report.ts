/** What the measurements say: medians, and ratios to the Python stack. */
import type { AppReport } from './app/report.ts';
import { pythonStack } from './bars.ts';
import type { MemoryReport } from './memory.ts';
import type { ScaleReport } from './scale.ts';
import type { Sample, TaskKind } from './task.ts';

/** Where and when. */
export interface Circumstances {
  readonly date: string;
  readonly machine: string;
  readonly mongod: string;
  /** The system's load (of the last minute) before the run; figures beside other work are worth little. */
  readonly load: number;
}

export interface Row {
  readonly task: string;
  readonly kind: TaskKind;
  readonly tool: string;
  readonly rounds: number;
  /** Of the data. */
  readonly bytes: number;
  /** Medians of the rounds. */
  readonly seconds: number;
  readonly megabytesPerSecond: number;
  readonly cpuSeconds: number;
  readonly peakMegabytes: number;
  /** The Python stack's seconds by these: above 1 is faster. Absent where it cannot do the task. */
  readonly speedRatio?: number;
  readonly memoryRatio?: number;
}

export interface TransferReport extends Circumstances {
  readonly megabytes: number;
  readonly rows: readonly Row[];
  readonly failures: readonly string[];
  readonly samples: readonly Sample[];
}

/** Each part is measured by itself, and says when. */
export interface Report {
  readonly transfer?: TransferReport;
  readonly memory?: MemoryReport;
  readonly scale?: ScaleReport;
  readonly app?: AppReport;
}

/** One row a task and tool, in the order in which the tasks first appeared. */
export function summarize(samples: readonly Sample[]): Row[] {
  const groups = Map.groupBy(samples, ({ task, tool }) => JSON.stringify([task, tool]));
  const rows = [...groups.values()].flatMap((group) => summaryOf(group));
  const tasks = [...new Set(samples.map(({ task }) => task))];
  return tasks.flatMap((task) => {
    const same = rows.filter((row) => row.task === task);
    const python = same.find(({ tool }) => tool === pythonStack);
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
      kind: first.kind,
      tool: first.tool,
      rounds: group.length,
      bytes: first.bytes,
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
