import { keyText } from '../formats/bson/keys.ts';
import { giveBack } from '../give-back.ts';
import { readByIds, type Workplace } from '../mongo/documents.ts';

/** Bytes of documents that are in memory together; a larger one is alone. */
const maxBytes = 8 * 1024 * 1024;

export interface ReadPart<T> {
  readonly taken: readonly T[];
  /** What the collection holds of them, by the text of the `_id`. */
  readonly current: ReadonlyMap<string, Uint8Array>;
}

/**
 * The documents of many entries, as many at once as fit into memory together; in the order of the entries. A part is gone
 * when the next one is asked for.
 */
export async function* readInParts<T extends { readonly key: Uint8Array }>(
  place: Workplace,
  entries: readonly T[],
): AsyncGenerator<ReadPart<T>> {
  for (let from = 0; from < entries.length;) {
    const part = await largestPart(place, entries, from);
    from += part.taken.length;
    yield part;
    giveBack(part.current.values());
  }
}

async function largestPart<T extends { readonly key: Uint8Array }>(
  place: Workplace,
  entries: readonly T[],
  from: number,
): Promise<ReadPart<T>> {
  for (let count = entries.length - from; ; count = count >> 1) {
    const taken = entries.slice(from, from + Math.max(count, 1));
    const keys = taken.map(({ key }) => key);
    const documents = await readByIds(place, keys, maxBytes);
    if (documents)
      return { taken, current: new Map(documents.map((document) => [keyText(document), document])) };
  }
}
