/**
 * One statement for many documents, each still guarded by itself. The server spends more on understanding a statement
 * than on the change that it asks for, so a statement a document would cost several times as much (decision 14).
 */
import { changedFields } from '../formats/bson/changed-fields.ts';
import { ByteWriter, putInt, putRaw, putString } from '../formats/bson/document-writer.ts';
import { bsonType, type Element, elementAt, elementList, elementText } from '../formats/bson/elements.ts';
import { deleteStatement, putNested, replaceStatement, statement } from './statements.ts';

/**
 * Bytes from which on a field that a write does not set is not compared, only counted into the size of its document.
 * Containers less: what is nested too deep for a query is larger than that.
 */
const bulkyContainer = 1024;
const bulkyScalar = 4096;
/** Documents in a statement: the server looks each of them up among the others, one by one. */
const maxMembers = 64;
/** Bytes of guards and fields in a statement; a larger member is alone in its own. */
const groupBytes = 1024 * 1024;
/** Bytes that guard and fields of a member may take; what needs more has a statement of the plain kind. */
const maxMemberBytes = 4 * 1024 * 1024;

/** What a write needs of one document. */
interface Member {
  /** Its place in what was asked for. */
  readonly index: number;
  readonly before: Uint8Array;
  readonly elements: readonly Element[];
  /** Fields to set; absent where the document is deleted. */
  readonly fields?: Uint8Array;
  /** Names of the fields that are overwritten: the guard compares these whole. */
  readonly changed: ReadonlySet<string>;
  readonly bulky: readonly string[];
  readonly bytes: number;
}

export interface GroupStatement {
  readonly bytes: Uint8Array;
  /** Places, in what was asked for, of the documents it is about. */
  readonly members: readonly number[];
}

interface Names {
  has(name: string): boolean;
}
const nothing: ReadonlySet<string> = new Set();
const allFields: Names = { has: () => true };
const noFields: Names = { has: () => false };

/** A replacement, with its place in what was asked for. */
export interface PlacedReplacement {
  readonly index: number;
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

/** A statement that is about this replacement alone. */
export function replaceAlone({ index, before, after }: PlacedReplacement): GroupStatement {
  return { bytes: replaceStatement(before, after), members: [index] };
}

/** Replacements as statements that set what differs; those for which that cannot be said are alone. */
export function replaceStatements(replacements: readonly PlacedReplacement[]): GroupStatement[] {
  const groups = new Grouping('u');
  for (const replacement of replacements) {
    const { index, before, after } = replacement;
    const changes = changedFields(before, after);
    const member = changes && memberOf(index, before, changes.elements, changes.names, changes.fields);
    if (member && member.bytes <= maxMemberBytes) groups.add({ ...member, changed: changes.names });
    else groups.addAlone(replaceAlone(replacement));
  }
  return groups.finish();
}

/**
 * What the guard of a deletion compares. `whole`: the whole document. `outline`: its size and all fields but bulky ones,
 * which costs a third, for documents that the job itself has just found to be its own.
 */
export type DeleteGuard = 'whole' | 'outline';

/** Deletions as statements; those of documents whose guard would be too large are alone. */
export function deleteStatements(documents: readonly Uint8Array[], guard: DeleteGuard): GroupStatement[] {
  const groups = new Grouping('limit');
  for (const [index, document] of documents.entries()) {
    const compared = guard === 'whole' ? allFields : noFields;
    const member = memberOf(index, document, elementList(document), compared);
    if (member.bytes <= maxMemberBytes) groups.add({ ...member, changed: nothing });
    else groups.addAlone({ bytes: deleteStatement(document), members: [index] });
  }
  return groups.finish();
}

function memberOf(
  index: number,
  before: Uint8Array,
  elements: readonly Element[],
  compared: Names,
  fields?: Uint8Array,
): Omit<Member, 'changed'> {
  let bytes = before.length + (fields?.length ?? 0);
  const bulky: string[] = [];
  for (const element of elements.slice(1)) {
    const size = element.end - element.start;
    const isContainer = element.type === bsonType.object || element.type === bsonType.array;
    if (size <= (isContainer ? bulkyContainer : bulkyScalar)) continue;
    const name = elementText(before, element);
    if (compared.has(name)) continue;
    bulky.push(name);
    bytes -= size;
  }
  return { index, before, elements, bulky, bytes, ...(fields ? { fields } : {}) };
}

/** Puts members that can share a guard into groups, keeping their order. */
class Grouping {
  readonly #verb: 'u' | 'limit';
  readonly #done: GroupStatement[] = [];
  #members: Member[] = [];
  /** Fields that the group's guard leaves out, and those that it must not. */
  #omitted = new Set<string>();
  #changed = new Set<string>();
  #bytes = 0;

  constructor(verb: 'u' | 'limit') {
    this.#verb = verb;
  }

