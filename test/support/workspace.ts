import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Document } from 'bson';
import type { JobResult, Reject } from '../../main/engine/api/jobs.ts';
import type { EngineParams } from '../../main/engine/api/protocol.ts';
import { createEngine, type Engine, type EngineOptions } from '../../main/engine/engine.ts';
import { homeFolders } from '../../main/engine/files/home.ts';
import { JobJournal } from '../../main/engine/journal/job-journal.ts';
import { canonical, collectionExists, collectionHash, rawDocumentsOf } from './collection.ts';
import type { TestServer } from './mongod.ts';

type Submit = EngineParams<'submit'>;
type ImportOptions = Partial<Omit<Extract<Submit, { kind: 'import' }>, 'kind' | 'target' | 'paths'>>;
type ExportOptions = Partial<Omit<Extract<Submit, { kind: 'export' }>, 'kind' | 'target'>>;

let made = 0;

/** An engine with a home and a database of its own, and the words that the tests speak in. */
export class Workspace {
  readonly home: string;
  readonly folder: string;
  readonly db: string;
  readonly server: TestServer;
  collection = 'conversations';
  engine: Engine;

  private constructor(root: string, server: TestServer, engine: Engine) {
    this.home = join(root, 'home');
    this.folder = join(root, 'files');
    this.db = `test${process.pid}_${made++}`;
    this.server = server;
    this.engine = engine;
    mkdirSync(this.folder, { recursive: true });
  }

  /** Opens a workspace that is gone when the test ends. */
  static async open(
    t: TestContext,
    server: TestServer,
    options: Omit<EngineOptions, 'home'> = {},
  ): Promise<Workspace> {
    const root = mkdtempSync(join(tmpdir(), 'sluice é test-'));
    const workspace = new Workspace(
      root,
      server,
      await createEngine({ ...options, home: join(root, 'home') }),
    );
    t.after(async () => {
      await workspace.engine.close();
      await server.client.db(workspace.db).dropDatabase();
      rmSync(root, { recursive: true, force: true, maxRetries: 5 });
    });
    return workspace;
  }

  get target(): { uri: string; db: string; collection: string } {
    return { uri: this.server.uri, db: this.db, collection: this.collection };
  }

  /** Closes the engine and opens another one on the same home, as the next start of the app does. */
  async restart(): Promise<void> {
    await this.engine.close();
    this.engine = await createEngine({ home: this.home });
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /** Writes a file; objects become the lines of a JSON Lines file. */
  file(name: string, content: string | Buffer | readonly Document[]): string {
    const path = this.path(name);
    const isText = typeof content === 'string' || Buffer.isBuffer(content);
    writeFileSync(path, isText ? content : content.map((record) => `${JSON.stringify(record)}\n`).join(''));
    return path;
  }

  async startImport(paths: string | readonly string[], options: ImportOptions = {}): Promise<string> {
    const files = typeof paths === 'string' ? [paths] : paths;
    const request = { kind: 'import', paths: files, target: this.target, ...options } as const;
    return (await this.engine.call('submit', request)).jobId;
  }

  /** Imports to the end, whatever that is, and checks that every record was counted once. */
  async import(paths: string | readonly string[], options: ImportOptions = {}): Promise<JobResult> {
    const result = await this.engine.ended(await this.startImport(paths, options));
    assertCountsAddUp(result);
    return result;
  }

  /** Imports records as JSON Lines; the import must complete. */
  async importRecords(records: readonly Document[], options: ImportOptions = {}): Promise<JobResult> {
    const result = await this.import(this.file(`records${made++}.jsonl`, records), options);
    assert.equal(result.state, 'completed', result.error?.message);
    return result;
  }

  async export(options: ExportOptions = {}): Promise<JobResult> {
    const { jobId } = await this.engine.call('submit', { kind: 'export', target: this.target, ...options });
    return this.engine.ended(jobId);
  }

  async undo(jobId: string, options: { force?: boolean; uri?: string } = {}): Promise<JobResult> {
    await this.engine.call('undo', { jobId, ...options });
    return this.engine.ended(jobId);
  }

  /** The documents as canonical Extended JSON, in the order they were inserted. */
  async documents(): Promise<string[]> {
    return (await rawDocumentsOf(this.server.client, this.db, this.collection)).map(canonical);
  }

  async document(id: string): Promise<Document | null> {
    return this.documentsOf().findOne({ _id: id as never }); // The driver takes ids for ObjectIds unless told otherwise.
  }

  documentsOf() {
    return this.server.client.db(this.db).collection(this.collection);
  }

  hash(): Promise<string> {
    return collectionHash(this.server, this.db, this.collection);
  }

  exists(): Promise<boolean> {
    return collectionExists(this.server, this.db, this.collection);
  }

  journalPath(jobId: string): string {
    return join(homeFolders(this.home).journal, 'jobs', `${jobId}.sqlite`);
  }

  openJournal(jobId: string): JobJournal {
    return new JobJournal(this.journalPath(jobId));
  }

  rejects(jobId: string): Reject[] {
    using journal = this.openJournal(jobId);
    return [...journal.rejects()];
  }
}

/** read = inserted + updated + unchanged + skipped + rejected */
export function assertCountsAddUp({ counts }: Pick<JobResult, 'counts'>): void {
  const { read, inserted, updated, unchanged, skipped, rejected } = counts;
  assert.equal(read, inserted + updated + unchanged + skipped + rejected, JSON.stringify(counts));
}
