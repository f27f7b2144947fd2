import { Worker } from 'node:worker_threads';
import { SluiceError } from '../api/errors.ts';
import { workerUrl } from './entry.ts';
import type { DocumentBatch } from '../formats/bson/document-batch.ts';
import type { EncoderTask, FromEncoder, ToEncoder } from './messages.ts';

export interface Encoded {
  /** Nobody else uses the memory. */
  readonly text: Uint8Array<ArrayBuffer>;
  readonly documents: number;
}

interface Waiting {
  readonly resolve: (encoded: Encoded) => void;
  readonly reject: (error: unknown) => void;
}

/** Small, so that the buffers that young objects hold are freed often. */
const resourceLimits = { maxYoungGenerationSizeMb: 4 };

/** Encodes batches in threads, which start at once; answers come per batch, the caller keeps their order. */
export class EncoderPool implements AsyncDisposable {
  readonly #workers: readonly Worker[];
  readonly #waiting = new Map<number, Waiting>();
  #next = 0;
  #failure: unknown;

  constructor(size: number) {
    this.#workers = Array.from({ length: size }, () => this.#start());
  }

  /** Comes before all documents. */
  begin(task: EncoderTask): void {
    for (const worker of this.#workers) worker.postMessage({ kind: 'task', task } satisfies ToEncoder);
  }

  /** The text of the batch; its memory moves to the worker. */
  encode(batch: DocumentBatch): Promise<Encoded> {
    const seq = this.#next++;
    const worker = this.#workers[seq % this.#workers.length];
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined || !worker) {
        reject(this.#failure);
        return;
      }
      this.#waiting.set(seq, { resolve, reject });
      const message: ToEncoder = { kind: 'documents', seq, batch, isFirst: seq === 0 };
      worker.postMessage(message, [batch.bytes.buffer]);
    });
  }

  #start(): Worker {
    const worker = new Worker(workerUrl('encode-worker'), { resourceLimits });
    worker.on('message', (message: FromEncoder) => {
      const waiting = this.#waiting.get(message.seq);
      this.#waiting.delete(message.seq);
      if (message.kind === 'encoded') waiting?.resolve(message);
      else waiting?.reject(SluiceError.fromReport(message.error));
    });
    worker.on('error', (error) => this.#fail(error));
    worker.on('exit', () => this.#fail(new Error('an encoder stopped')));
    return worker;
  }

  #fail(error: unknown): void {
    this.#failure ??= error;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}
