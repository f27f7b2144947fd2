/** What was seen of the window. Milliseconds and megabytes. */
import { appBars, type Judgement, judge } from '../bars.ts';
import type { Circumstances } from '../report.ts';

export interface Start {
  /** Jobs in the history. */
  readonly jobs: number;
  /** From the start of the process until the window has painted something, and until it shows its history. */
  readonly firstPaint: number;
  readonly history: number;
  /** Until the page has the list of jobs that it asked for, and how long that kept its thread from everything else. */
  readonly listAnswer: number;
  readonly listBlocked: number;
  /** From the press of the tab until its rows are there; a part of `history`. */
  readonly openHistory: number;
}

export interface ProcessMemory {
  readonly type: string;
  readonly count: number;
  /** Resident; what processes share counts in each. */
  readonly residentMegabytes: number;
  /** Proportional: shared pages are divided among those who share them, so that these add up. */
  readonly proportionalMegabytes: number;
}

/** The window while a large file is imported. */
export interface Busy {
  readonly megabytes: number;
  readonly observedSeconds: number;
  /** The longest time that nothing could run on the page's thread. */
  readonly blocked: number;
  /** How often it was more than the bar. */
  readonly blockedTooLong: number;
  readonly longestFrameGap: number;
  /** Resident memory of the page's process: when the watch began, at most, and at its end. */
  readonly pageMemory?: { readonly start: number; readonly most: number; readonly end: number };
  /** A request that the shell answers, and one that the engine answers. */
  readonly shellRoundTrip: { readonly median: number; readonly most: number; readonly count: number };
  readonly engineRoundTrip: { readonly median: number; readonly most: number; readonly count: number };
  /** From the press of the button until the window says so, and until the job has ended. */
  readonly cancelShown: number;
  readonly cancelEnded: number;
}

export interface AppReport extends Circumstances {
  readonly shell: string;
  readonly rounds: number;
  /** Medians of the rounds. */
  readonly starts: readonly Start[];
  readonly idle: readonly ProcessMemory[];
  readonly busy?: Busy;
  readonly failures: readonly string[];
}

export function judgeApp({ starts, busy }: AppReport): Judgement[] {
  const most = starts.toSorted((a, b) => b.jobs - a.jobs)[0];
  const empty = starts.find(({ jobs }) => jobs === 0);
  const ms = (work: string, measured: number, bar: number, against = '') =>
    judge({ work, measured, bar, against, unit: 'ms' });
  const judged: Judgement[] = [];
  if (most !== undefined && most.jobs > 0) {
    const against = empty === undefined ? '' : `${empty.history.toFixed(0)} ms with an empty history`;
    const work = `start until the window shows a history of ${most.jobs.toLocaleString('en')} jobs`;
    judged.push(ms(work, most.history, appBars.historyOf10000, against));
  }
  if (busy === undefined) return judged;
  const during = `import of ${busy.megabytes} MB`;
  return [
    ...judged,
    ms("page's thread blocked at most", busy.blocked, appBars.blocked, during),
    ms('slowest answer of the shell', busy.shellRoundTrip.most, appBars.roundTrip, during),
    ms('slowest answer of the engine', busy.engineRoundTrip.most, appBars.roundTrip, during),
    ms('cancel until the window says so', busy.cancelShown, appBars.cancel, during),
    ms('cancel until the job has ended', busy.cancelEnded, appBars.cancel, during),
  ];
}
