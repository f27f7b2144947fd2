import { createHash } from 'node:crypto';
import { type ByteWriter, beginDocument, endDocument, putName } from '../formats/bson/document-writer.ts';
import { bsonType, type Element, findElement, int32At } from '../formats/bson/elements.ts';
import { idFault } from './id-fault.ts';
import type { Shaped, Shaper } from './shaper.ts';

const nothingDerived: Shaped = { derived: 0 };

/** Documents of any collection: kept as they are, `_id` first; without one they get one that a repeat gives again. */
export function createAnyShaper(jobId: string): Shaper {
  const makeId = objectIdSource(jobId);
  return (record, recordNumber, out) => {
    const id = findElement(record, '_id');
    const fault = id && idFault(record, id);
    if (fault) return fault;
    const start = beginDocument(out);
    if (id) appendIdFirst(record, id, out);
    else {
      putName(out, bsonType.objectId, '_id');
      out.append(makeId(recordNumber));
      appendElements(record, out);
    }
    endDocument(out, start);
    return nothingDerived;
  };
}

/** All elements of `record`, the one given before the others. */
export function appendIdFirst(record: Uint8Array, id: Element, out: ByteWriter): void {
  out.append(record.subarray(id.start, id.end));
  out.append(record.subarray(4, id.start));
  out.append(record.subarray(id.end, int32At(record, 0) - 1));
}

export function appendElements(record: Uint8Array, out: ByteWriter): void {
  out.append(record.subarray(4, int32At(record, 0) - 1));
}

/** Was the `_id` of this document made here, because its record had none? */
export function isMadeId(idSeed: string, document: Uint8Array): boolean {
  const id = findElement(document, '_id');
  if (id?.type !== bsonType.objectId) return false;
  const made = document.subarray(id.valueStart, id.valueStart + jobBytes);
  return Buffer.compare(made, createHash('sha256').update(idSeed).digest().subarray(0, jobBytes)) === 0;
}

/** Bytes of an id that say which job made it. */
const jobBytes = 7;

/**
 * ObjectIds made of the job and the record number, so that the same job gives the same ids when it is repeated:
 * seven bytes of the job's SHA-256, five bytes of the number (up to 2^40 records).
 */
function objectIdSource(jobId: string): (recordNumber: number) => Uint8Array {
  const id = Buffer.alloc(12);
  createHash('sha256').update(jobId).digest().copy(id, 0, 0, jobBytes);
  return (recordNumber) => {
    id.writeUIntBE(recordNumber, jobBytes, 5);
    return id;
  };
}
