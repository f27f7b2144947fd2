/** Documents of a collection, for looking at them. */
import { BSON, EJSON, type Document } from 'bson';
import type { Collection } from 'mongodb';
import type {
  DocumentPage,
  DocumentRow,
  DocumentView,
  MessagePage,
  ReadableMessage,
} from '../../api/browse.ts';
import { documentTextLimit } from '../../api/browse.ts';
import { SluiceError } from '../../api/errors.ts';
import {
  bsonType,
  type Element,
  elementName,
  elementsOf,
  findElement,
  stringAt,
} from '../../formats/bson/elements.ts';
import { keyForPeople } from '../../formats/bson/keys.ts';
import { looksLikeConversation } from '../../shapes/conversation.ts';
import { readableText } from './readable-text.ts';
import { cellText, cut, documentText, previewText } from './short-text.ts';

/** Bytes of documents from which on a page is full. */
const pageBytes = 4 * 1024 * 1024;
const titleLength = 120;

const raw = { raw: true, promoteValues: false } as const;

interface PageQuery {
  readonly filter: Document;
  /** The `_id` to go on behind, as canonical Extended JSON. */
  readonly after: string | undefined;
  readonly limit: number;
}

/**
 * A page in the order of `_id`. It goes on by the bounds of the index: a comparison in the filter would stay within the
 * type of the last `_id`, and a collection may have several.
 */
export async function documentPage(collection: Collection, query: PageQuery): Promise<DocumentPage> {
  const { filter, after, limit } = query;
  const cursor = collection.find(filter, {
    ...raw,
    sort: { _id: 1 },
    batchSize: limit + 2,
    ...(after === undefined ? {} : { min: { _id: idOf(after) }, hint: { _id: 1 } }),
  });
  const rows: DocumentRow[] = [];
  let bytes = 0;
  try {
    for await (const found of cursor) {
      const document = found as unknown as Uint8Array; // With `raw: true` the driver gives the bytes.
      const row = rowOf(document);
      if (row.id === after) continue;
      if (rows.length === limit || bytes > pageBytes) return { rows, more: true };
      rows.push(row);
      bytes += document.length;
    }
  } finally {
    await cursor.close();
  }
  return { rows, more: false };
}

/** Throws `request-invalid` for what is no Extended JSON. */
function idOf(text: string): unknown {
  try {
    return (EJSON.parse(`{"id":${text}}`, { relaxed: false }) as Document).id;
  } catch (error) {
    throw new SluiceError('request-invalid', { reason: 'the id is not Extended JSON' }, error);
  }
}

/** The `_id` as canonical Extended JSON. */
function idText(document: Uint8Array): string {
  const id = findElement(document, '_id');
  if (id === undefined) return 'null';
  const { _id } = BSON.deserialize(onlyId(document), { promoteValues: false, bsonRegExp: true });
  return EJSON.stringify(_id, { relaxed: false });
}

function onlyId(document: Uint8Array): Uint8Array {
  const id = findElement(document, '_id');
  const bytes = id === undefined ? new Uint8Array(0) : document.subarray(id.start, id.end);
  const out = Buffer.alloc(bytes.length + 5);
  out.writeInt32LE(out.length, 0);
  out.set(bytes, 4);
  return out;
}

function rowOf(document: Uint8Array): DocumentRow {
  const title = titleOf(document);
  const messages = messagesOf(document);
  return {
    id: idText(document),
    label: labelOf(document),
    ...(title === undefined ? {} : { title }),
    preview: previewText(document, new Set(['_id', 'id', 'title', 'messages'])),
    bytes: document.length,
    ...(messages === undefined ? {} : { messages: countOf(document, messages) }),
  };
}

/** The `_id`; a text without its quotes. */
function labelOf(document: Uint8Array): string {
  const id = findElement(document, '_id');
  return id?.type === bsonType.string ? stringAt(document, id.valueStart) : keyForPeople(document);
}

const titleFields = ['title', 'name', 'summary', 'subject', 'email'];

function titleOf(document: Uint8Array): string | undefined {
  for (const name of titleFields) {
    const field = findElement(document, name);
    if (field?.type !== bsonType.string) continue;
    const text = stringAt(document, field.valueStart).trim().replace(/\s+/g, ' ');
    if (text !== '') return cut(text, titleLength);
  }
  return undefined;
}

function messagesOf(document: Uint8Array): Element | undefined {
  return looksLikeConversation(document) ? findElement(document, 'messages') : undefined;
}

/** An object or an array as a document of its own. */
const contentOf = (document: Uint8Array, { valueStart, end }: Element): Uint8Array =>
  document.subarray(valueStart, end);

function countOf(document: Uint8Array, messages: Element): number {
  let count = 0;
  for (const _ of elementsOf(contentOf(document, messages))) count++;
  return count;
}

/** Throws `document-missing`. */
async function findDocument(collection: Collection, id: string): Promise<Uint8Array> {
  const found: unknown = await collection.findOne({ _id: idOf(id) as never }, raw);
  if (found === null) throw new SluiceError('document-missing', { name: collection.namespace, id });
  return found as Uint8Array; // As above.
}

export async function viewDocument(collection: Collection, id: string): Promise<DocumentView> {
  const document = await findDocument(collection, id);
  const title = titleOf(document);
  const messages = messagesOf(document);
  const facts = [...elementsOf(document)]
    .map((element) => ({ name: elementName(document, element), value: cellText(document, element) }))
    .filter(({ name }) => messages === undefined || name !== 'messages');
  return {
    id,
    label: labelOf(document),
    ...(title === undefined ? {} : { title }),
    bytes: document.length,
    ...documentText(document),
    facts,
    ...(messages === undefined ? {} : { messages: countOf(document, messages) }),
  };
}

export async function messagePage(
  collection: Collection,
  { id, skip, limit }: { readonly id: string; readonly skip: number; readonly limit: number },
): Promise<MessagePage> {
  const document = await findDocument(collection, id);
  const list = messagesOf(document);
  if (list === undefined) return { total: 0, messages: [] };
  const array = contentOf(document, list);
  const messages: ReadableMessage[] = [];
  let index = 0;
  for (const element of elementsOf(array)) {
    if (index >= skip && messages.length < limit) messages.push(readable(array, element, index));
    index++;
  }
  return { total: index, messages };
}

function readable(array: Uint8Array, element: Element, index: number): ReadableMessage {
  if (element.type !== bsonType.object) return { index, role: '', text: cellText(array, element) };
  const message = BSON.deserialize(contentOf(array, element));
  const role = firstText(message, ['role', 'sender', 'type', 'author']);
  const time = firstText(message, ['timestamp', 'created_at', 'time']);
  return {
    index,
    role: role ?? '',
    ...(time === undefined ? {} : { time }),
    text: cut(readableText(message), documentTextLimit),
  };
}

function firstText(message: Document, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value: unknown = message[name];
    if (typeof value === 'string' && value !== '') return value;
    if (value instanceof Date) return value.toISOString();
    if (typeof value === 'number') return String(value);
  }
  return undefined;
}
