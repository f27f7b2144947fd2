/** Batches of BSON documents to relaxed Extended JSON by the kernel; the values that it does not know are JsonEncoder's. */
import type { DocumentBatch } from '../bson/document-batch.ts';
import { Kernel, status } from '../../kernel/kernel.ts';
import { JsonEncoder, type JsonWriteOptions } from './write.ts';

/** What stands between documents and behind each of them: bytes, the first one lowest. */
const separators = {
  array: { between: 0x0a2c, after: 0 },
  lines: { between: 0, after: 0x0a },
} as const;

/** Bytes of text for each byte of BSON that are made room for at first. */
const growth = 1.25;

export class KernelEncoder {
  readonly #kernel: Kernel;
  readonly #encoder: JsonEncoder;
  readonly #hidesId: boolean;

  constructor(options: JsonWriteOptions) {
    this.#encoder = new JsonEncoder(options);
    this.#hidesId = options.hideEqualId;
    this.#kernel = new Kernel({
      value: (type, start, end, to, room) => this.#value(type, start, end, to, room),
    });
  }

  /** How many documents the last call wrote. */
  get documents(): number {
    return this.#kernel.calls.documents.value;
  }

  /**
   * The text of documents, valid until the next call.
   * @param isFirst no document came before; the others of an array have a comma in front
   */
  encode({ bytes: documents, form }: DocumentBatch, asLines: boolean, isFirst: boolean): Uint8Array {
    const kernel = this.#kernel;
    const { between, after } = separators[asLines ? 'lines' : 'array'];
    const bytes = form === 'array' ? documents.subarray(4, -1) : documents;
    const end = kernel.base + bytes.length;
    const target = end + kernel.slack;
    for (let room = Math.ceil(bytes.length * growth) + kernel.slack * 2; ; room *= 2) {
      kernel.reserve(target + room);
      kernel.bytes.set(bytes, kernel.base);
      const code = kernel.calls.encode(
        kernel.base,
        end,
        target,
        target + room,
        between,
        after,
        isFirst ? 1 : 0,
        this.#hidesId ? 1 : 0,
        form === 'array' ? 1 : 0,
      );
      if (code === status.done) return kernel.bytes.subarray(target, kernel.calls.encodedTo.value);
    }
  }

  #value(type: number, start: number, end: number, to: number, room: number): number {
    const { bytes } = this.#kernel;
    const text = this.#encoder.valueText(bytes, type, start, end);
    if (text.length > room) return 0;
    bytes.set(text, to);
    return to + text.length;
  }
}
