/**
 * What a cursor's server sends, reply by reply, as the bytes that came. The driver would make an object of every document
 * first, which for small ones takes longer than writing them out. There is no public way to those bytes, so it is looked
 * at whether they are there; where they are not, the documents are taken one by one and copied together.
 */
import type { FindCursor } from 'mongodb';
import type { DocumentBatch } from '../formats/bson/document-batch.ts';
import { ByteWriter } from '../formats/bson/document-writer.ts';
import { byteAt, int32At } from '../formats/bson/elements.ts';

/** The replies to a cursor with `raw: true`, which must not be used in any other way. */
export async function* rawReplies(cursor: FindCursor): AsyncGenerator<DocumentBatch, void, undefined> {
  while (await cursor.hasNext()) yield replyBytes(cursor) ?? documentBytes(cursor);
}

/** The array of the reply in hand, taken from the cursor; undefined where the driver does not have it as it used to. */
function replyBytes(cursor: FindCursor): DocumentBatch | undefined {
  const reply: unknown = Reflect.get(cursor, 'documents');
  if (typeof reply !== 'object' || reply === null) return undefined;
  const [batch, clear]: unknown[] = [Reflect.get(reply, 'batch'), Reflect.get(reply, 'clear')];
  if (typeof batch !== 'object' || batch === null || typeof clear !== 'function') return undefined;
  const toBytes: unknown = Reflect.get(batch, 'toBytes');
  if (typeof toBytes !== 'function') return undefined;
  const bytes: unknown = Reflect.apply(toBytes, batch, []);
  if (!(bytes instanceof Uint8Array) || !isArrayOfDocuments(bytes)) return undefined;
  Reflect.apply(clear, reply, []);
  return { form: 'array', bytes: owned(bytes) };
}

/** Its length, and a first element that is an object named 0. */
function isArrayOfDocuments(bytes: Uint8Array): boolean {
  if (bytes.length < 13 || int32At(bytes, 0) !== bytes.length) return false;
  return byteAt(bytes, 4) === 0x03 && byteAt(bytes, 5) === 0x30 && byteAt(bytes, 6) === 0;
}

/** Bytes whose memory holds little else than them, so that it can be handed on. */
function owned(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer, byteOffset, length } = bytes;
  const isOwn = buffer instanceof ArrayBuffer && buffer.byteLength - length < 4096;
  return isOwn ? new Uint8Array(buffer, byteOffset, length) : new Uint8Array(bytes);
}

function documentBytes(cursor: FindCursor): DocumentBatch {
  const documents = cursor.readBufferedDocuments() as unknown as Uint8Array[]; // Raw cursors give bytes.
  const out = new ByteWriter(documents.reduce((sum, { length }) => sum + length, 0));
  for (const document of documents) out.append(document);
  return { form: 'sequence', bytes: out.written() };
}
