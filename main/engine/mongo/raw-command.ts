/**
 * Sends documents that are BSON already. The driver has no public way for that, but its own commands know a
 * "document sequence" (OP_MSG section kind 1), which takes serialised documents as they are:
 * https://github.com/mongodb/specifications/blob/master/source/message/OP_MSG.md
 * It is an internal class, so it is looked at before it is used; if it ever changes, documents take the long way
 * through objects instead.
 */
import { BSON } from 'bson';
import * as commands from 'mongodb/lib/cmap/commands.js';
import { documentsIn } from '../formats/bson/elements.ts';

interface DocumentSequence {
  push(document: unknown, buffer: Uint8Array): number;
}
type SequenceClass = new (field: string) => DocumentSequence;

/** The header of a sequence: kind, length, field name. */
function behavesLikeASequence(value: unknown): value is SequenceClass {
  if (typeof value !== 'function') return false;
  try {
    const sequence: unknown = Reflect.construct(value, ['documents']);
    if (typeof sequence !== 'object' || sequence === null) return false;
    const push: unknown = Reflect.get(sequence, 'push');
    if (typeof push !== 'function') return false;
    Reflect.apply(push, sequence, [{}, BSON.serialize({})]);
    const toBin: unknown = Reflect.get(sequence, 'toBin');
    if (typeof toBin !== 'function') return false;
    const bytes: unknown = Reflect.apply(toBin, sequence, []);
    const expected = Buffer.concat([
      Buffer.from([1, 19, 0, 0, 0]),
      Buffer.from('documents\0'),
      BSON.serialize({}),
    ]);
    return bytes instanceof Uint8Array && Buffer.compare(bytes, expected) === 0;
  } catch {
    return false;
  }
}

/** Kind, length and the field's name with its zero. */
function headerBytes(field: string): number {
  return 6 + field.length;
}

/** Room that `rawInserts` needs in front of the documents. */
export const insertHeadroom = headerBytes('documents');

const sequenceClass: unknown = Reflect.get(commands, 'DocumentSequence');
const Sequence = behavesLikeASequence(sequenceClass) ? sequenceClass : undefined;

/** Whether documents go out as they are; for tests and the log. */
export const sendsRawDocuments = Sequence !== undefined;

/** Something to pass as the array `field` of a command: the concatenated documents in `parts`. */
export function rawDocuments(field: string, parts: readonly Uint8Array[]): unknown {
  if (!Sequence) return parts.flatMap((part) => [...documentsIn(part)].map(toObject));
  const sequence = new Sequence(field);
  for (const part of parts) sequence.push(undefined, part);
  return sequence;
}

/** A sequence that is there already, with its header. */
const WholeSequence =
  Sequence &&
  class extends Sequence {
    readonly whole: Uint8Array;

    constructor(field: string, whole: Uint8Array) {
      super(field);
      this.whole = whole;
    }

    toBin(): Uint8Array {
      return this.whole;
    }
  };

/**
 * Something to pass as the `documents` of an insert, without copying them.
 * @param documents with `insertHeadroom` bytes in front of them that may be written to
 */
export function rawInserts(documents: Uint8Array): unknown {
  if (!WholeSequence) return rawDocuments('documents', [documents]);
  const { buffer, byteOffset, length } = documents;
  const whole = Buffer.from(buffer, byteOffset - insertHeadroom, insertHeadroom + length);
  whole[0] = 1;
  whole.writeInt32LE(whole.length - 1, 1);
  whole.write('documents\0', 5, 'latin1');
  return new WholeSequence('documents', whole);
}

function toObject(bytes: Uint8Array): unknown {
  return BSON.deserialize(bytes, { promoteValues: false, bsonRegExp: true });
}
