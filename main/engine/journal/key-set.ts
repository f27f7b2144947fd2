/** Keys with a number each, on disk instead of in memory; gone with its scope. */
import Database from 'better-sqlite3';
import { createHash } from 'node:crypto';
import { journalError } from './database.ts';

/** Bytes from which on a key is kept as its SHA-256. */
const longKey = 64;
/** KiB of pages that are kept in memory. */
const cacheKib = 16 * 1024;

export class KeySet implements Disposable {
  readonly #path: string;
  readonly #database: Database.Database;
  readonly #get: Database.Statement<[Buffer], { value: number }>;
  readonly #set: Database.Statement<[Buffer, number]>;

  /** @param path a scratch file that nothing else uses: what is in it is lost with the process */
  constructor(path: string) {
    this.#path = path;
    this.#database = new Database(path);
    this.#database.pragma('journal_mode = OFF');
    this.#database.pragma('synchronous = OFF');
    this.#database.pragma('locking_mode = EXCLUSIVE');
    this.#database.pragma(`cache_size = -${cacheKib}`);
    this.#database.exec(
      'CREATE TABLE keys (key BLOB PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID; BEGIN',
    );
    this.#get = this.#database.prepare('SELECT value FROM keys WHERE key = ?');
    this.#set = this.#database.prepare(
      'INSERT INTO keys VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
    );
  }

  /** The number that was set for the key, undefined when none was. @param key a text as `RecordKey.textOf` gives it */
  get(key: string): number | undefined {
    return this.#get.get(bytesOf(key))?.value;
  }

  set(key: string, value: number): void {
    try {
      this.#set.run(bytesOf(key), value);
    } catch (error) {
      throw journalError(error, this.#path);
    }
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }
}

function bytesOf(key: string): Buffer {
  const bytes = Buffer.from(key, 'latin1');
  return bytes.length < longKey ? bytes : createHash('sha256').update(bytes).digest();
}
