import type { DatabaseFacts } from '../api/protocol.ts';
import type { Connection } from './connect.ts';
import { withDatabaseErrors } from './errors.ts';
import { ownDatabases } from './target.ts';

/** Databases and collections with their document counts (the server's estimate), by name, without MongoDB's own. */
export async function listNamespaces({ client, server }: Connection): Promise<DatabaseFacts[]> {
  return withDatabaseErrors(server, async () => {
    const { databases } = await client
      .db('admin')
      .admin()
      .listDatabases({ nameOnly: true, authorizedDatabases: true });
    const names = databases.map(({ name }) => name).filter((name) => !ownDatabases.has(name));
    return Promise.all(
      names.toSorted().map(async (name) => ({ name, collections: await collectionsOf(client.db(name)) })),
    );
  });
}

async function collectionsOf(
  db: ReturnType<Connection['client']['db']>,
): Promise<DatabaseFacts['collections']> {
  const infos = await db.listCollections({}, { nameOnly: true, authorizedCollections: true }).toArray();
  const names = infos
    .filter(({ type, name }) => type !== 'view' && !name.startsWith('system.'))
    .map(({ name }) => name);
  return Promise.all(
    names
      .toSorted()
      .map(async (name) => ({ name, documents: await db.collection(name).estimatedDocumentCount() })),
  );
}