  add(member: Member): void {
    const isFull =
      this.#members.length >= maxMembers || (this.#bytes > 0 && this.#bytes + member.bytes > groupBytes);
    if (isFull || !this.#agrees(member)) this.#close();
    this.#members.push(member);
    this.#bytes += member.bytes;
    for (const name of member.bulky) this.#omitted.add(name);
    for (const name of member.changed) this.#changed.add(name);
  }

  addAlone(alone: GroupStatement): void {
    this.#close();
    this.#done.push(alone);
  }

  finish(): GroupStatement[] {
    this.#close();
    return this.#done;
  }

  #agrees({ bulky, changed }: Member): boolean {
    return !bulky.some((name) => this.#changed.has(name)) && this.#omitted.isDisjointFrom(changed);
  }

  #close(): void {
    if (this.#members.length === 0) return;
    const members = this.#members.map(({ index }) => index);
    this.#done.push({ bytes: groupStatement(this.#members, this.#omitted, this.#verb), members });
    this.#members = [];
    this.#omitted = new Set();
    this.#changed = new Set();
    this.#bytes = 0;
  }
}

function groupStatement(
  members: readonly Member[],
  omitted: ReadonlySet<string>,
  verb: 'u' | 'limit',
): Uint8Array {
  return statement((out) => {
    putNested(out, bsonType.object, 'q', () => {
      putNested(out, bsonType.object, '_id', () =>
        putNested(out, bsonType.array, '$in', () => putIds(out, members)),
      );
      putNested(out, bsonType.object, '$expr', () => putGuard(out, members, omitted));
    });
    if (verb === 'limit') putInt(out, 'limit', 0);
    else {
      putNested(out, bsonType.array, 'u', () =>
        putNested(out, bsonType.object, '0', () =>
          putNested(out, bsonType.object, '$replaceWith', () => putMerge(out, members)),
        ),
      );
      putTrue(out, 'multi');
    }
  });
}

function putIds(out: ByteWriter, members: readonly Member[]): void {
  members.forEach(({ before }, i) => {
    const id = elementAt(before, 4);
    putRaw(out, id.type, String(i), before.subarray(id.valueStart, id.end));
  });
}

/**
 * Size and fields of the document, without those that are left out, are those of one member. It is that of its own `_id`,
 * which is one of the fields.
 */
function putGuard(out: ByteWriter, members: readonly Member[], omitted: ReadonlySet<string>): void {
  putNested(out, bsonType.array, '$in', () => {
    putNested(out, bsonType.object, '0', () => {
      putNested(out, bsonType.object, 'size', () => putString(out, '$bsonSize', '$$ROOT'));
      if (omitted.size === 0) putString(out, 'fields', '$$ROOT');
      else {
        putNested(out, bsonType.object, 'fields', () =>
          putNested(out, bsonType.array, '$mergeObjects', () => {
            putString(out, '0', '$$ROOT');
            putNested(out, bsonType.object, '1', () =>
              putNested(out, bsonType.object, '$literal', () => {
                for (const name of omitted) putOmitted(out, name);
              }),
            );
          }),
        );
      }
    });
    putLiterals(out, '1', members, (member) => {
      putInt(out, 'size', member.before.length);
      putNested(out, bsonType.object, 'fields', () => putFields(out, member, omitted));
    });
  });
}

/** The member's fields as the guard's expression makes them. */
function putFields(out: ByteWriter, { before, elements }: Member, omitted: ReadonlySet<string>): void {
  if (omitted.size === 0) {
    out.append(before.subarray(4, before.length - 1));
    return;
  }
  const missing = new Set(omitted);
  // What is not left out is copied in runs.
  let from = 4;
  for (const element of elements) {
    const name = elementText(before, element);
    if (!missing.delete(name)) continue;
    out.append(before.subarray(from, element.start));
    putOmitted(out, name);
    from = element.end;
  }
  out.append(before.subarray(from, before.length - 1));
  for (const name of missing) putOmitted(out, name);
}

/** Stands for the value of a field that is not compared. */
function putOmitted(out: ByteWriter, name: string): void {
  const bytes = Buffer.from(name, 'latin1');
  out.ensure(bytes.length + 6);
  out.bytes[out.position++] = bsonType.int32;
  out.append(bytes);
  out.bytes.fill(0, out.position, out.position + 5);
  out.position += 5;
}

/** The document with the fields set that the member of its `_id` brings. */
function putMerge(out: ByteWriter, members: readonly Member[]): void {
  putNested(out, bsonType.array, '$mergeObjects', () => {
    putString(out, '0', '$$ROOT');
    putNested(out, bsonType.object, '1', () =>
      putNested(out, bsonType.array, '$arrayElemAt', () => {
        putLiterals(out, '0', members, ({ fields }) => {
          if (fields) out.append(fields.subarray(4, fields.length - 1));
        });
        putNested(out, bsonType.object, '1', () =>
          putNested(out, bsonType.array, '$indexOfArray', () => {
            putNested(out, bsonType.object, '0', () =>
              putNested(out, bsonType.array, '$literal', () => putIds(out, members)),
            );
            putString(out, '1', '$_id');
          }),
        );
      }),
    );
  });
}

/** An array of documents, taken as they are. */
function putLiterals(
  out: ByteWriter,
  name: string,
  members: readonly Member[],
  fill: (member: Member) => void,
): void {
  putNested(out, bsonType.object, name, () =>
    putNested(out, bsonType.array, '$literal', () =>
      members.forEach((member, i) => putNested(out, bsonType.object, String(i), () => fill(member))),
    ),
  );
}

function putTrue(out: ByteWriter, name: string): void {
  out.ensure(name.length + 3);
  out.bytes[out.position++] = bsonType.boolean;
  out.position += out.bytes.write(name, out.position, 'latin1');
  out.bytes[out.position++] = 0;
  out.bytes[out.position++] = 1;
}
