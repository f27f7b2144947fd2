/** Does a document say what a record says? */
import { elementName, type Element, documentOf, elementsOf } from '../formats/bson/elements.ts';
import { JsonEncoder } from '../formats/json/write.ts';

export class ContentComparer {
  readonly #comparesId: boolean;
  readonly #encoder = new JsonEncoder({ ejson: 'relaxed', hideEqualId: false });

  /** @param options.comparesId false where records find their documents by other fields */
  constructor(options: { readonly comparesId: boolean }) {
    this.#comparesId = options.comparesId;
  }

  /**
   * The same fields with the same values, in any order. Values are the same when their bytes are, or when both read the
   * same in relaxed Extended JSON, which is what files hold.
   * @param derived elements at the record's end that were not in the file: the document may have others there, or none
   */
  isSame(record: Uint8Array, derived: number, document: Uint8Array): boolean {
    if (Buffer.compare(record, document) === 0) return true;
    const mine = this.#fields(record);
    const made = new Set(derived > 0 ? [...mine.keys()].slice(-derived) : []);
    const theirs = this.#fields(document);
    for (const [name, element] of mine) {
      const other = theirs.get(name);
      theirs.delete(name);
      if (made.has(name)) continue;
      if (!other || !this.#isSameValue(record, element, document, other)) return false;
    }
    return theirs.size === 0;
  }

  #fields(document: Uint8Array): Map<string, Element> {
    const fields = new Map(
      [...elementsOf(document)].map((element) => [elementName(document, element), element]),
    );
    if (!this.#comparesId) fields.delete('_id');
    return fields;
  }

  #isSameValue(record: Uint8Array, mine: Element, document: Uint8Array, theirs: Element): boolean {
    const [a, b] = [record.subarray(mine.start, mine.end), document.subarray(theirs.start, theirs.end)];
    return Buffer.compare(a, b) === 0 || this.#text(record, mine) === this.#text(document, theirs);
  }

  #text(bytes: Uint8Array, element: Element): string {
    this.#encoder.out.position = 0;
    this.#encoder.document(documentOf(bytes, element));
    return this.#encoder.out.written().toString('utf8');
  }
}
