import { type JobCounts, noCounts } from './api/jobs.ts';
import type { Phase, ProgressSnapshot } from './api/progress.ts';

/** Milliseconds between snapshots at least. */
const interval = 250;
/** Weight of the newest measurement in the smoothed speed. */
const smoothing = 0.3;
/** The percentage of a job that has dealt with everything and has not ended well yet. */
const almostDone = 99.9;
/** How far a job is when its source has been copied to the temp area. */
const stagingPercentage = 20;

export interface Clock {
  /** Milliseconds, never going back. */
  now(): number;
  /** Calls back later; the returned function prevents it. */
  after(ms: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

export interface ProgressTotals {
  readonly records?: number;
  readonly bytes?: number;
}

/**
 * Facts in, snapshots out: at most four a second, never going back, and always a final one.
 * The only place that knows how far a job is.
 */
export class ProgressAggregator {
  readonly #jobId: string;
  readonly #emit: (snapshot: ProgressSnapshot) => void;
  readonly #clock: Clock;
  readonly #journalBytes: () => number;
  readonly #counts: { -readonly [name in keyof JobCounts]: number } = { ...noCounts };
  #phase: Phase = 'preparing';
  #totals: ProgressTotals = {};
  #current = 0;
  #bytes = 0;
  #percentage = 0;
  /** Percentages that the phase goes through. */
  #span = { from: 0, to: 100 };
  #lastEmit = Number.NEGATIVE_INFINITY;
  #began: number;
  #last: { at: number; records: number; bytes: number };
  #speed: { records: number; bytes: number } | undefined;
  #cancelTimer: (() => void) | undefined;
  #ended = false;

  /** @param journalBytes what the job's journal takes on disk now */
  constructor(
    jobId: string,
    emit: (snapshot: ProgressSnapshot) => void,
    clock: Clock = systemClock,
    journalBytes: () => number = () => 0,
  ) {
    this.#jobId = jobId;
    this.#emit = emit;
    this.#clock = clock;
    this.#journalBytes = journalBytes;
    this.#began = clock.now();
    this.#last = { at: this.#began, records: 0, bytes: 0 };
  }

  /** The counts so far. */
  get counts(): JobCounts {
    return { ...this.#counts };
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** A new part of the work begins: its records and bytes are counted anew, the percentage goes on from where it is. */
  begin(phase: Phase, totals: ProgressTotals = {}): void {
    this.#phase = phase;
    this.#totals = totals;
    this.#current = 0;
    this.#bytes = 0;
    this.#span = { from: this.#percentage, to: phase === 'staging' ? stagingPercentage : 100 };
    this.#began = this.#clock.now();
    this.#last = { at: this.#began, records: 0, bytes: 0 };
    this.#speed = undefined;
    this.#schedule();
  }

  /** So much was reached by an earlier run of the same work. */
  restore(counts: Partial<JobCounts>, reached?: { readonly records: number; readonly bytes: number }): void {
    Object.assign(this.#counts, counts);
    if (!reached) return;
    this.#current = reached.records;
    this.#bytes = reached.bytes;
    this.#last = { at: this.#clock.now(), ...reached };
  }

  /** How much it will be in all turned out on the way; the percentage does not fall when it is more than was thought. */
  expect(totals: ProgressTotals): void {
    this.#totals = totals;
  }

  /** The last steps of the same work: what was reached stays. */
  finishing(phase: 'removing' | 'reading-back' | 'finishing' = 'finishing'): void {
    this.#phase = phase;
    this.#schedule();
  }

  count(name: keyof JobCounts, by: number): void {
    this.#counts[name] += by;
  }

  /** So many more records and bytes are dealt with. */
  advance(records: number, bytes: number): void {
    this.#current += records;
    this.#bytes += bytes;
    this.#schedule();
  }

  /** The last snapshot; nothing is emitted after it. */
  end(completed: boolean): void {
    if (this.#ended) return;
    this.#cancelTimer?.();
    if (completed) this.#percentage = 100;
    this.#ended = true;
    this.#emit(this.#snapshot(true));
  }

  #schedule(): void {
    if (this.#ended || this.#cancelTimer) return;
    const wait = this.#lastEmit + interval - this.#clock.now();
    if (wait <= 0) this.#send();
    else {
      this.#cancelTimer = this.#clock.after(wait, () => {
        this.#cancelTimer = undefined;
        if (!this.#ended) this.#send();
      });
    }
  }

  #send(): void {
    this.#lastEmit = this.#clock.now();
    this.#emit(this.#snapshot(false));
  }

  #snapshot(final: boolean): ProgressSnapshot {
    const speed = final ? this.#average() : this.#measure();
    const { from, to } = this.#span;
    this.#percentage = Math.max(this.#percentage, Math.min(from + this.#done() * (to - from), almostDone));
    const { records: total, bytes: bytesTotal } = this.#totals;
    const eta = final ? undefined : this.#eta(speed);
    const journalBytes = this.#journalBytes();
    return {
      jobId: this.#jobId,
      phase: this.#phase,
      current: this.#current,
      ...(total === undefined ? {} : { total }),
      percentage: Math.round(this.#percentage * 100) / 100,
      bytesDone: this.#bytes,
      ...(bytesTotal === undefined ? {} : { bytesTotal }),
      recordsPerSecond: Math.round(speed.records),
      bytesPerSecond: Math.round(speed.bytes),
      ...(eta === undefined ? {} : { etaSeconds: eta }),
      counts: this.counts,
      ...(journalBytes > 0 ? { journalBytes } : {}),
      memoryBytes: process.memoryUsage.rss(),
      final,
    };
  }

  /** 0 to 1. */
  #done(): number {
    const { records, bytes } = this.#totals;
    if (records !== undefined) return records === 0 ? 0 : Math.min(this.#current / records, 1);
    return bytes ? Math.min(this.#bytes / bytes, 1) : 0;
  }

  #measure(): { records: number; bytes: number } {
    const at = this.#clock.now();
    const seconds = (at - this.#last.at) / 1000;
    if (seconds <= 0) return this.#speed ?? { records: 0, bytes: 0 };
    const now = {
      records: (this.#current - this.#last.records) / seconds,
      bytes: (this.#bytes - this.#last.bytes) / seconds,
    };
    const before = this.#speed ?? now;
    this.#speed = {
      records: before.records + (now.records - before.records) * smoothing,
      bytes: before.bytes + (now.bytes - before.bytes) * smoothing,
    };
    this.#last = { at, records: this.#current, bytes: this.#bytes };
    return this.#speed;
  }

  /** Over the whole phase; what the last snapshot says. */
  #average(): { records: number; bytes: number } {
    const seconds = (this.#clock.now() - this.#began) / 1000;
    return seconds > 0
      ? { records: this.#current / seconds, bytes: this.#bytes / seconds }
      : { records: 0, bytes: 0 };
  }

  #eta(speed: { records: number; bytes: number }): number | undefined {
    const { records, bytes } = this.#totals;
    if (records !== undefined && speed.records > 0)
      return Math.max(0, Math.round((records - this.#current) / speed.records));
    if (bytes !== undefined && speed.bytes > 0)
      return Math.max(0, Math.round((bytes - this.#bytes) / speed.bytes));
    return undefined;
  }
}
