/** What happened to jobs while the window watched: their speed as a curve, and what is worth a line in a log. */
import { create } from 'zustand';
import type { JobState, JobSummary, Phase, ProgressSnapshot } from '../../preload/contract.ts';

/** Points of a curve at most; then every second one goes, and from then on fewer are taken. */
const maxPoints = 240;
const maxEntries = 200;
/** Jobs that are remembered. */
const maxJobs = 20;

export type LogEntry = { readonly at: number } & (
  | { readonly kind: 'phase'; readonly phase: Phase }
  | { readonly kind: 'state'; readonly state: JobState }
  | { readonly kind: 'rejected'; readonly count: number }
);

export interface Trace {
  /** Seconds since the first point. */
  readonly seconds: readonly number[];
  readonly recordsPerSecond: readonly number[];
  readonly megabytesPerSecond: readonly number[];
  /** Seconds between points. */
  readonly step: number;
  /** Milliseconds since 1970 of the first point. */
  readonly start: number;
  readonly entries: readonly LogEntry[];
  readonly phase?: Phase;
  readonly state?: JobState;
  readonly rejected: number;
}

interface TracesStore {
  readonly of: Readonly<Record<string, Trace>>;
  readonly moved: (snapshot: ProgressSnapshot) => void;
  readonly changed: (job: JobSummary) => void;
}

const empty = (start: number): Trace => ({
  seconds: [],
  recordsPerSecond: [],
  megabytesPerSecond: [],
  step: 0.25,
  start,
  entries: [],
  rejected: 0,
});

const everySecond = (values: readonly number[]): number[] => values.filter((_, i) => i % 2 === 0);

function withPoint(trace: Trace, at: number, snapshot: ProgressSnapshot): Trace {
  const now = (at - trace.start) / 1000;
  const last = trace.seconds.at(-1);
  if (last !== undefined && now - last < trace.step * 0.9) return trace;
  const added = {
    seconds: [...trace.seconds, now],
    recordsPerSecond: [...trace.recordsPerSecond, snapshot.recordsPerSecond],
    megabytesPerSecond: [...trace.megabytesPerSecond, snapshot.bytesPerSecond / 1e6],
  };
  if (added.seconds.length <= maxPoints) return { ...trace, ...added };
  return {
    ...trace,
    seconds: everySecond(added.seconds),
    recordsPerSecond: everySecond(added.recordsPerSecond),
    megabytesPerSecond: everySecond(added.megabytesPerSecond),
    step: trace.step * 2,
  };
}

const withEntry = (trace: Trace, entry: LogEntry): Trace => ({
  ...trace,
  entries: [...trace.entries.slice(1 - maxEntries), entry],
});

export const useTraces = create<TracesStore>((set) => {
  function change(jobId: string, how: (trace: Trace, now: number) => Trace): void {
    const now = Date.now();
    set(({ of }) => {
      const others = Object.entries(of).filter(([id]) => id !== jobId);
      const changed = how(of[jobId] ?? empty(now), now);
      return { of: { ...Object.fromEntries(others.slice(1 - maxJobs)), [jobId]: changed } };
    });
  }

  return {
    of: {},

    moved: (snapshot) =>
      change(snapshot.jobId, (before, at) => {
        let trace = withPoint(before, at, snapshot);
        const { phase, counts } = snapshot;
        if (phase !== trace.phase) trace = { ...withEntry(trace, { kind: 'phase', at, phase }), phase };
        // The first one is news; how many there are in the end the summary says.
        if (counts.rejected > 0 && trace.rejected === 0)
          trace = {
            ...withEntry(trace, { kind: 'rejected', at, count: counts.rejected }),
            rejected: counts.rejected,
          };
        return trace;
      }),

    changed: ({ jobId, state }) =>
      change(jobId, (trace, at) =>
        state === trace.state ? trace : { ...withEntry(trace, { kind: 'state', at, state }), state },
      ),
  };
});
