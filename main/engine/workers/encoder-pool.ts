import { Worker } from 'node:worker_threads';
import { SluiceError } from '../api/errors.ts';
import { workerUrl } from './entry.ts';
import type { EncoderTask, FromEncoder, ToEncoder } from './messages.ts';

interface Waiting {
  readonly resolve: (text: Uint8Array<ArrayBuffer>) => void;
  readonly reject: (error: unknown) => void;
}

/** Small, so that the buffers that young objects hold are freed often. */
const resourceLimits = { maxYoungGenerationSizeMb: 4 };

/** Encodes batches in threads; answers come per batch, the caller keeps their order. */
export class EncoderPool implements AsyncDisposable {
  readonly #workers: readonly Worker[];
  readonly #waiting = new Map<number, Waiting>();
  #next = 0;
  #failure: unknown;

  constructor(task: EncoderTask, size: number) {
    this.#workers = Array.from({ length: size }, () => this.#start(task));
  }

  /** The text of the batch; its memory moves to the worker. */
  encode(documents: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
    const seq = this.#next++;
    const worker = this.#workers[seq % this.#workers.length];
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined || !worker) {
        reject(this.#failure);
        return;
      }
      this.#waiting.set(seq, { resolve, reject });
      worker.postMessage({ seq, documents, isFirst: seq === 0 } satisfies ToEncoder, [documents.buffer]);
    });
  }

  #start(task: EncoderTask): Worker {
    const worker = new Worker(workerUrl('encode-worker'), { workerData: task, resourceLimits });
    worker.on('message', (message: FromEncoder) => {
      const waiting = this.#waiting.get(message.seq);
      this.#waiting.delete(message.seq);
      if (message.kind === 'encoded') waiting?.resolve(message.text);
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
