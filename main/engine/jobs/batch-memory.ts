import { giveBack } from '../give-back.ts';

/** Bytes of a piece; what is larger has a piece of its own. */
const pieceBytes = 256 * 1024;

/** Memory for the images that a batch makes, given back all at once. */
export class BatchMemory implements Disposable {
  readonly #pieces: Uint8Array[] = [];
  #piece = new Uint8Array();
  #used = 0;

  /** So many bytes, with anything in them. */
  readonly take = (length: number): Uint8Array => {
    if (length > pieceBytes) return this.#add(length);
    if (this.#used + length > this.#piece.length) {
      this.#piece = this.#add(pieceBytes);
      this.#used = 0;
    }
    this.#used += length;
    return this.#piece.subarray(this.#used - length, this.#used);
  };

  #add(length: number): Buffer<ArrayBuffer> {
    const piece = Buffer.allocUnsafeSlow(length);
    this.#pieces.push(piece);
    return piece;
  }

  [Symbol.dispose](): void {
    giveBack(this.#pieces);
  }
}
