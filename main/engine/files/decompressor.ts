import {
  createGunzip,
  createInflateRaw,
  createZstdDecompress,
  type Gunzip,
  type InflateRaw,
  type ZstdDecompress,
} from 'node:zlib';

/** Bytes that are decompressed at a time. */
const chunkSize = 256 * 1024;

/**
 * One chunk is decompressed when the one before has been taken, and never a second one ahead: that is what makes
 * backpressure exact, and what keeps the chunks before a damaged place from being thrown away with it.
 */
const options = { chunkSize, readableHighWaterMark: 1 };

const create = {
  gzip: () => createGunzip(options),
  zstd: () => createZstdDecompress(options),
  deflate: () => createInflateRaw(options),
};

export type Algorithm = keyof typeof create;

/** A decompressor that is handed pieces and gives back what comes out of each, until its member or frame ends. */
export class Decompressor {
  readonly #stream: Gunzip | ZstdDecompress | InflateRaw;
  #error: Error | undefined;
  #ended = false;
  #wake = (): void => {};

  constructor(algorithm: Algorithm) {
    this.#stream = create[algorithm]();
    this.#stream.on('readable', () => this.#wake());
    this.#stream.on('end', () => {
      this.#ended = true;
      this.#wake();
    });
    this.#stream.on('error', (error) => {
      this.#error = error;
      this.#wake();
    });
  }

  /** Bytes used of all that was pushed; fewer than that when the data ended inside the last piece. */
  get used(): number {
    return this.#stream.bytesWritten;
  }

  /** What comes out of the next piece. Throws the error of zlib where the data are damaged. */
  async *push(piece: Uint8Array): AsyncGenerator<Buffer> {
    let written = false;
    this.#stream.write(piece, () => {
      written = true;
      this.#wake();
    });
    yield* this.#taken(() => written);
  }

  /** There is no more input. Throws when the data do not end here. */
  async *finish(): AsyncGenerator<Buffer> {
    this.#stream.end();
    yield* this.#taken(() => this.#ended);
  }

  close(): void {
    this.#stream.destroy();
  }

  async *#taken(isOver: () => boolean): AsyncGenerator<Buffer> {
    for (;;) {
      // Sound: without an encoding a stream gives buffers.
      const chunk = this.#stream.read() as Buffer | null;
      if (chunk !== null) yield chunk;
      else if (this.#error) throw this.#error;
      else if (isOver()) return;
      else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }
}
