/**
 * Kills the engine and the database at every named step and at random moments, and checks after each kill that resuming
 * ends as an uninterrupted run does, and that undoing gives the collection from before. Seeded, so that a run can be
 * repeated.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { BSON, type Document } from 'bson';
import { MongoClient } from 'mongodb';
import { Random } from '../../main/engine/sample-data/random.ts';
import { policies } from '../../main/engine/api/requests.ts';
import type { JobResult } from '../../main/engine/api/jobs.ts';
import type { EngineParams } from '../../main/engine/api/protocol.ts';
import { createEngine } from '../../main/engine/engine.ts';
import { type StepName, stepNames } from '../../main/engine/jobs/steps.ts';
import { MortalServer, runVictim, writeTrickyFile } from './world.ts';
import type { Order } from './victim.ts';

const db = 'faults';
const collection = 'things';
const batchSize = 40;

export interface FaultOptions {
  readonly kills: number;
  readonly seed: number;
  /** Bytes of the file that is imported. */
  readonly bytes: number;
  readonly say: (text: string) => void;
}

/** What a run must come to, however often it was killed. */
interface Outcome {
  readonly hash: string;
  readonly counts: unknown;
  readonly rejects: string;
}

/** An import that is killed again and again. */
interface Scenario {
  readonly name: string;
  readonly request: Omit<
    Extract<EngineParams<'submit'>, { kind: 'import' }>,
    'kind' | 'target' | 'batchSize'
  >;
  /** The collection has an index on the field that records are matched by. */
  readonly index?: string;
}

function scenariosIn(folder: string, bytes: number, seed: number): Scenario[] {
  const [tricky, clean, first, second] = ['tricky', 'clean', 'first', 'second'].map((name) =>
    join(folder, `${name}.jsonl`),
  ) as [string, string, string, string]; // One for each name.
  writeTrickyFile(tricky, { bytes, seed });
  writeTrickyFile(clean, { bytes: bytes / 2, seed, clean: true });
  const lines = readFileSync(tricky, 'utf8').split('\n');
  writeFileSync(first, lines.slice(0, lines.length / 3).join('\n'));
  // Some of the first file's records come again.
  writeFileSync(second, lines.slice(lines.length / 3 - 50).join('\n'));
  return [
    ...policies.map((onConflict) => ({ name: onConflict, request: { paths: [tricky], onConflict } })),
    {
      name: 'replaced collection',
      request: { paths: [clean], onConflict: 'replace', replaceCollection: true, stage: true },
    },
    {
      name: 'two files, matched by a field',
      request: { paths: [first, second], key: ['uuid'], readBack: 'all' },
      index: 'uuid',
    },
  ];
}

/** A collection to begin with: nothing, or half of the file's documents as they were earlier. */
type Beginning = 'missing' | 'half';

export interface FaultReport {
  /** How many kills hit each step, `random` among them. */
  readonly hits: ReadonlyMap<string, number>;
  readonly differences: readonly string[];
}

