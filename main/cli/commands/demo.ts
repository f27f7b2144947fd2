/** The whole journey on a sample, checked by a reader that is not the exporter's own. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { JobResult } from '../../engine/api/jobs.ts';
import type { EngineParams } from '../../engine/api/protocol.ts';
import type { Engine } from '../../engine/engine.ts';
import { homeFolders, sluiceHome } from '../../engine/files/home.ts';
import { openTempScope } from '../../engine/files/temp-scope.ts';
import { connect } from '../../engine/mongo/connect.ts';
import { openLocalServer } from '../../engine/mongo/local-server.ts';
import { print, say } from '../console.ts';
import { compareFiles } from '../demo/second-reader.ts';
import { writeSample } from '../../engine/sample-data/sample.ts';
import { exitCodes } from '../exit-codes.ts';
import { bytes, count, table } from '../format.ts';
import { runJob, withEngine } from '../session.ts';
import { SluiceError } from '../../engine/api/errors.ts';

const collection = 'demo_conversations';
const db = 'sluice_demo';

export async function demo(size: number): Promise<number> {
  const folders = homeFolders(sluiceHome());
  using temp = openTempScope(folders.temp);
  return await withEngine(async (engine) => {
    // Held for the whole demo, so that the looks at the collection in between meet the same running server.
    await using server = await openLocalServer({ folders, onStep: ({ name }) => say(name) });
    const run = new Demo(engine, server.uri, temp.folder);
    return await run.run(size);
  });
}

class Demo {
  readonly #engine: Engine;
  readonly #uri: string;
  readonly #folder: string;
  readonly #rows: string[][] = [['step', 'records', 'size', 'speed', 'SHA-256']];
  #ok = true;

  constructor(engine: Engine, uri: string, folder: string) {
    this.#engine = engine;
    this.#uri = uri;
    this.#folder = folder;
  }

  async run(size: number): Promise<number> {
    const sample = join(this.#folder, 'sample.json');
    say(`Making a sample of ${bytes(size)} …`);
    const facts = await writeSample({ path: sample, bytes: size, format: 'json' });
    this.#rows.push(['sample', count(facts.records), bytes(facts.bytes), '', facts.sha256.slice(0, 16)]);
    const before = await this.#collectionHash();
    const imported = await this.#job({ kind: 'import', paths: [sample], target: { db, collection } });
    this.#add('import', imported, imported.counts.read);
    this.#check(imported.counts.read === facts.records, 'every record of the sample was read');
    this.#check(imported.sha256 === facts.sha256, 'the file was read as it was written');
    for (const format of ['json', 'jsonl', 'csv'] as const) await this.#exportAndCompare(sample, format);
    const undone = await this.#undo(imported.jobId);
    this.#add('undo', { ...undone, bytes: facts.bytes }, undone.counts.deleted + undone.counts.restored);
    this.#check((await this.#collectionHash()) === before, 'the collection is as it was before the import');
    print(table(this.#rows));
    print(
      `Peak memory of Sluice: ${bytes(process.resourceUsage().maxRSS * 1024)} (with the sample's maker and the second reader)`,
    );
    print(
      this.#ok
        ? 'The demo went well: what came out is what went in, and the undo gave everything back.'
        : 'The demo found differences.',
    );
    return this.#ok ? exitCodes.done : exitCodes.failed;
  }

  async #exportAndCompare(sample: string, format: 'json' | 'jsonl' | 'csv'): Promise<void> {
    const out = join(this.#folder, `export.${format}`);
    const exported = await this.#job({ kind: 'export', target: { db, collection }, out, format });
    this.#add(`export ${format}`, exported, exported.counts.exported);
    say(`Reading export.${format} with the second reader …`);
    const comparison = await compareFiles(sample, out);
    const { firstDifference: difference } = comparison;
    this.#check(
      comparison.same,
      `export.${format} equals the sample`,
      difference && JSON.stringify(difference).slice(0, 400),
    );
  }

  async #job(request: EngineParams<'submit'>): Promise<JobResult> {
    return this.#finished(await runJob(this.#engine, () => this.#engine.call('submit', request)));
  }

  async #undo(jobId: string): Promise<JobResult> {
    return this.#finished(await runJob(this.#engine, () => this.#engine.call('undo', { jobId })));
  }

  #finished(result: JobResult): JobResult {
    if (result.error) throw SluiceError.fromReport(result.error);
    if (result.state === 'cancelled') throw new SluiceError('cancelled');
    return result;
  }

  #add(step: string, result: JobResult, records: number): void {
    this.#rows.push([
      step,
      count(records),
      bytes(result.bytes),
      `${bytes(result.bytes / result.seconds)}/s`,
      result.operation === 'undo' ? '' : (result.sha256 ?? '').slice(0, 16),
    ]);
  }

  #check(isRight: boolean, what: string, detail?: string): void {
    print(
      `${isRight ? 'ok' : 'NOT TRUE'}: ${what}${!isRight && detail !== undefined ? `\n  ${detail}` : ''}`,
    );
    if (!isRight) this.#ok = false;
  }

  /** SHA-256 over the raw documents by id; the demo's collection is small enough to be sorted by the server. */
  async #collectionHash(): Promise<string> {
    await using connection = await connect(this.#uri);
    const hash = createHash('sha256');
    const cursor = connection.client
      .db(db)
      .collection(collection)
      .find({}, { raw: true, sort: { _id: 1 } });
    for await (const document of cursor) hash.update(document as unknown as Uint8Array); // Raw cursors give bytes.
    return hash.digest('hex');
  }
}
