/** Documents as they were before a batch, compressed. */
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { SqliteDatabase } from './database.ts';
import type { PlannedBatch } from './planned-batch.ts';

/** Bytes of before-images compressed together. */
const chunkBytes = 4 * 1024 * 1024;

export class BeforeImages {
  readonly #database: SqliteDatabase;

  constructor(database: SqliteDatabase) {
    this.#database = database;
  }

  /** Keeps those of the plan, in the order of its entries. */
  insert(seq: number, { entries }: PlannedBatch): void {
    const statement = this.#database.prepare('INSERT INTO before_images (seq, chunk, zstd) VALUES (?, ?, ?)');
    let images: Uint8Array[] = [];
    let size = 0;
    let chunk = 0;
    const flush = (): void => {
      if (size > 0) statement.run(seq, chunk++, zstdCompressSync(Buffer.concat(images)));
      images = [];
      size = 0;
    };
    for (const { before } of entries) {
      if (!before) continue;
      images.push(before);
      size += before.length;
      if (size >= chunkBytes) flush();
    }
    flush();
  }

  /** Those of a batch, one behind the other. */
  read(seq: number): Buffer {
    const rows = this.#database
      .prepare<[number], { zstd: Buffer }>('SELECT zstd FROM before_images WHERE seq = ? ORDER BY chunk')
      .all(seq);
    return Buffer.concat(rows.map(({ zstd }) => zstdDecompressSync(zstd)));
  }
}
