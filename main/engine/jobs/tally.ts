import type { BatchCounts } from '../journal/job-journal.ts';
import type { RecordAction } from '../journal/planned-batch.ts';

/** What became of the records of a batch, counted as it happens. */
export type Tally = { -readonly [name in keyof BatchCounts]: number };

export const noTally = (): Tally => ({
  inserted: 0,
  updated: 0,
  unchanged: 0,
  skipped: 0,
  rejected: 0,
  removed: 0,
});

const countNames = {
  insert: 'inserted',
  change: 'updated',
  unchanged: 'unchanged',
  skip: 'skipped',
} as const;

export function countActions(actions: readonly RecordAction[], tally: Tally): void {
  for (const action of actions) tally[countNames[action]]++;
}

export function sum(counts: readonly BatchCounts[]): BatchCounts {
  const total = noTally();
  for (const one of counts) {
    total.inserted += one.inserted;
    total.updated += one.updated;
    total.unchanged += one.unchanged;
    total.skipped += one.skipped;
    total.rejected += one.rejected;
    total.removed += one.removed;
  }
  return total;
}
