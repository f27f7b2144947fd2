/** Which newer imports changed documents that a job changed too: taking the job back first would get in their way. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { openTempScope } from '../files/temp-scope.ts';
import { keyText } from '../formats/bson/keys.ts';
import { JobJournal, type JournaledBatch, outcomeCode } from '../journal/job-journal.ts';
import type { JobRecord } from '../journal/job-record.ts';
import type { JobStore } from '../journal/job-store.ts';
import { KeySet } from '../journal/key-set.ts';

/** Their ids, newest first. */
export async function newerJobsTouching(
  store: JobStore,
  record: JobRecord,
  tempFolder: string,
): Promise<string[]> {
  const newer = store.list().filter((other) => isNewer(store, other, record));
  if (newer.length === 0 || !JobJournal.exists(store.journalPath(record.jobId))) return [];
  using scope = openTempScope(tempFolder);
  using mine = new KeySet(scope.path('.sqlite'));
  for await (const text of keysOf(store, record.jobId)) mine.set(text, 1);
  const touching: string[] = [];
  for (const { jobId } of newer) {
    for await (const text of keysOf(store, jobId)) {
      if (mine.get(text) === undefined) continue;
      touching.push(jobId);
      break;
    }
  }
  return touching;
}

function isNewer(store: JobStore, other: JobRecord, record: JobRecord): boolean {
  return (
    other.kind === 'import' &&
    other.state !== 'undone' &&
    other.collectionUuid !== undefined &&
    other.collectionUuid === record.collectionUuid &&
    [other.createdAt, other.jobId].join() > [record.createdAt, record.jobId].join() &&
    JobJournal.exists(store.journalPath(other.jobId))
  );
}

/** Texts of the `_id`s that a job wrote to, or may have. */
async function* keysOf(store: JobStore, jobId: string): AsyncGenerator<string> {
  using journal = store.openJournal(jobId);
  for (const batch of journal.newestFirst({ undone: false })) {
    // Other work of the engine gets its turn between batches.
    await nextTurn();
    for (const text of written(batch)) yield text;
  }
}

function written({ entries, outcomes }: JournaledBatch): string[] {
  const isDone = (i: number): boolean => outcomes === undefined || outcomes[i] === outcomeCode.done;
  return entries.filter((_, i) => isDone(i)).map(({ key }) => keyText(key));
}
