import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { ProgressSnapshot } from '../../main/engine/api/progress.ts';
import { type Clock, ProgressAggregator } from '../../main/engine/progress.ts';

/** Time that passes when a test says so. */
class HandClock implements Clock {
  #now = 1000;
  #timers: { at: number; callback: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(ms: number, callback: () => void): () => void {
    const timer = { at: this.#now + ms, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  pass(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const [next] = this.#timers.filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at);
      if (!next) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#now = next.at;
      next.callback();
    }
    this.#now = end;
  }
}

interface Sent {
  readonly at: number;
  readonly snapshot: ProgressSnapshot;
}

function aggregator(): { clock: HandClock; sent: Sent[]; progress: ProgressAggregator } {
  const clock = new HandClock();
  const sent: Sent[] = [];
  const progress = new ProgressAggregator(
    'job',
    (snapshot) => sent.push({ at: clock.now(), snapshot }),
    clock,
  );
  return { clock, sent, progress };
}

const step = fc.record({
  wait: fc.integer({ min: 0, max: 400 }),
  records: fc.integer({ min: 0, max: 50 }),
  phase: fc.option(fc.constantFrom('staging' as const, 'importing' as const, 'undoing' as const), {
    freq: 5,
  }),
});

test('whatever happens, at most four snapshots a second, no percentage falls, and one final one comes last', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.boolean(), (steps, completed) => {
      const { clock, sent, progress } = aggregator();
      for (const { wait, records, phase } of steps) {
        clock.pass(wait);
        if (phase) progress.begin(phase, { records: 1000 });
        progress.count('read', records);
        progress.advance(records, records * 10);
      }
      progress.finishing();
      progress.end(completed);
      progress.end(completed);
      progress.advance(1, 1);
      clock.pass(2000);
      const regular = sent.slice(0, -1);
      for (const [i, { at, snapshot }] of regular.entries()) {
        assert.equal(snapshot.final, false);
        const fourth = regular[i + 4];
        assert.ok(!fourth || fourth.at - at >= 1000, 'five within a second');
      }
      const percentages = sent.map(({ snapshot }) => snapshot.percentage);
      assert.deepEqual(
        percentages,
        percentages.toSorted((a, b) => a - b),
      );
      const last = sent.at(-1)?.snapshot;
      assert.equal(last?.final, true);
      assert.equal(
        last?.counts.read,
        steps.reduce((sum, { records }) => sum + records, 0),
      );
      if (completed) assert.equal(last?.percentage, 100);
    }),
  );
});

test('what moved on inside the pause is told when the pause is over', () => {
  const { clock, sent, progress } = aggregator();
  progress.begin('importing', { bytes: 100 });
  progress.advance(1, 25);
  progress.advance(1, 25);
  assert.equal(sent.length, 1);
  clock.pass(250);
  assert.deepEqual(
    sent.map(({ snapshot }) => [snapshot.current, snapshot.percentage]),
    [
      [0, 0],
      [2, 50],
    ],
  );
});

test('speed and time left come from what was dealt with', () => {
  const { clock, sent, progress } = aggregator();
  progress.begin('importing', { records: 1000 });
  for (let i = 0; i < 10; i++) {
    clock.pass(100);
    progress.advance(10, 1000);
  }
  clock.pass(250);
  const last = sent.at(-1)?.snapshot;
  assert.ok(
    last && last.recordsPerSecond > 60 && last.recordsPerSecond <= 100,
    String(last?.recordsPerSecond),
  );
  assert.ok(last.etaSeconds !== undefined && last.etaSeconds >= 9 && last.etaSeconds < 20);
  progress.end(true);
  assert.deepEqual(
    [sent.at(-1)?.snapshot.recordsPerSecond, sent.at(-1)?.snapshot.etaSeconds],
    [80, undefined],
  );
});

test('a job that was staged first goes on from where staging ended', () => {
  const { clock, sent, progress } = aggregator();
  progress.begin('staging', { bytes: 100 });
  progress.advance(0, 100);
  clock.pass(300);
  const staged = sent.at(-1)?.snapshot.percentage ?? 0;
  assert.ok(staged > 0 && staged < 100);
  progress.begin('importing', { bytes: 100 });
  progress.advance(1, 50);
  clock.pass(300);
  const half = sent.at(-1)?.snapshot.percentage ?? 0;
  assert.ok(half > staged && half < 100);
});

test('a failed job keeps the percentage that it reached', () => {
  const { sent, progress } = aggregator();
  progress.begin('importing', { bytes: 100 });
  progress.advance(1, 40);
  progress.end(false);
  assert.deepEqual([sent.at(-1)?.snapshot.percentage, sent.at(-1)?.snapshot.final], [40, true]);
});
