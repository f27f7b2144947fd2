import type { MongoClient } from 'mongodb';
import type { CollectionFacts, DatabaseFacts } from '../api/protocol.ts';
import type { Connection } from './connect.ts';
import { withDatabaseErrors } from './errors.ts';
import { ownDatabases } from './target.ts';

/** Estimates that are asked for at a time: more are not faster, and each takes a connection. */
const estimatesAtOnce = 16;
/** Milliseconds that names wait for their estimates: of thousands of collections on a far server some stay without. */
const patience = 2000;

interface Namespace {
  readonly db: string;
  readonly name: string;
}

/** Databases and collections with their document counts (the server's estimate), by name, without MongoDB's own. */
export async function listNamespaces({ client, server }: Connection): Promise<DatabaseFacts[]> {
  return withDatabaseErrors(server, async () => {
    const { databases } = await client
      .db('admin')
      .admin()
      .listDatabases({ nameOnly: true, authorizedDatabases: true });
    const names = databases.map(({ name }) => name).filter((name) => !ownDatabases.has(name));
    const namespaces = await Promise.all(
      names.toSorted().map(async (db) => ({ db, collections: await collectionNames(client, db) })),
    );
    const estimates = await estimate(
      client,
      namespaces.flatMap(({ db, collections }) => collections.map((name) => ({ db, name }))),
    );
    return namespaces.map(({ db, collections }) => ({
      name: db,
      collections: collections.map((name): CollectionFacts => {
        const documents = estimates.get(`${db}.${name}`);
        return documents === undefined ? { name } : { name, documents };
      }),
    }));
  });
}

async function collectionNames(client: MongoClient, db: string): Promise<string[]> {
  const infos = await client
    .db(db)
    .listCollections({}, { nameOnly: true, authorizedCollections: true })
    .toArray();
  return infos
    .filter(({ type, name }) => type !== 'view' && !name.startsWith('system.'))
    .map(({ name }) => name)
    .toSorted();
}

/** By namespace; as many as there was time for. */
async function estimate(client: MongoClient, namespaces: readonly Namespace[]): Promise<Map<string, number>> {
  const estimates = new Map<string, number>();
  const waiting = namespaces.values();
  const end = performance.now() + patience;
  const ask = async (): Promise<void> => {
    for (const { db, name } of waiting) {
      if (performance.now() >= end) return;
      // oxlint-disable-next-line no-await-in-loop -- several of these loops share one list
      estimates.set(`${db}.${name}`, await client.db(db).collection(name).estimatedDocumentCount());
    }
  };
  await Promise.all(Array.from({ length: estimatesAtOnce }, ask));
  return estimates;
}
