/** Talking to a server on this machine: who it is, and how to end it. */
import { realpath } from 'node:fs/promises';
import { connect } from 'node:net';
import { MongoClient, MongoError } from 'mongodb';
import * as z from 'zod';

/** Milliseconds for a server on the same machine to answer. */
const patience = 2000;

export interface ServerFacts {
  readonly pid: number;
  readonly version: string;
  readonly dataPath: string;
}

const commandLineSchema = z.object({
  parsed: z.object({ storage: z.object({ dbPath: z.string() }) }),
});
const statusSchema = z.object({
  pid: z.union([z.number(), z.bigint(), z.custom<{ toNumber(): number }>()]).transform(Number),
  version: z.string(),
});

export function localUri(port: number): string {
  return `mongodb://127.0.0.1:${port}/?directConnection=true`;
}

/** Whether anything accepts connections at that port of this machine. */
export function answers(port: number): Promise<boolean> {
  return new Promise((settle) => {
    const socket = connect({ host: '127.0.0.1', port, timeout: patience });
    const end = (answer: boolean) => () => {
      socket.destroy();
      settle(answer);
    };
    socket.once('connect', end(true)).once('error', end(false)).once('timeout', end(false));
  });
}

/** Who answers at the port, or undefined when it is nobody or not a server that can be asked without credentials. */
export async function whoAnswers(port: number): Promise<ServerFacts | undefined> {
  if (!(await answers(port))) return undefined;
  try {
    return await withAdmin(port, async (client) => {
      const admin = client.db('admin');
      await admin.command({ hello: 1 });
      const commandLine = commandLineSchema.parse(await admin.command({ getCmdLineOpts: 1 }));
      const status = statusSchema.parse(await admin.command({ serverStatus: 1, repl: 0, metrics: 0 }));
      return { pid: status.pid, version: status.version, dataPath: commandLine.parsed.storage.dbPath };
    });
  } catch (error) {
    if (error instanceof MongoError || error instanceof z.ZodError) return undefined;
    throw error;
  }
}

/** Whether the server's data folder is this one, whatever links lead there. */
export async function servesFolder(server: ServerFacts, folder: string): Promise<boolean> {
  const [theirs, ours] = await Promise.all(
    [server.dataPath, folder].map((path) => realpath(path).catch(() => path)),
  );
  return theirs === ours;
}

/** Asks the server to shut down cleanly; it closes the connection instead of answering. */
export async function askToShutDown(port: number): Promise<void> {
  try {
    await withAdmin(port, (client) => client.db('admin').command({ shutdown: 1, timeoutSecs: 5 }));
  } catch (error) {
    if (!(error instanceof MongoError)) throw error;
  }
}

async function withAdmin<T>(port: number, work: (client: MongoClient) => Promise<T>): Promise<T> {
  const client = new MongoClient(localUri(port), {
    appName: 'sluice-local',
    serverSelectionTimeoutMS: patience,
    connectTimeoutMS: patience,
    socketTimeoutMS: patience * 5,
    maxPoolSize: 1,
  });
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}
