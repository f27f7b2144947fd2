/** Reads the beginning of a file, whatever it is, for those who want to know what it holds. */
import { SluiceError } from '../api/errors.ts';
import type { Shape } from '../api/requests.ts';
import type { RecordSink } from '../formats/records.ts';
import { readRecords } from '../formats/source-format.ts';
import { openChunks } from '../files/decompress.ts';
import { intake } from '../files/intake.ts';
import { detectSource } from './source.ts';

/** Bytes that are read at most. */
const maxBytes = 32 * 1024 * 1024;

/** Thrown by a sink to stop reading; never leaves `readBeginning`. */
export class EnoughSeen extends Error {}

/** A sink that may want to know what the records are before it gets them. */
interface BeginningSink extends RecordSink {
  begin?(shape: Shape): void;
}

/**
 * Gives the first records to `sink`. `complete`: the whole file was read; `fault`: what is wrong with its content, where
 * something is. Throws what intake and detection throw.
 */
export async function readBeginning(path: string, sink: BeginningSink) {
  const facts = await intake(path);
  const asked = { format: 'auto', shape: 'auto' } as const;
  const { detected, shape, packing, notes } = await detectSource(facts.path, path, asked);
  sink.begin?.(shape);
  const chunks = openChunks(facts.path, { packing, name: path });
  const start = new Start(chunks);
  let complete = false;
  let fault: SluiceError | undefined;
  try {
    await readRecords(detected, start, sink, {
      maxRecordBytes: maxBytes,
      invalidExtended: shape === 'conversation' ? 'keep' : 'reject',
    });
    complete = !start.isCut;
  } catch (error) {
    if (error instanceof SluiceError && !start.isCut) fault = error;
    else if (!(error instanceof EnoughSeen) && !(error instanceof SluiceError)) throw error;
  }
  return { facts, detected, shape, packing, notes, chunks, complete, fault };
}

/** The first `maxBytes` of a source. */
class Start implements AsyncIterable<Uint8Array> {
  readonly #chunks: AsyncIterable<Uint8Array>;
  /** True once there turned out to be more. */
  isCut = false;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    let left = maxBytes;
    for await (const chunk of this.#chunks) {
      if (chunk.length > left) {
        this.isCut = true;
        yield chunk.subarray(0, left);
        return;
      }
      left -= chunk.length;
      yield chunk;
    }
  }
}
