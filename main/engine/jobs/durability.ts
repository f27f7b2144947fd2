/**
 * An acknowledgement of a write does not survive a killed server; one that a majority gave after a journal sync does.
 * So batches count as applied only after a later write was acknowledged that way, with nothing having happened to the
 * connection in between.
 */
import { SluiceError } from '../api/errors.ts';
import type { JobJournal } from '../journal/job-journal.ts';
import { syncWrites, type Workplace } from '../mongo/documents.ts';
import type { OnStep } from './steps.ts';

const maxDelay = 1000;
const maxBytes = 64 * 1024 * 1024;

/** What was acknowledged before may be lost. */
export function historyBroke(): SluiceError {
  return new SluiceError('database-lost', { reason: 'the server restarted or another one became primary' });
}

interface Pending {
  readonly seq: number;
  readonly epoch: number;
}

export class Durability {
  readonly #place: Workplace;
  readonly #journal: JobJournal;
  readonly #onStep: OnStep;
  #pending: Pending[] = [];
  #bytes = 0;
  #lastSync = performance.now();
  #running: Promise<void> | undefined;
  #failure: unknown;

  constructor(place: Workplace, journal: JobJournal, onStep: OnStep) {
    this.#place = place;
    this.#journal = journal;
    this.#onStep = onStep;
  }

  /** A batch was acknowledged while the connection's history had this number; starts a sync when one is due. */
  acknowledged(seq: number, epoch: number, bytes: number): void {
    if (this.#failure !== undefined) throw this.#failure;
    this.#pending.push({ seq, epoch });
    this.#bytes += bytes;
    const isDue = this.#bytes >= maxBytes || performance.now() - this.#lastSync >= maxDelay;
    if (isDue && !this.#running) this.#start();
  }

  /** Waits until everything acknowledged so far is applied. Throws `database-lost` when it cannot be known to be safe. */
  async flush(): Promise<void> {
    await this.#running;
    if (this.#failure === undefined && this.#pending.length > 0) {
      this.#start();
      await this.#running;
    }
    if (this.#failure !== undefined) throw this.#failure;
  }

  #start(): void {
    this.#running = this.#sync()
      .catch((error: unknown) => {
        this.#failure = error;
      })
      .finally(() => {
        this.#running = undefined;
      });
  }

  async #sync(): Promise<void> {
    const batches = this.#pending;
    this.#pending = [];
    this.#bytes = 0;
    this.#onStep('before-sync');
    await syncWrites(this.#place);
    this.#onStep('after-sync');
    this.#lastSync = performance.now();
    const epoch = this.#place.connection.epoch();
    // All or none: a later batch that counted as safe while an earlier one of the same documents does not would hide that the
    // documents are the job's own.
    if (batches.some((batch) => batch.epoch !== epoch)) throw historyBroke();
    this.#journal.apply(batches.map(({ seq }) => seq));
    this.#onStep('after-apply');
  }
}
