/** What a dry run expects of the import: how long, how large, and by which policy. */
import { zstdCompressSync } from 'node:zlib';
import { BSON } from 'bson';
import type { Forecast } from '../api/jobs.ts';
import type { ConflictPolicy } from '../api/requests.ts';
import { findElement } from '../formats/bson/elements.ts';
import type { JobRecord } from '../journal/job-record.ts';
import type { JobStore } from '../journal/job-store.ts';
import { instantField } from '../shapes/merge.ts';

/** Differing records that the suggestion looks at. */
const looked = 1000;
/** Bytes of documents that are compressed to see how much smaller they get. */
const compressed = 4 * 1024 * 1024;
/** Bytes of the journal for each record that is written: its id, its hash, and its part of an index. */
const journalBytesPerRecord = 60;
/** Bytes per second of an import, where none has been made yet. */
const usualSpeed = 40e6;
/** How much slower documents are changed than inserted. */
const changeWeight = 2;

export class Forecaster {
  readonly #asked: ConflictPolicy;
  #new = { records: 0, bytes: 0 };
  #differing = { records: 0, before: 0, after: 0 };
  #sampled = { bytes: 0, compressed: 0 };
  #newer = { file: 0, mine: 0, unknown: 0 };
  #bothHave = 0;

  constructor(asked: ConflictPolicy) {
    this.#asked = asked;
  }

  addNew(document: Uint8Array): void {
    this.#new.records++;
    this.#new.bytes += document.length;
  }

  addDiffering(before: Uint8Array, after: Uint8Array, record: Uint8Array): void {
    this.#differing.records++;
    this.#differing.before += before.length;
    this.#differing.after += after.length;
    if (this.#sampled.bytes < compressed) {
      this.#sampled.bytes += before.length;
      this.#sampled.compressed += zstdCompressSync(before).length;
    }
    if (this.#differing.records > looked) return;
    this.#newer[newerSide(before, record)]++;
    if (bothHaveMessages(before, record)) this.#bothHave++;
  }

  forecast(store: JobStore, { target, bytes }: JobRecord): Forecast {
    const { records, before, after } = this.#differing;
    const share = this.#sampled.bytes > 0 ? this.#sampled.compressed / this.#sampled.bytes : 0;
    const written = this.#new.bytes + after;
    // Reading takes its part even where nothing is written.
    const work = Math.max(bytes * 0.3, Math.min(bytes, this.#new.bytes)) + after * changeWeight;
    return {
      ...this.#suggestion(),
      seconds: Math.round((work / speedOf(store, target.server)) * 10) / 10,
      bytes: written - before,
      journalBytes: Math.round((this.#new.records + records) * journalBytesPerRecord + before * share),
    };
  }

  #suggestion(): { policy: ConflictPolicy; reason: string } {
    const { records } = this.#differing;
    if (records === 0)
      return {
        policy: this.#asked,
        reason: 'No record is in the collection with other contents: every policy comes to the same.',
      };
    const of =
      records > looked ? `the first ${looked} differing records` : `the ${records} differing records`;
    if (this.#bothHave > 0)
      return {
        policy: 'merge',
        reason: `In ${this.#bothHave} of ${of} both sides have messages that the other one lacks; merge keeps them all.`,
      };
    const { file, mine, unknown } = this.#newer;
    if (file > 0 && mine > 0)
      return {
        policy: 'newer',
        reason: `Of ${of} the file is newer in ${file} and the collection in ${mine} (by updated_at).`,
      };
    if (mine > 0 && unknown === 0)
      return { policy: 'skip', reason: `The collection is newer in all of ${of} (by updated_at).` };
    if (file > 0)
      return {
        policy: 'update',
        reason: `The file is newer in ${file} of ${of} (by updated_at), and the collection in none.`,
      };
    return {
      policy: 'update',
      reason: `Neither side of ${of} says that it is newer: the file's fields win, and others stay as they are.`,
    };
  }
}

/** Bytes per second of the last import into that server. */
function speedOf(store: JobStore, server: string): number {
  const last = store
    .list()
    .find(
      ({ kind, state, target, seconds, bytes }) =>
        kind === 'import' && state === 'completed' && target.server === server && seconds > 1 && bytes > 0,
    );
  return last ? last.bytes / last.seconds : usualSpeed;
}

function newerSide(before: Uint8Array, record: Uint8Array): 'file' | 'mine' | 'unknown' {
  const [mine, file] = [instantField(before, 'updated_at'), instantField(record, 'updated_at')];
  if (mine === undefined || file === undefined || mine === file) return 'unknown';
  return file > mine ? 'file' : 'mine';
}

/** Has each side messages, by their ids, that the other one has not? */
function bothHaveMessages(before: Uint8Array, record: Uint8Array): boolean {
  const [mine, file] = [messageIds(before), messageIds(record)];
  if (!mine || !file) return false;
  return !mine.isSubsetOf(file) && !file.isSubsetOf(mine);
}

function messageIds(document: Uint8Array): Set<string> | undefined {
  if (!findElement(document, 'messages')) return undefined;
  const messages: unknown = BSON.deserialize(document).messages;
  if (!Array.isArray(messages)) return undefined;
  return new Set(
    messages.flatMap((message: unknown) => {
      const id: unknown =
        typeof message === 'object' && message !== null && 'id' in message ? message.id : undefined;
      return typeof id === 'string' ? [id] : [];
    }),
  );
}
