// The driver's own copy of the class: one imported from bson may be another, and instanceof would say no.
import { type CollectionInfo, type Db, UUID } from 'mongodb';
import { SluiceError } from '../api/errors.ts';
import type { Connection } from './connect.ts';
import { withDatabaseErrors } from './errors.ts';
import { asTheWriterSees, majorityTimeout } from './safety.ts';

/** A collection that a job made, or took away, stays so whoever is elected next. */
const writeConcern = { w: 'majority', wtimeoutMS: majorityTimeout } as const;

/** Databases that MongoDB keeps for itself. */
export const ownDatabases: ReadonlySet<string> = new Set(['admin', 'config', 'local']);

/** What is no ordinary collection, by the type that the server gives it. */
const kinds: Readonly<Record<string, string>> = { timeseries: 'time-series collection' };

export interface CollectionFacts {
  /** Hex; absent where the server keeps none. */
  readonly uuid?: string;
  readonly isEmpty: boolean;
  /** It drops its oldest documents when it is full. */
  readonly isCapped: boolean;
}

/** Throws `target-invalid` for names that MongoDB does not take. */
export function checkNames(db: string, collection: string): void {
  const fault = (what: string, name: string, reason: string): SluiceError =>
    new SluiceError('target-invalid', { what, name, reason });
  if (/[/\\. "$*<>:|?\0]/.test(db))
    throw fault('database', db, 'it contains a character that MongoDB does not allow there');
  if (Buffer.byteLength(db) > 63) throw fault('database', db, 'it is longer than 63 bytes');
  if (/[$\0]/.test(collection)) throw fault('collection', collection, 'it contains a $ or a zero character');
  if (collection.startsWith('system.'))
    throw fault('collection', collection, 'names that start with system. belong to MongoDB');
  if (collection.startsWith('.') || collection.endsWith('.'))
    throw fault('collection', collection, 'it starts or ends with a dot');
  if (Buffer.byteLength(`${db}.${collection}`) > 255) throw fault('collection', collection, 'it is too long');
}

/** Throws `target-invalid` for databases that MongoDB keeps for itself, which can be read but are not to be written to. */
export function checkWritable(db: string): void {
  if (!ownDatabases.has(db)) return;
  throw new SluiceError('target-invalid', {
    what: 'database',
    name: db,
    reason: 'it belongs to MongoDB itself',
  });
}

/** What the collection is; undefined when there is none. Throws `target-unsupported` for views and the like. */
export async function findCollection(
  connection: Connection,
  db: string,
  collection: string,
): Promise<CollectionFacts | undefined> {
  return withDatabaseErrors(connection.server, async () => {
    const database = connection.client.db(db);
    const info = await collectionInfo(database, collection);
    if (!info) return undefined;
    if (info.type !== undefined && info.type !== 'collection') {
      throw new SluiceError('target-unsupported', {
        name: `${db}.${collection}`,
        what: kinds[info.type] ?? info.type,
      });
    }
    const first = await database
      .collection(collection)
      .findOne({}, { ...asTheWriterSees, projection: { _id: 1 }, collation: { locale: 'simple' } });
    return { ...uuidOf(info), isEmpty: first === null, isCapped: info.options?.capped === true };
  });
}

/** Makes the collection and says what it is. Somebody who makes it at the same time is welcome to. */
export async function createCollection(
  connection: Connection,
  db: string,
  collection: string,
): Promise<CollectionFacts & { created: boolean }> {
  return withDatabaseErrors(connection.server, async () => {
    const database = connection.client.db(db);
    let created = true;
    try {
      await database.createCollection(collection, { writeConcern });
    } catch (error) {
      const namespaceExists = 48;
      if (!(typeof error === 'object' && error !== null && 'code' in error && error.code === namespaceExists))
        throw error;
      created = false;
    }
    const info = await collectionInfo(database, collection);
    return { ...(info ? uuidOf(info) : {}), isEmpty: created, isCapped: false, created };
  });
}

/** Bytes of the collection's documents, uncompressed; 0 where there is none, or the server does not say. */
export async function collectionBytes({
  connection,
  db,
  collection,
}: {
  readonly connection: Connection;
  readonly db: string;
  readonly collection: string;
}): Promise<number> {
  try {
    const [stats] = await connection.client
      .db(db)
      .collection(collection)
      .aggregate<{ size?: number }>([
        { $collStats: { storageStats: {} } },
        { $project: { size: '$storageStats.size' } },
      ])
      .toArray();
    return stats?.size ?? 0;
  } catch {
    // Statistics need a right of their own; nothing depends on them but an estimate.
    return 0;
  }
}

/** Drops the collection if it is the one with that UUID and holds nothing; says whether it did. */
export async function dropIfEmpty(
  connection: Connection,
  db: string,
  collection: string,
  uuid: string | undefined,
): Promise<boolean> {
  const facts = await findCollection(connection, db, collection);
  if (!facts?.isEmpty || facts.uuid !== uuid) return false;
  return withDatabaseErrors(connection.server, () =>
    connection.client.db(db).dropCollection(collection, { writeConcern }),
  );
}

async function collectionInfo(database: Db, collection: string): Promise<CollectionInfo | undefined> {
  const [info] = await database
    .listCollections({ name: collection }, { readPreference: 'primary' })
    .toArray();
  return info && 'type' in info ? info : undefined;
}

function uuidOf(info: CollectionInfo): { uuid?: string } {
  const uuid: unknown = info.info?.uuid;
  return uuid instanceof UUID ? { uuid: uuid.toHexString(false) } : {};
}
