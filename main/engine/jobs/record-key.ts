/** By what a record finds its document: `_id`, or fields that the user names. */
import { BSON, type Document, EJSON } from 'bson';
import { bsonType, documentOf, type Element, elementAtPath } from '../formats/bson/elements.ts';
import { keyDocument, keyForPeople, keyText, valueText } from '../formats/bson/keys.ts';
import { readByIds, readWhere, type Workplace } from '../mongo/documents.ts';

export interface RecordKey {
  /** Absent: `_id`. */
  readonly fields?: readonly string[];
  /** Equal for documents that are the same to MongoDB; undefined for one without a value that can be a key. */
  textOf(document: Uint8Array): string | undefined;
  /** Relaxed Extended JSON. */
  forPeople(document: Uint8Array): string;
  /** What the collection holds under the keys of `documents`, raw; undefined when that weighs more than `maxBytes`. */
  read(
    place: Workplace,
    documents: readonly Uint8Array[],
    maxBytes: number,
  ): Promise<Uint8Array[] | undefined>;
}

export function recordKey(fields: readonly string[] | undefined): RecordKey {
  return fields === undefined || fields.join() === '_id' ? idKey : new FieldKey(fields);
}

const idKey: RecordKey = {
  textOf: keyText,
  forPeople: keyForPeople,
  read: (place, documents, maxBytes) => readByIds(place, documents.map(keyDocument), maxBytes),
};

/** Null and missing are the same to a query, a regular expression is a pattern to it, and an array matches its elements. */
const noKeyTypes: ReadonlySet<number> = new Set([
  bsonType.null,
  bsonType.undefined,
  bsonType.regex,
  bsonType.array,
]);

class FieldKey implements RecordKey {
  readonly fields: readonly string[];
  readonly #paths: readonly (readonly string[])[];

  constructor(fields: readonly string[]) {
    this.fields = fields;
    this.#paths = fields.map((field) => field.split('.'));
  }

  textOf(document: Uint8Array): string | undefined {
    const elements = this.#elements(document);
    // Lengths keep ("a", "bc") and ("ab", "c") apart.
    return elements
      ?.map((element) => valueText(document, element))
      .map((text) => `${text.length} ${text}`)
      .join('');
  }

  forPeople(document: Uint8Array): string {
    const values = this.#values(document) ?? [];
    const named = Object.fromEntries(this.fields.map((field, i) => [field, values[i] ?? null]));
    return EJSON.stringify(named, { relaxed: true });
  }

  async read(
    place: Workplace,
    documents: readonly Uint8Array[],
    maxBytes: number,
  ): Promise<Uint8Array[] | undefined> {
    const wanted = new Map(documents.map((document) => [this.textOf(document), this.#values(document)]));
    const rows = [...wanted.values()].flatMap((values) => (values === undefined ? [] : [values]));
    if (rows.length === 0) return [];
    const found = await readWhere(place, this.#filter(rows), maxBytes);
    // A query finds more than what is equal: arrays with such an element, for instance.
    return found?.filter((document) => {
      const text = this.textOf(document);
      return text !== undefined && wanted.has(text);
    });
  }

  #filter(rows: readonly (readonly unknown[])[]): Document {
    const [only] = this.fields;
    if (this.fields.length === 1 && only !== undefined)
      return { [only]: { $in: rows.map(([value]) => value) } };
    return {
      $or: rows.map((values) =>
        Object.fromEntries(this.fields.map((field, i) => [field, { $eq: values[i] }])),
      ),
    };
  }

  #elements(document: Uint8Array): Element[] | undefined {
    const elements = this.#paths.flatMap((path) => {
      const element = elementAtPath(document, path);
      return element && !noKeyTypes.has(element.type) ? [element] : [];
    });
    return elements.length === this.#paths.length ? elements : undefined;
  }

  #values(document: Uint8Array): unknown[] | undefined {
    return this.#elements(document)?.map((element) => {
      const wrapped = BSON.deserialize(documentOf(document, element), { promoteValues: false });
      const [value] = Object.values(wrapped) as unknown[]; // A document of one field.
      return value;
    });
  }
}
