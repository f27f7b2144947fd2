/**
 * The kernel that turns JSON into BSON and back: WebAssembly, made from assembly/ by `npm run kernel` (decision 13). It works
 * on addresses in a memory of its own; what it does not know how to do it asks a host for.
 */
import { kernelBinary } from './kernel-binary.ts';

/** How a call ended. `more`: the input ends inside; `full`: the output is too small; `bail`: the slow way has to look. */
export const status = { done: 0, more: 1, full: 2, bail: 3 } as const;

const pageBytes = 64 * 1024;

/** What the kernel asks for; addresses are places in `Kernel.bytes`. */
export interface KernelHost {
  /** Writes the value of the JSON number there at `to`; its BSON type, or 0 where there is none for it. */
  number(start: number, end: number, to: number): number;
  /**
   * Looks whether the object at `start` is Extended JSON: 0 where it is none, -1 to bail; else its value is at `to`, and
   * the answer holds its BSON type, the bytes read (from bit 8) and those written (from bit 36).
   */
  extended(start: number, end: number, to: number, room: number): bigint;
  /** Writes the text of a BSON value at `to`; the end of it, or 0 when there is not enough room. */
  value(type: number, start: number, end: number, to: number, room: number): number;
}

interface Place {
  readonly value: number;
}

interface KernelExports {
  readonly memory: WebAssembly.Memory;
  regions(): number;
  readonly slack: Place;
  transcode(from: number, to: number, target: number, targetEnd: number): number;
  readonly at: Place;
  readonly out: Place;
  readonly newlines: Place;
  readonly lastNewline: Place;
  readonly isPlain: Place;
  encode(
    from: number,
    to: number,
    target: number,
    targetEnd: number,
    between: number,
    after: number,
    isFirst: number,
    hidesId: number,
    areElements: number,
  ): number;
  readonly encodedTo: Place;
  readonly documents: Place;
}

let compiled: WebAssembly.Module | undefined;

const nothing: KernelHost = { number: () => 0, extended: () => -1n, value: () => 0 };

/** One kernel serves one thread, and one direction. */
export class Kernel {
  readonly calls: KernelExports;
  /** Where the memory is free. */
  readonly base: number;
  /** Bytes that have to be free behind each region of the memory. */
  readonly slack: number;
  /** All of the memory; another object after `reserve`, which leaves older views without memory. */
  bytes: Buffer;

  constructor(host: Partial<KernelHost>) {
    compiled ??= new WebAssembly.Module(Buffer.from(kernelBinary, 'base64'));
    const abort = (): never => {
      throw new Error('the kernel broke off');
    };
    const { exports } = new WebAssembly.Instance(compiled, {
      host: { ...nothing, ...host },
      env: { abort },
    });
    // What assembly/index.ts exports.
    this.calls = exports as KernelExports;
    this.base = this.calls.regions();
    this.slack = this.calls.slack.value;
    this.bytes = Buffer.from(this.calls.memory.buffer);
  }

  /** Makes the memory reach to `end` and the slack behind it. */
  reserve(end: number): void {
    const missing = end + this.slack - this.bytes.length;
    if (missing <= 0) return;
    this.calls.memory.grow(Math.ceil(missing / pageBytes));
    this.bytes = Buffer.from(this.calls.memory.buffer);
  }
}
