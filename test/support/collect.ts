import type { RecordPosition, RecordSink, RejectReason } from '../../main/engine/formats/records.ts';

export interface CollectedReject extends RejectReason {
  readonly position: RecordPosition;
  readonly raw: Buffer | undefined;
}

/** A sink that keeps everything, for small inputs. */
export class CollectingSink implements RecordSink {
  readonly documents: { position: RecordPosition; bson: Buffer }[] = [];
  readonly rejects: CollectedReject[] = [];
  readonly warnings: string[] = [];

  document(position: RecordPosition, bson: Uint8Array): void {
    this.documents.push({ position, bson: Buffer.from(bson) });
  }

  reject(position: RecordPosition, reason: RejectReason, raw: Uint8Array | undefined): void {
    this.rejects.push({ ...reason, position, raw: raw && Buffer.from(raw) });
  }

  async ready(): Promise<void> {}

  warn(message: string): void {
    this.warnings.push(message);
  }
}

/** The bytes in pieces of the given size, so that every boundary is met. */
export async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
