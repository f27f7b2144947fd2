import { MongoClient, type ServerDescription, type TopologyDescriptionChangedEvent } from 'mongodb';
import { SluiceError, withoutCredentials } from '../api/errors.ts';
import { databaseError } from './errors.ts';

/** Milliseconds that a server gets to answer at first, unless the connection string says how many. */
const selectionTimeout = 8000;

/** A connection to a server, and what is known of its history. */
export interface Connection extends AsyncDisposable {
  readonly client: MongoClient;
  /** Host and port, or the name of the replica set; never credentials. For people. */
  readonly server: string;
  /**
   * Rises whenever writes acknowledged before may not have survived: the server restarted, another became primary, or
   * connections broke. Batches acknowledged under an older number must be looked at again.
   */
  epoch(): number;
  close(): Promise<void>;
}

/** Connects and waits until the server answers. Throws `uri-invalid`, `database-unreachable` or `database-auth`. */
export async function connect(uri: string): Promise<Connection> {
  const server = serverLabel(uri);
  let client: MongoClient;
  try {
    const patience = /[?&]serverSelectionTimeoutMS=/i.test(uri)
      ? {}
      : { serverSelectionTimeoutMS: selectionTimeout };
    client = new MongoClient(uri, { appName: 'sluice', ...patience });
  } catch (error) {
    throw uriError(error);
  }
  const history = watchHistory(client);
  try {
    await client.connect();
    await client.db('admin').command({ ping: 1 });
  } catch (error) {
    await client.close();
    throw databaseError(error, server);
  }
  const close = (): Promise<void> => client.close();
  return { client, server, epoch: history, close, [Symbol.asyncDispose]: close };
}

function uriError(error: unknown): SluiceError {
  const reason = error instanceof Error ? error.message : String(error);
  return new SluiceError('uri-invalid', { reason: withoutCredentials(reason) }, error);
}

function watchHistory(client: MongoClient): () => number {
  let epoch = 0;
  let writer = '';
  client.on('connectionPoolCleared', () => {
    epoch++;
  });
  client.on('topologyDescriptionChanged', ({ newDescription }: TopologyDescriptionChangedEvent) => {
    const now = writerOf([...newDescription.servers.values()]);
    if (now === undefined || now === writer) return;
    if (writer !== '') epoch++;
    writer = now;
  });
  return () => epoch;
}

/** Which process of which server takes the writes; undefined while that is not known. */
function writerOf(servers: readonly ServerDescription[]): string | undefined {
  const writable = servers.find(
    ({ type }) => type === 'RSPrimary' || type === 'Standalone' || type === 'Mongos',
  );
  const processId = writable?.topologyVersion?.processId;
  return (
    writable &&
    `${writable.address} ${processId?.toHexString() ?? ''} ${writable.electionId?.toHexString() ?? ''}`
  );
}

/** The hosts of a connection string, without user, password and options. */
export function serverLabel(uri: string): string {
  const match = /^mongodb(?:\+srv)?:\/\/([^/?]+)/i.exec(withoutCredentials(uri));
  return match?.[1] ?? 'the server';
}
