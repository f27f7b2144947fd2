import { Worker } from 'node:worker_threads';
import { SluiceError } from '../api/errors.ts';
import { workerUrl } from './entry.ts';
import type { FromReader, ReaderTask, ToReader } from './messages.ts';
import { batchWeight, type RecordBatch } from './record-batch.ts';

/** How the reading of a source ended. */
export interface ReadEnd {
  readonly bytes: number;
  /** SHA-256, hex, of the whole source. */
  readonly checksum: string;
}

/** A reader in its thread. */
export interface Reader extends AsyncDisposable {
  /** The batches in file order; throws what the reader threw after the last of them. */
  readonly batches: AsyncIterable<RecordBatch>;
  /** The batch is dealt with and must not be touched any more: its memory goes back to the reader. */
  release(batch: RecordBatch): void;
  /** Known once the batches have ended. */
  end(): ReadEnd | undefined;
  warnings(): readonly string[];
}

/** Small, so that the buffers that young objects hold are freed often. */
const resourceLimits = { maxYoungGenerationSizeMb: 4 };

/**
 * The thread that reads the files of a job, one after another. It starts at once, so that it is ready by the time its
 * first task is known; a thread whose reading was broken off is followed by another one.
 */
export class ReaderThread implements AsyncDisposable {
  #worker: Worker | undefined = startWorker();

  /** Begins to read; the reading before must have been disposed of. */
  read(task: ReaderTask): Reader {
    const worker = (this.#worker ??= startWorker());
    return openReader(worker, task, async () => {
      if (this.#worker === worker) this.#worker = undefined;
      await worker.terminate();
    });
  }

  /** Nothing is to be read for now: the memory of the thread is free for others. */
  async rest(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.rest();
  }
}

function startWorker(): Worker {
  const worker = new Worker(workerUrl('reader-worker'), { resourceLimits });
  // A fault before its first task is met by that task's reader.
  worker.on('error', () => {});
  return worker;
}

/** @param breakOff ends the thread, which is in the middle of the file */
function openReader(worker: Worker, task: ReaderTask, breakOff: () => Promise<void>): Reader {
  const queue: FromReader[] = [];
  let wake = (): void => {};
  let failure: Error | undefined;
  let exited = false;
  let end: ReadEnd | undefined;
  let warnings: readonly string[] = [];
  const onMessage = (message: FromReader): void => {
    queue.push(message);
    wake();
  };
  const onError = (error: Error): void => {
    failure = error;
    wake();
  };
  const onExit = (): void => {
    exited = true;
    wake();
  };
  worker.on('message', onMessage).on('error', onError).on('exit', onExit);
  worker.postMessage({ kind: 'task', task } satisfies ToReader);

  const next = async (): Promise<FromReader> => {
    for (;;) {
      const message = queue.shift();
      if (message) return message;
      if (failure) throw failure;
      if (exited) throw new Error('the reader stopped without a word');
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };

  async function* batches(): AsyncGenerator<RecordBatch> {
    for (;;) {
      const message = await next();
      if (message.kind === 'batch') {
        yield message.batch;
        continue;
      }
      warnings = message.warnings;
      if (message.kind === 'failed') throw SluiceError.fromReport(message.error);
      end = { bytes: message.bytes, checksum: message.checksum };
      return;
    }
  }

  return {
    batches: batches(),
    release: (batch) => {
      const memory = batch.documents.buffer;
      const message: ToReader = { kind: 'done', weight: batchWeight(batch), memory };
      worker.postMessage(message, [memory]);
    },
    end: () => end,
    warnings: () => warnings,
    [Symbol.asyncDispose]: async () => {
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      if (!end) await breakOff();
    },
  };
}
