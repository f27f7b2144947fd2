/** What can be asked of servers and files without a job. */
import type * as z from 'zod';
import type {
  countParams,
  documentParams,
  documentsParams,
  messagesParams,
  previewParams,
  sampleParams,
  ServerFacts,
} from '../../api/browse.ts';
import type { EngineResults } from '../../api/protocol.ts';
import type { HomeFolders } from '../../files/home.ts';
import type { Connection } from '../../mongo/connect.ts';
import { withDatabaseErrors } from '../../mongo/errors.ts';
import { localFacts } from '../../mongo/local-facts.ts';
import { countDocuments, filterOf, previewExport, withCollection } from './collection.ts';
import { documentPage, messagePage, viewDocument } from './documents.ts';
import { makeSample } from './make-sample.ts';
import { sampleFile } from './sample.ts';

type Checked<Schema extends z.ZodType> = z.output<Schema>;

interface Means {
  readonly folders: HomeFolders;
  readonly connect: (uri: string | undefined) => Promise<Connection>;
}

/** The methods of the engine that only look. */
export function browseMethods({ folders, connect }: Means) {
  async function looking<T>(
    target: { readonly uri?: string | undefined; readonly db: string; readonly collection: string },
    work: Parameters<typeof withCollection<T>>[2],
  ): Promise<T> {
    await using connection = await connect(target.uri);
    return await withCollection(connection, target, work);
  }

  return {
    sample: ({ path, limit }: Checked<typeof sampleParams>) => sampleFile(path, limit),
    makeSample: () => makeSample(folders),
    count: ({ target, query }: Checked<typeof countParams>) =>
      looking(target, (collection) => countDocuments(collection, query)),
    preview: (request: Checked<typeof previewParams>) =>
      looking(request.target, (collection) => previewExport(collection, request)),
    documents: ({ target, query, after, limit }: Checked<typeof documentsParams>) => {
      const filter = filterOf(target, query);
      return looking(target, (collection) => documentPage(collection, { filter, after, limit }));
    },
    document: ({ target, id }: Checked<typeof documentParams>) =>
      looking(target, (collection) => viewDocument(collection, id)),
    messages: ({ target, ...page }: Checked<typeof messagesParams>) =>
      looking(target, (collection) => messagePage(collection, page)),
    ping: async ({ uri }: { uri?: string | undefined }): Promise<EngineResults['ping']> => {
      await using connection = await connect(uri);
      return await factsOf(connection, uri === undefined);
    },
    localServer: () => localFacts(folders),
  };
}

async function factsOf({ client, server }: Connection, isLocal: boolean): Promise<ServerFacts> {
  return withDatabaseErrors(server, async () => {
    const admin = client.db('admin');
    const { version } = await admin.admin().serverInfo();
    const start = performance.now();
    const hello = await admin.command({ hello: 1 });
    const milliseconds = performance.now() - start;
    const topology =
      hello.msg === 'isdbgrid' ? 'sharded' : hello.setName === undefined ? 'standalone' : 'replica-set';
    return { server: isLocal ? 'local' : server, version: String(version), topology, milliseconds };
  });
}
