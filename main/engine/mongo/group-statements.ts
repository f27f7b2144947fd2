/**
 * One statement for many documents, each still guarded by itself. The server spends more on understanding a statement
 * than on the change that it asks for, so a statement a document would cost several times as much (decision 14).
 */
import { type ByteWriter, putRaw } from '../formats/bson/document-writer.ts';
import { bsonType, elementAt } from '../formats/bson/elements.ts';
import { putNested } from './statements.ts';

/**
 * Bytes from which on a field is bulky: guards that need not compare it do not. Containers less: what is nested too deep
 * for a query is larger than that.
 */
const bulkyContainer = 1024;
const bulkyScalar = 4096;
/** Documents in a statement: the server looks each of them up among the others, one by one. */
const maxMembers = 64;
/** Bytes of guards and fields in a statement; a larger member is alone in its own. */
const groupBytes = 1024 * 1024;
/** Bytes that guard and fields of a member may take; what needs more has a statement of the plain kind. */
const maxMemberBytes = 4 * 1024 * 1024;

/** What a statement needs of one document. */
export interface Member {
  /** Its place in what was asked for. */
  readonly index: number;
  /** The document as it must be. */
  readonly before: Uint8Array;
  /** Bytes that its guard and fields take. */
  readonly bytes: number;
}

export interface GroupStatement {
  readonly bytes: Uint8Array;
  /** Places, in what was asked for, of the documents it is about. */
  readonly members: readonly number[];
}

export function isBulky(type: number, bytes: number): boolean {
  const isContainer = type === bsonType.object || type === bsonType.array;
  return bytes > (isContainer ? bulkyContainer : bulkyScalar);
}

/** Puts members that can share a guard into groups, keeping their order. */
export abstract class Grouping<M extends Member> {
  readonly #done: GroupStatement[] = [];
  #members: M[] = [];
  #bytes = 0;

  /** @param alone what is said where the member would need too much */
  add(member: M, alone: (member: M) => GroupStatement): void {
    if (member.bytes > maxMemberBytes) {
      this.addAlone(alone(member));
      return;
    }
    const isFull =
      this.#members.length >= maxMembers || (this.#bytes > 0 && this.#bytes + member.bytes > groupBytes);
    if (isFull || !this.join(member, this.#members)) {
      this.#close();
      this.join(member, this.#members);
    }
    this.#members.push(member);
    this.#bytes += member.bytes;
  }

  addAlone(alone: GroupStatement): void {
    this.#close();
    this.#done.push(alone);
  }

  finish(): GroupStatement[] {
    this.#close();
    return this.#done;
  }

  /** Widens the guard of the open group so that it is one for this member too; false where that cannot be. */
  protected abstract join(member: M, others: readonly M[]): boolean;

  /** The statement for these members; the next group begins with a guard for nobody. */
  protected abstract close(members: readonly M[], bytes: number): Uint8Array;

  #close(): void {
    if (this.#members.length === 0) return;
    const members = this.#members.map(({ index }) => index);
    this.#done.push({ bytes: this.close(this.#members, this.#bytes), members });
    this.#members = [];
    this.#bytes = 0;
  }
}

/** The documents with the `_id`s of the members for which `guard` holds. */
export function putQuery(out: ByteWriter, members: readonly Member[], guard: () => void): void {
  putNested(out, bsonType.object, 'q', () => {
    putNested(out, bsonType.object, '_id', () =>
      putNested(out, bsonType.array, '$in', () => putIds(out, members)),
    );
    putNested(out, bsonType.object, '$expr', () => putNested(out, bsonType.array, '$in', guard));
  });
}

export function putIds(out: ByteWriter, members: readonly Member[]): void {
  members.forEach(({ before }, i) => {
    const id = elementAt(before, 4);
    putRaw(out, id.type, String(i), before.subarray(id.valueStart, id.end));
  });
}

/** An array of documents, taken as they are. */
export function putLiterals<M>(
  out: ByteWriter,
  name: string,
  members: readonly M[],
  fill: (member: M) => void,
): void {
  putNested(out, bsonType.object, name, () =>
    putNested(out, bsonType.array, '$literal', () =>
      members.forEach((member, i) => putNested(out, bsonType.object, String(i), () => fill(member))),
    ),
  );
}
