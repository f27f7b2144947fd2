/**
 * Bytes of a source as a stream, decompressed where it is compressed. Everything that came out before the place where a
 * file is damaged is handed on before the error is thrown; nothing is read ahead of the reader but one chunk.
 */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { SluiceError } from '../api/errors.ts';
import { Decompressor } from './decompressor.ts';
import { codeOf, readError } from './system-errors.ts';
import type { Packing } from './packing.ts';
import type { ZipEntry } from './zip-entry.ts';

const chunkBytes = 256 * 1024;
const packedChunkBytes = 64 * 1024;

/** A source that has grown past both is taken for a trap: so many bytes, and so many times its size. */
const bombLimits = { bytes: 1024 ** 3, ratio: 1000 };

export interface OpenOptions {
  readonly packing?: Packing | undefined;
  /** What errors call the file; absent: its path. */
  readonly name?: string | undefined;
}

/** A source being read; can be read once. */
export interface Chunks extends AsyncIterable<Uint8Array> {
  /**
   * Bytes of a packed source when it is decompressed, guessed from what came out so far where nobody can know; absent
   * for a plain one, which has the size of its file.
   */
  expectedBytes(): number | undefined;
}

export function openChunks(path: string, { packing, name = path }: OpenOptions = {}): Chunks {
  if (!packing) {
    return {
      expectedBytes: () => undefined,
      [Symbol.asyncIterator]: () => readFile(path, name, { chunkBytes }),
    };
  }
  return new PackedChunks({ path, name, packing });
}

/** The first `count` bytes of a source, or all of it; what comes out of a damaged one before the damage, if anything. */
export async function readStart(chunks: AsyncIterable<Uint8Array>, count: number): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of chunks) {
      pieces.push(chunk);
      size += chunk.length;
      if (size >= count) break;
    }
  } catch (error) {
    // Whoever reads on meets the damage at its place.
    if (size === 0) throw error;
  }
  return Buffer.concat(pieces).subarray(0, count);
}

interface ReadRange {
  readonly chunkBytes: number;
  readonly start?: number;
  /** Bytes. */
  readonly count?: number;
}

async function* readFile(path: string, name: string, range: ReadRange): AsyncGenerator<Buffer> {
  const { start = 0, count = Number.POSITIVE_INFINITY } = range;
  if (count === 0) return;
  const options = { highWaterMark: range.chunkBytes, start, end: start + count - 1 };
  try {
    // Sound: a stream without an encoding gives buffers.
    yield* createReadStream(path, options) as AsyncIterable<Buffer>;
  } catch (error) {
    throw readError(error, name);
  }
}

interface PackedSource {
  readonly path: string;
  readonly name: string;
  readonly packing: Packing;
}

class PackedChunks implements Chunks {
  readonly #source: PackedSource;
  readonly #entry: ZipEntry | undefined;
  /** Bytes of compressed data there are. */
  #size: number | undefined;
  /** Bytes of them used, and of decompressed data handed out. */
  #packed = 0;
  #unpacked = 0;
  #checksum = 0;

  constructor(source: PackedSource) {
    this.#source = source;
    this.#entry = source.packing.compression === 'zip' ? source.packing.entry : undefined;
  }

  expectedBytes(): number | undefined {
    if (this.#entry) return this.#entry.size;
    if (this.#size === undefined || this.#packed === 0) return undefined;
    return Math.max(this.#unpacked, Math.round((this.#size / this.#packed) * this.#unpacked));
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    const { path, name } = this.#source;
    const part = this.#entry ? { start: this.#entry.start, count: this.#entry.packedSize } : {};
    const input = readFile(path, name, { chunkBytes: packedChunkBytes, ...part });
    const output = this.#entry?.method === 'stored' ? this.#copy(input) : this.#unpack(input);
    try {
      this.#size = this.#entry?.packedSize ?? (await sizeOf(path, name));
      for await (const chunk of output) {
        this.#unpacked += chunk.length;
        if (this.#entry) this.#checksum = crc32(chunk, this.#checksum);
        this.#guard(this.#size);
        yield chunk;
      }
      this.#checkEntry();
    } catch (error) {
      throw this.#errorOf(error);
    }
  }

  async *#copy(input: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const piece of input) {
      this.#packed += piece.length;
      yield piece;
    }
  }

  /** Member after member, or frame after frame: a file may hold several, one behind the other. */
  async *#unpack(input: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    const { compression } = this.#source.packing;
    let member: Decompressor | undefined;
    let ended = 0;
    try {
      for await (const piece of input) {
        let rest = piece;
        while (rest.length > 0) {
          if (!member && ended > 0 && this.#isPadding(rest)) break;
          member ??= new Decompressor(compression === 'zip' ? 'deflate' : compression);
          const before = member.used;
          for await (const chunk of member.push(rest)) {
            this.#packed = ended + member.used;
            yield chunk;
          }
          this.#packed = ended + member.used;
          rest = rest.subarray(member.used - before);
          if (rest.length === 0) break;
          if (member.used === 0 || compression === 'zip') throw new Damage(trailingData);
          ended = this.#packed;
          member.close();
          member = undefined;
        }
      }
      if (member) yield* member.finish();
    } finally {
      member?.close();
    }
  }

  /** Zeros behind the last member of a gzip file fill blocks of tapes and disks; everything else has to be a member. */
  #isPadding(rest: Uint8Array): boolean {
    if (this.#source.packing.compression !== 'gzip' || rest[0] !== 0) return false;
    if (rest.some((byte) => byte !== 0)) throw new Damage(trailingData);
    return true;
  }

  /** Throws when more comes out than a zip says, or than any honest file holds. */
  #guard(packedSize: number): void {
    if (this.#entry && this.#unpacked > this.#entry.size)
      throw new Damage(`more than the ${this.#entry.size} bytes come out that it should hold`);
    if (this.#unpacked <= Math.max(bombLimits.bytes, packedSize * bombLimits.ratio)) return;
    const { name: path } = this.#source;
    throw new SluiceError('compression-bomb', { path, size: packedSize, ratio: bombLimits.ratio });
  }

  #checkEntry(): void {
    if (!this.#entry) return;
    const { size, crc32: expected } = this.#entry;
    if (this.#unpacked < size) throw new Damage(`only ${this.#unpacked} of ${size} bytes came out`);
    if (this.#checksum !== expected) throw new Damage(wrongChecksum);
  }

  /** What zlib or the checks here found, in our words; everything else as it is. */
  #errorOf(error: unknown): unknown {
    const reason = damageOf(error);
    if (reason === undefined) return error;
    const { name, packing } = this.#source;
    const byte = (this.#entry?.start ?? 0) + this.#packed;
    return new SluiceError(
      'compressed-broken',
      { path: name, kind: packing.compression, byte, reason },
      error,
    );
  }
}

/** Compressed data that are not what they say they are; never leaves this file. */
class Damage extends Error {}

const trailingData = 'something follows the compressed data that does not belong to them';
const wrongChecksum = 'what comes out does not have the checksum that it should have';

function damageOf(error: unknown): string | undefined {
  if (error instanceof Damage) return error.message;
  const code = codeOf(error);
  if (!(error instanceof Error) || !/^Z(?:STD)?_/.test(code)) return undefined;
  if (code === 'Z_BUF_ERROR') return 'it ends in the middle';
  const isChecksum = code === 'ZSTD_error_checksum_wrong' || error.message === 'incorrect data check';
  return isChecksum ? wrongChecksum : error.message;
}

async function sizeOf(path: string, name: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    throw readError(error, name);
  }
}
