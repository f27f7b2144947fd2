import { createHash } from 'node:crypto';
import { BSON, type Document, EJSON } from 'bson';
import type { MongoClient } from 'mongodb';
import type { TestServer } from './mongod.ts';

/** The documents of a collection as the bytes the server has, in natural order. */
export async function rawDocumentsOf(client: MongoClient, db: string, collection: string): Promise<Buffer[]> {
  const documents = await client.db(db).collection(collection).find({}, { raw: true }).toArray();
  // With `raw: true` the driver gives the bytes.
  return documents.map((document) => Buffer.from(document as unknown as Uint8Array));
}

/** SHA-256 over the sorted raw documents: equal exactly when two collections hold the same documents, byte for byte. */
export async function collectionHash(
  { client }: TestServer,
  db: string,
  collection: string,
): Promise<string> {
  const hash = createHash('sha256');
  for (const document of (await rawDocumentsOf(client, db, collection)).toSorted((a, b) =>
    Buffer.compare(a, b),
  )) {
    hash.update(document);
  }
  return hash.digest('hex');
}

/** The document as canonical Extended JSON, which shows order, types and every key as it is. */
export function canonical(bson: Uint8Array): string {
  return EJSON.stringify(BSON.deserialize(bson, { promoteValues: false, bsonRegExp: true }), {
    relaxed: false,
  });
}

/** Whether the server has a collection of that name, empty or not. */
export async function collectionExists(
  { client }: TestServer,
  db: string,
  collection: string,
): Promise<boolean> {
  return (await client.db(db).listCollections({ name: collection }, { nameOnly: true }).toArray()).length > 0;
}

/** A plain conversation; whatever is given replaces or adds fields at its end. */
export function conversation(id: string, fields: Document = {}): Document {
  return {
    id,
    created_at: '2026-01-31T14:25:36Z',
    messages: [{ type: 'user', content: `Hello from ${id}` }],
    ...fields,
  };
}

/** So many conversations, c0 and on. */
export function many(count: number, fields: Document = {}): Document[] {
  return Array.from({ length: count }, (_, i) => conversation(`c${i}`, fields));
}
