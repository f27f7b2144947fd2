/**
 * Owns the engine's process: starts it, passes calls and events, starts it again when it dies.
 * What a death leaves behind: calls under way are rejected with `engine-gone`, jobs stay in the journal.
 */
import { SluiceError, type ErrorReport } from './engine/api/errors.ts';
import type { EngineCall, FromEngine, ToEngine } from './engine/api/messages.ts';
import type {
  EngineApi,
  EngineEventName,
  EngineEvents,
  EngineMethod,
  EngineParams,
  EngineResults,
} from './engine/api/protocol.ts';
import type { EngineStatus } from '../preload/contract.ts';

/** A running engine process, as the supervisor needs it. */
export interface EngineProcess {
  readonly send: (message: ToEngine) => void;
  readonly kill: () => void;
}

/** Starts a process; `onExit` comes once, also when it never came up. */
export type StartEngine = (
  onMessage: (message: FromEngine) => void,
  onExit: (code: number) => void,
) => EngineProcess;

/** Milliseconds before the next start: doubling from the first to the last with each death in a row. */
const firstDelay = 250;
const lastDelay = 10_000;
/** Milliseconds an engine has to live for its death not to count as one more in a row. */
const settledAfter = 30_000;
/** Milliseconds the engine has for closing its jobs and the local MongoDB. */
const shutdownLimit = 15_000;

interface PendingCall {
  readonly resolve: (result: EngineResults[EngineMethod]) => void;
  readonly reject: (error: SluiceError) => void;
}

export class EngineSupervisor implements EngineApi {
  readonly #startProcess: StartEngine;
  readonly #onStatus: (status: EngineStatus) => void;
  readonly #pending = new Map<number, PendingCall>();
  readonly #listeners = new Map<EngineEventName, Set<(data: never) => void>>();
  /** Calls that came while no engine was ready; sent as soon as one is. */
  #unsent: EngineCall[] = [];
  #status: EngineStatus = { state: 'starting' };
  #process: EngineProcess | undefined;
  #lastId = 0;
  #deaths = 0;
  #settled: NodeJS.Timeout | undefined;
  #restart: NodeJS.Timeout | undefined;
  #stopping: Promise<void> | undefined;
  #gone: (() => void) | undefined;

  constructor(start: StartEngine, onStatus: (status: EngineStatus) => void) {
    this.#startProcess = start;
    this.#onStatus = onStatus;
  }

  get status(): EngineStatus {
    return this.#status;
  }

  start(): void {
    let startError: ErrorReport | undefined;
    this.#process = this.#startProcess(
      (message) => {
        if ('failed' in message) startError = message.failed;
        else this.#receive(message);
      },
      (code) => this.#died(code, startError),
    );
  }

  /** Waits for the engine where it is not ready. Rejects with the engine's error, or `engine-gone` when it dies. */
  call<M extends EngineMethod>(method: M, params: EngineParams<M>): Promise<EngineResults[M]> {
    if (this.#stopping !== undefined) return Promise.reject(new SluiceError('engine-gone'));
    const id = ++this.#lastId;
    // Method and params are one pair, which a generic method hides from the compiler.
    const call = { id, method, params } as EngineCall;
    return new Promise<EngineResults[M]>((resolve, reject) => {
      // The reply to this id answers this method.
      this.#pending.set(id, { resolve: resolve as PendingCall['resolve'], reject });
      if (this.#status.state === 'ready') this.#process?.send(call);
      else this.#unsent.push(call);
    });
  }

  on<E extends EngineEventName>(event: E, listener: (data: EngineEvents[E]) => void): () => void {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners.add(listener));
    return () => {
      listeners.delete(listener);
    };
  }

  /** Lets the engine close everything, within a bound. Afterwards nothing is restarted; harmless when repeated. */
  stop(): Promise<void> {
    this.#stopping ??= new Promise((resolve) => {
      clearTimeout(this.#restart);
      const running = this.#process;
      if (running === undefined) return resolve();
      const limit = setTimeout(() => running.kill(), shutdownLimit);
      this.#gone = () => {
        clearTimeout(limit);
        resolve();
      };
      running.send({ shutdown: true });
    });
    return this.#stopping;
  }

  #receive(message: Exclude<FromEngine, { failed: ErrorReport }>): void {
    if ('ready' in message) return this.#ready();
    if ('event' in message) {
      // Listeners of this event take this data: they were added under its name.
      for (const listener of this.#listeners.get(message.event) ?? []) listener(message.data as never);
      return;
    }
    const pending = this.#pending.get(message.id);
    this.#pending.delete(message.id);
    if ('error' in message) pending?.reject(SluiceError.fromReport(message.error));
    else pending?.resolve(message.result);
  }

  #ready(): void {
    this.#settled = setTimeout(() => (this.#deaths = 0), settledAfter);
    this.#setStatus({ state: 'ready' });
    for (const call of this.#unsent.splice(0)) this.#process?.send(call);
  }

  #died(code: number, startError: ErrorReport | undefined): void {
    clearTimeout(this.#settled);
    this.#process = undefined;
    this.#rejectAll(
      startError === undefined
        ? new SluiceError('engine-gone', { code })
        : SluiceError.fromReport(startError),
    );
    if (this.#stopping !== undefined) return this.#gone?.();
    this.#setStatus({ state: 'restarting', ...(startError === undefined ? {} : { error: startError }) });
    const delay = Math.min(firstDelay * 2 ** this.#deaths, lastDelay);
    this.#deaths += 1;
    this.#restart = setTimeout(() => this.start(), delay);
  }

  #rejectAll(error: SluiceError): void {
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    this.#unsent = [];
    for (const { reject } of pending) reject(error);
  }

  #setStatus(status: EngineStatus): void {
    this.#status = status;
    this.#onStatus(status);
  }
}