/** Runs until so many kills have happened; the differences it found are told at the end, not thrown. */
export async function killAndCompare(options: FaultOptions): Promise<FaultReport> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-faults-'));
  const server = await MortalServer.start();
  try {
    return await new Harness(options, server, folder).run();
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

class Harness {
  readonly #options: FaultOptions;
  readonly #server: MortalServer;
  readonly #folder: string;
  readonly #scenarios: readonly Scenario[];
  readonly #random: Random;
  readonly #hits = new Map<string, number>();
  readonly #differences: string[] = [];
  readonly #expected = new Map<string, Outcome>();
  #homes = 0;

  constructor(options: FaultOptions, server: MortalServer, folder: string) {
    this.#options = options;
    this.#server = server;
    this.#folder = folder;
    this.#scenarios = scenariosIn(folder, options.bytes, options.seed);
    this.#random = new Random(options.seed);
  }

  async run(): Promise<FaultReport> {
    for (let round = 0; this.#kills() < this.#options.kills; round++) await this.#round(round);
    return { hits: this.#hits, differences: this.#differences };
  }

  #kills(): number {
    return [...this.#hits.values()].reduce((sum, count) => sum + count, 0);
  }

  async #round(round: number): Promise<void> {
    const scenario = this.#scenarios[round % this.#scenarios.length];
    if (!scenario) throw new RangeError('there are no scenarios');
    const beginning: Beginning = round % 3 === 0 && scenario.index === undefined ? 'missing' : 'half';
    const name = `round ${round} (${scenario.name}, ${beginning})`;
    const expected = await this.#expectation(scenario, beginning);
    const before = await this.#begin(scenario, beginning);
    const documents = await this.#documents();
    const home = this.#newHome();
    const work = { kind: 'import', request: this.#request(scenario) } as const;
    const killed = await this.#kill({ home, uri: this.#server.uri, work }, importSteps, round);
    const jobId = killed.jobId ?? (await this.#onlyJob(home));
    if (jobId === undefined) return; // Killed before the job was in the journal: nothing happened.
    if (this.#random.below(3) > 0) {
      const isOver = ['completed', 'undone'].includes(await this.#stateOf(home, jobId));
      if (!isOver && this.#random.below(2) === 0)
        await this.#kill(
          { home, uri: this.#server.uri, work: { kind: 'resume', jobId } },
          importSteps,
          round,
        );
      const resumed = await this.#finish(home, 'resume', jobId);
      await this.#compare(`${name}: resumed`, await this.#outcome(resumed), expected);
    }
    if (this.#random.below(2) === 0)
      await this.#kill({ home, uri: this.#server.uri, work: { kind: 'undo', jobId } }, undoSteps, round);
    const undone = await this.#finish(home, 'undo', jobId);
    const after = await this.#hash();
    if (undone.state !== 'undone' || after !== before) {
      const state = `${undone.state} ${JSON.stringify(undone.counts)} ${undone.error?.message ?? ''}`;
      this.#differences.push(
        `${name}, job ${jobId}: undone is ${state}, ${await this.#differing(documents)}`,
      );
      this.#options.say(this.#differences.at(-1) ?? '');
    }
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }

  /** Runs a victim that dies, or whose server does, at a step or at any moment. */
  async #kill(
    order: Order,
    steps: readonly StepName[],
    round: number,
  ): Promise<{ jobId: string | undefined }> {
    const atRandom = this.#random.below(4) === 0;
    if (atRandom) {
      const words = await runVictim(order, 250 + this.#random.below(1250));
      if (words.ended === undefined) this.#hit('random');
      return words;
    }
    const step = steps[(round + this.#random.below(steps.length)) % steps.length] ?? 'after-write';
    const pid = this.#random.below(4) === 0 ? this.#server.pid : 'self';
    const nth = onceSteps.has(step) ? 1 : 1 + this.#random.below(12);
    const words = await runVictim({ ...order, kill: { pid, step, nth } });
    if (words.killedAt !== undefined) this.#hit(`${step}${pid === 'self' ? '' : ' (database)'}`);
    return words;
  }

  #hit(step: string): void {
    this.#hits.set(step, (this.#hits.get(step) ?? 0) + 1);
    if (this.#kills() % 25 === 0)
      this.#options.say(`${this.#kills()} kills, ${this.#differences.length} differences`);
  }

  /** Brings a job to its end in this process, however often it takes. */
  async #finish(home: string, how: 'resume' | 'undo', jobId: string): Promise<JobResult> {
    await using engine = await createEngine({ home });
    const { state } = await engine.call('job', { jobId });
    if (state !== 'undone' && state !== (how === 'undo' ? 'undone' : 'completed'))
      await engine.call(how, { jobId, uri: this.#server.uri });
    return await engine.ended(jobId);
  }

  async #stateOf(home: string, jobId: string): Promise<string> {
    await using engine = await createEngine({ home });
    return (await engine.call('job', { jobId })).state;
  }

  async #onlyJob(home: string): Promise<string | undefined> {
    await using engine = await createEngine({ home });
    return (await engine.call('jobs', {})).jobs[0]?.jobId;
  }

  /** What an uninterrupted run comes to. */
  async #expectation(scenario: Scenario, beginning: Beginning): Promise<Outcome> {
    const key = `${scenario.name} ${beginning}`;
    const known = this.#expected.get(key);
    if (known) return known;
    await this.#begin(scenario, beginning);
    const home = this.#newHome();
    await using engine = await createEngine({ home });
    const { jobId } = await engine.call('submit', this.#request(scenario));
    const outcome = await this.#outcome(await engine.ended(jobId));
    this.#expected.set(key, outcome);
    return outcome;
  }

  #request({ request }: Scenario) {
    const target = { uri: this.#server.uri, db, collection };
    return { kind: 'import', ...request, target, batchSize } as const;
  }

  async #outcome(result: JobResult): Promise<Outcome> {
    const { read, inserted, updated, unchanged, skipped, rejected, removed } = result.counts;
    const rejects = result.rejectsFile === undefined ? '' : readFileSync(result.rejectsFile, 'utf8');
    // Where `stop` stops, batches that were under way were read or not: the collection is what counts.
    if (result.state === 'undone') return { hash: await this.#hash(), counts: result.state, rejects: '' };
    const counts = {
      state: result.state,
      read,
      inserted,
      updated,
      unchanged,
      skipped,
      rejected,
      removed,
      readBack: result.readBack?.different,
      sha256: result.sha256,
      bytes: result.bytes,
    };
    return { hash: await this.#hash(), counts, rejects };
  }

  async #compare(name: string, found: Outcome, expected: Outcome): Promise<void> {
    if (found.hash !== expected.hash) this.#differences.push(`${name}: the documents differ`);
    if (!isDeepStrictEqual(found.counts, expected.counts)) {
      this.#differences.push(
        `${name}: ${JSON.stringify(found.counts)} instead of ${JSON.stringify(expected.counts)}`,
      );
    }
    if (found.rejects !== expected.rejects) this.#differences.push(`${name}: the rejects differ`);
  }

  /** Puts the collection into its beginning; returns its hash. */
  async #begin({ index, request }: Scenario, beginning: Beginning): Promise<string> {
    await using client = new MongoClient(this.#server.uri, { serverSelectionTimeoutMS: 30_000 });
    const target = client.db(db).collection(collection);
    await target.drop();
    if (index !== undefined) await target.createIndex({ [index]: 1 });
    if (beginning === 'half') {
      const lines = request.paths.flatMap((path) => readFileSync(path, 'utf8').split('\n'));
      const documents = lines.flatMap((line, i) => (i % 2 === 0 ? earlier(line) : []));
      await target.insertMany(documents, { ordered: false }).catch(() => {}); // The file's own duplicates are refused.
      // Documents that no file has; a replaced collection loses them.
      await target.insertMany(Array.from({ length: 300 }, (_, i) => ({ _id: `other ${i}` as never, i })));
    }
    return await this.#hash();
  }

  /** The ids of documents that are other than they were, with how; for the report of a difference. */
  async #differing(before: ReadonlyMap<string, Buffer>): Promise<string> {
    const now = await this.#documents();
    const ids = [...new Set([...before.keys(), ...now.keys()])].filter(
      (id) => Buffer.compare(before.get(id) ?? Buffer.alloc(0), now.get(id) ?? Buffer.alloc(0)) !== 0,
    );
    const how = (id: string): string => (before.has(id) ? (now.has(id) ? 'changed' : 'gone') : 'more');
    return `${ids.length} documents: ${ids
      .slice(0, 5)
      .map((id) => `${id} ${how(id)}`)
      .join(', ')}`;
  }

  async #documents(): Promise<Map<string, Buffer>> {
    await using client = new MongoClient(this.#server.uri, { serverSelectionTimeoutMS: 30_000 });
    const raw = (await client
      .db(db)
      .collection(collection)
      .find({}, { raw: true })
      .toArray()) as unknown as Uint8Array[]; // Raw cursors give bytes.
    return new Map(raw.map((bytes) => [String(BSON.deserialize(bytes)._id), Buffer.from(bytes)]));
  }

  async #hash(): Promise<string> {
    const hash = createHash('sha256');
    const documents = [...(await this.#documents()).values()];
    for (const document of documents.toSorted((a, b) => Buffer.compare(a, b))) hash.update(document);
    return hash.digest('hex');
  }

  #newHome(): string {
    return join(this.#folder, `home${this.#homes++}`);
  }
}

const undoSteps = stepNames.filter((step) => step.includes('undo'));
/** What an import comes to once, at most. */
const onceSteps: ReadonlySet<StepName> = new Set(['before-create', 'after-target']);
const importSteps = stepNames.filter((step) => !step.includes('undo'));

/** A document that was in the collection before: the record with something else in it, sometimes the record itself. */
function earlier(line: string): Document[] {
  let record: unknown;
  try {
    record = JSON.parse(line);
  } catch {
    return [];
  }
  if (typeof record !== 'object' || record === null || !('id' in record)) return [];
  const isSame = String(record.id).charCodeAt(0) % 4 === 0;
  const document = {
    _id: record.id,
    ...record,
    ...(isSame ? {} : { title: 'as it was before', kept: { by: 'nobody' } }),
  };
  return [BSON.deserialize(BSON.serialize(document))];
}
