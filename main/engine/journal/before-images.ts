/** Documents as they were before a batch, compressed. */
import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompressSync } from 'node:zlib';
import { ByteWriter } from '../formats/bson/document-writer.ts';
import { giveBack } from '../give-back.ts';
import type { SqliteDatabase, SqliteStatement } from './database.ts';
import type { PlannedBatch } from './planned-batch.ts';

const compress = promisify(zstdCompress);

/** A third quicker than the default, for an eighth more. */
const level = { [constants.ZSTD_c_compressionLevel]: 2 };
/** Bytes of before-images compressed together. */
const chunkBytes = 4 * 1024 * 1024;

/** The before-images of a plan as the journal keeps them: compressed in chunks, in the order of its entries. */
export type PackedImages = readonly Uint8Array[];

/** Compresses in a thread of the pool, so that other batches go on meanwhile. */
export async function packImages({ entries }: PlannedBatch): Promise<PackedImages> {
  const packed: Uint8Array[] = [];
  let images: Uint8Array[] = [];
  let size = 0;
  const flush = async (): Promise<void> => {
    if (size === 0) return;
    const out = new ByteWriter(size);
    for (const image of images) out.append(image);
    const chunk = out.written();
    images = [];
    size = 0;
    // One piece of output, where the default would come back to this thread every 16 KiB.
    packed.push(await compress(chunk, { params: level, chunkSize: Math.max(chunk.length >> 1, 64 * 1024) }));
    giveBack([chunk]);
  };
  for (const { before } of entries) {
    if (!before) continue;
    images.push(before);
    size += before.length;
    if (size >= chunkBytes) await flush();
  }
  await flush();
  return packed;
}

export class BeforeImages {
  readonly #database: SqliteDatabase;
  readonly #insert: SqliteStatement;

  constructor(database: SqliteDatabase) {
    this.#database = database;
    this.#insert = database.prepare('INSERT INTO before_images (seq, chunk, zstd) VALUES (?, ?, ?)');
  }

  insert(seq: number, packed: PackedImages): void {
    for (const [chunk, bytes] of packed.entries()) this.#insert.run(seq, chunk, bytes);
  }

  /** Those of a batch, one behind the other. */
  read(seq: number): Buffer {
    const rows = this.#database
      .prepare<[number], { zstd: Buffer }>('SELECT zstd FROM before_images WHERE seq = ? ORDER BY chunk')
      .all(seq);
    return Buffer.concat(rows.map(({ zstd }) => zstdDecompressSync(zstd)));
  }
}
