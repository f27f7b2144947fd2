import { setTimeout as delay } from 'node:timers/promises';
import { MongoClient, type ServerDescription, type TopologyDescriptionChangedEvent } from 'mongodb';
import { SluiceError, withoutCredentials } from '../api/errors.ts';
import { databaseError, withDatabaseErrors } from './errors.ts';

/**
 * Milliseconds, where the connection string does not say how many. For a server to answer at first; and for one that
 * fell silent with its connections open: the driver asks each server every ten seconds, and gives a server up that
 * lets `connectTimeoutMS` pass on top of that. It would be 40 seconds in all by default.
 */
const timeouts = { serverSelectionTimeoutMS: 8000, connectTimeoutMS: 10_000 };
/** Milliseconds in which a command whose connections broke fails by itself, with its own reason, or comes back after all. */
const lostAfter = 1000;
/** Milliseconds for saying goodbye; a server that went away does not answer that either. */
const closeTimeout = 3000;

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
  /**
   * What the command comes to; `database-lost` soon after its connections broke. Without this a command that was only
   * half sent by then would be waited for without end: the driver waits for its socket to drain, which says nothing when
   * it is closed without an error.
   */
  readonly unlessLost: <T>(command: Promise<T>) => Promise<T>;
  close(): Promise<void>;
}

/** Connects and waits until the server answers. Throws `uri-invalid`, `database-unreachable` or `database-auth`. */
export async function connect(uri: string): Promise<Connection> {
  const server = serverLabel(uri);
  let client: MongoClient;
  try {
    client = new MongoClient(uri, { appName: 'sluice', ...timeoutsFor(uri) });
  } catch (error) {
    throw uriError(error);
  }
  const history = watchHistory(client);
  const unlessLost = watchLosses(client);
  try {
    await client.connect();
    await client.db('admin').command({ ping: 1 });
  } catch (error) {
    await closeClient(client);
    throw databaseError(error, server);
  }
  const close = (): Promise<void> => closeClient(client);
  return { client, server, epoch: history, unlessLost, close, [Symbol.asyncDispose]: close };
}

/** Whether the server that answers takes writes now: a member of a replica set may be waiting for an election. */
export async function takesWrites({ client, server }: Connection): Promise<boolean> {
  return withDatabaseErrors(server, async () => {
    const { isWritablePrimary } = await client.db('admin').command({ hello: 1 });
    return isWritablePrimary === true;
  });
}

function timeoutsFor(uri: string): Partial<typeof timeouts> {
  const isOurs = ([name]: [string, number]): boolean => !new RegExp(`[?&]${name}=`, 'i').test(uri);
  return Object.fromEntries(Object.entries(timeouts).filter(isOurs));
}

/** Never rejects, and never waits for long: what a lost server should have heard is lost as well. */
async function closeClient(client: MongoClient): Promise<void> {
  const controller = new AbortController();
  const limit = delay(closeTimeout, undefined, { signal: controller.signal }).catch(() => {});
  await Promise.race([client.close().catch(() => {}), limit]);
  controller.abort();
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

function watchLosses(client: MongoClient): Connection['unlessLost'] {
  const underWay = new Set<() => void>();
  client.on('connectionPoolCleared', () => {
    // Those that begin later have connections of their own.
    const concerned = [...underWay];
    setTimeout(() => concerned.forEach((lose) => lose()), lostAfter).unref();
  });
  return async (command) => {
    const lost = Promise.withResolvers<never>();
    const lose = (): void =>
      lost.reject(new SluiceError('database-lost', { reason: 'the connection broke during a command' }));
    underWay.add(lose);
    try {
      return await Promise.race([command, lost.promise]);
    } finally {
      underWay.delete(lose);
    }
  };
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
