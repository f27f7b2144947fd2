/** A batch whose end is not known, beside the documents that are there now. */
import { keyText } from '../formats/bson/keys.ts';
import { deleteDocuments, type Workplace } from '../mongo/documents.ts';
import type { HashBytes } from '../workers/batch-builder.ts';
import type { WritableEntry } from './plan-batch.ts';
import type { LaterImages } from './restore-entries.ts';

/** `again`: it has to be planned anew. */
export type EntryOutcome = 'done' | 'again' | { readonly refusal: string };

export class FoundEntries {
  readonly #seq: number;
  readonly #later: LaterImages;
  readonly #hash: HashBytes;

  /** @param seq the number of the batch */
  constructor(seq: number, later: LaterImages, hash: HashBytes) {
    this.#seq = seq;
    this.#later = later;
    this.#hash = hash;
  }

  /** What became of an entry, by the document that is there now; `write` where nothing has. */
  outcome(entry: WritableEntry, now: Uint8Array | undefined): EntryOutcome | 'write' {
    const hash = now && this.#hash(now);
    if (hash === entry.afterHash) return 'done';
    if (hash !== undefined && this.#later.isLater(this.#seq, keyText(entry.key), hash)) return 'done';
    return entry.after.length > 0 && isSame(now, entry.before) ? 'write' : 'again';
  }

  /**
   * Two batches inserted the same document, which only happens when the server has lost the first one's and then took the
   * second one's, sent before that was known. The second one has to find the first one's: it is taken back, and its own
   * repetition plans it anew. What is taken back leaves `current`.
   */
  async takeBackEarly(
    place: Workplace,
    entries: readonly WritableEntry[],
    current: Map<string, Uint8Array>,
  ): Promise<void> {
    const early = entries.flatMap((entry) => {
      const text = keyText(entry.key);
      const now = current.get(text);
      return now && this.#isEarly(entry, text, this.#hash(now)) ? [{ text, now }] : [];
    });
    if (early.length === 0) return;
    const documents = early.map(({ now }) => now);
    const { count } = await deleteDocuments(place, documents, 'whole');
    // Where somebody changed one meanwhile it is found as that, and planned anew.
    if (count === documents.length) early.forEach(({ text }) => current.delete(text));
  }

  #isEarly({ action, candidates, afterHash }: WritableEntry, text: string, hash: bigint): boolean {
    // Without candidates its records are a repetition's, which may have inserted it.
    if (action !== 'insert' || candidates.length === 0 || hash === afterHash) return false;
    return this.#later.isLaterInsert(this.#seq, text, hash);
  }
}

function isSame(now: Uint8Array | undefined, before: Uint8Array | undefined): boolean {
  if (now === undefined || before === undefined) return now === before;
  return Buffer.compare(now, before) === 0;
}
