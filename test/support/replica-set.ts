/** A real replica set of three on this machine, whose members can be stepped down, cut off, killed and brought back. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Document, MongoClient } from 'mongodb';
import { freePort } from '../../main/engine/mongo/local-process.ts';
import { findMongod, spawnMongod, type TestServer } from './mongod.ts';

const name = 'sluice';
/** Milliseconds without a primary after which the others elect one. */
const electionTimeout = 2000;
const pollInterval = 50;

interface Member {
  readonly port: number;
  readonly folder: string;
  child: ChildProcess;
}

export class ReplicaSet implements TestServer {
  readonly uri: string;
  readonly client: MongoClient;
  readonly #root: string;
  readonly #binary: string;
  readonly #members: readonly Member[];

  private constructor(root: string, binary: string, members: readonly Member[]) {
    this.#root = root;
    this.#binary = binary;
    this.#members = members;
    const hosts = members.map(({ port }) => `127.0.0.1:${port}`).join(',');
    this.uri = `mongodb://${hosts}/?replicaSet=${name}`;
    this.client = new MongoClient(this.uri);
  }

  /** Starts three members and waits until one of them takes writes. */
  static async start(): Promise<ReplicaSet> {
    const root = mkdtempSync(join(tmpdir(), 'sluice-replica-set-'));
    const binary = await findMongod();
    const members: Member[] = [];
    for (const number of [0, 1, 2]) {
      const folder = join(root, String(number));
      mkdirSync(folder);
      const port = await freePort();
      members.push({ port, folder, child: spawnMember(binary, folder, port) });
    }
    const set = new ReplicaSet(root, binary, members);
    await set.#initiate();
    return set;
  }

  async #initiate(): Promise<void> {
    await Promise.all(this.#members.map((member) => asked(member, { ping: 1 })));
    const members = this.#members.map(({ port }, _id) => ({ _id, host: `127.0.0.1:${port}` }));
    const settings = { electionTimeoutMillis: electionTimeout, heartbeatIntervalMillis: 500 };
    const [first] = this.#members;
    if (first) await asked(first, { replSetInitiate: { _id: name, members, settings } });
    await this.primary();
    // Members that are not caught up yet could not take over.
    await this.client
      .db('start')
      .collection('start')
      .insertOne({}, { writeConcern: { w: 3 } });
  }

  /** The member that takes writes, as soon as there is one. */
  async primary(): Promise<Member> {
    for (;;) {
      const hello = await this.client.db('admin').command({ hello: 1 });
      const found = this.#members.find(({ port }) => hello.primary === `127.0.0.1:${port}`);
      if (found && hello.isWritablePrimary === true) return found;
      await delay(pollInterval);
    }
  }

  /** The primary gives its place up at once, whether the others have all of its writes or not. */
  async stepDown(): Promise<void> {
    const command = { replSetStepDown: 5, secondaryCatchUpPeriodSecs: 0, force: true };
    await asked(await this.primary(), command);
  }

  /** From now on the others get no writes of the primary, though they still hear that it lives; `on` undoes that. */
  async replicate(onOff: 'on' | 'off'): Promise<void> {
    const mode = onOff === 'on' ? 'off' : 'alwaysOn';
    const living = this.#members.filter((member) => !isOver(member));
    await Promise.all(
      living.map((member) => asked(member, { configureFailPoint: 'stopReplProducer', mode })),
    );
  }

  /** Comes back when all that the member has acknowledged is on its disk. */
  async syncJournal(member: Member): Promise<void> {
    const writeConcern = { w: 1, j: true };
    await asked(member, { insert: 'synced', documents: [{}], writeConcern }, 'start');
  }

  /** Ends a member as a power cut does. */
  async kill(member: Member): Promise<void> {
    const gone = once(member.child, 'exit');
    member.child.kill('SIGKILL');
    await gone;
  }

  /** Brings a killed member back. */
  bringBack(member: Member): void {
    member.child = spawnMember(this.#binary, member.folder, member.port);
  }

  /** Waits until the member has taken back writes that the others do not know; it saves them in a folder then. */
  async untilRolledBack({ folder }: Member): Promise<void> {
    while (!existsSync(join(folder, 'rollback'))) await delay(pollInterval);
  }

  /** A connection string for this member alone, whatever it is at the time. */
  uriOf({ port }: Member): string {
    return `mongodb://127.0.0.1:${port}/?directConnection=true`;
  }

  async stop(): Promise<void> {
    await this.client.close();
    const living = this.#members.filter((member) => !isOver(member));
    await Promise.all(living.map((member) => this.kill(member)));
    rmSync(this.#root, { recursive: true, force: true, maxRetries: 5 });
  }
}

function isOver({ child }: Member): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

function spawnMember(binary: string, folder: string, port: number): ChildProcess {
  const set = ['--replSet', name, '--oplogSize', '64'];
  return spawnMongod(binary, folder, port, [...set, '--setParameter', 'enableTestCommands=1']);
}

/** The answer of one member to an administrator's command. */
async function asked({ port }: Member, command: Document, db = 'admin'): Promise<Document> {
  const options = { directConnection: true, serverSelectionTimeoutMS: 30_000 };
  await using client = new MongoClient(`mongodb://127.0.0.1:${port}/`, options);
  return await client.db(db).command(command);
}
