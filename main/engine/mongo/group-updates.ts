/** Statements that set what differs in many documents, each of which is still what it was in what is overwritten. */
import { changedFields } from '../formats/bson/changed-fields.ts';
import { type ByteWriter, putInt, putRaw, putString } from '../formats/bson/document-writer.ts';
import { bsonType, elementAt, findElement } from '../formats/bson/elements.ts';
import {
  Grouping,
  type GroupStatement,
  isBulky,
  type Member,
  putIds,
  putLiterals,
  putQuery,
} from './group-statements.ts';
import { putField, putNested, putTrue, replaceStatement, statement } from './statements.ts';

/** A replacement, with its place in what was asked for. */
export interface PlacedReplacement {
  readonly index: number;
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

interface UpdateMember extends Member {
  /** Fields to set. */
  readonly fields: Uint8Array;
  /** Their names, as latin1: the guard compares what they hold. */
  readonly names: readonly string[];
  readonly after: Uint8Array;
}

/** A statement that is about this replacement alone. */
export function replaceAlone({ index, before, after }: PlacedReplacement): GroupStatement {
  return { bytes: replaceStatement(before, after), members: [index] };
}

/** Replacements as statements that set what differs; those for which that cannot be said are alone. */
export function replaceStatements(replacements: readonly PlacedReplacement[]): GroupStatement[] {
  const groups = new Updates();
  for (const replacement of replacements) {
    const { index, before, after } = replacement;
    const changes = changedFields(before, after);
    if (changes) groups.add(memberOf(index, before, after, changes.fields, changes.names), replaceAlone);
    else groups.addAlone(replaceAlone(replacement));
  }
  return groups.finish();
}

function memberOf(
  index: number,
  before: Uint8Array,
  after: Uint8Array,
  fields: Uint8Array,
  names: readonly string[],
): UpdateMember {
  const bytes = names.reduce((sum, name) => sum + sizeOf(before, name), fields.length);
  return { index, before, after, fields, names, bytes };
}

function sizeOf(document: Uint8Array, name: string): number {
  const element = findElement(document, name);
  return element ? element.end - element.start : 0;
}

/**
 * A group's guard compares what any of its members overwrites, so that nothing is overwritten that nobody has seen, and the
 * size of the document.
 */
class Updates extends Grouping<UpdateMember> {
  #compared: string[] = [];

  protected join(member: UpdateMember, others: readonly UpdateMember[]): boolean {
    const added = member.names.filter((name) => !this.#compared.includes(name));
    const spared = this.#compared.filter((name) => !member.names.includes(name));
    // A large field is only worth comparing where it is written.
    if (spared.some((name) => isBulkyIn(member.before, name))) return false;
    if (added.some((name) => others.some(({ before }) => isBulkyIn(before, name)))) return false;
    this.#compared.push(...added);
    return true;
  }

  protected close(members: readonly UpdateMember[], bytes: number): Uint8Array {
    const compared = this.#compared;
    this.#compared = [];
    return statement(bytes + members.length * memberRoom, (out) => {
      putQuery(out, members, () => putGuard(out, members, compared));
      putNested(out, bsonType.array, 'u', () =>
        putNested(out, bsonType.object, '0', () =>
          putNested(out, bsonType.object, '$replaceWith', () => putMerge(out, members)),
        ),
      );
      putTrue(out, 'multi');
    });
  }
}

/** Bytes that a member usually takes beside guard and fields. */
const memberRoom = 256;

function isBulkyIn(document: Uint8Array, name: string): boolean {
  const element = findElement(document, name);
  return element !== undefined && isBulky(element.type, element.end - element.start);
}

/** Size, `_id` and what is compared are those of one member; what a document does not have is missing on both sides. */
function putGuard(out: ByteWriter, members: readonly UpdateMember[], compared: readonly string[]): void {
  const names = compared.map((name) => Buffer.from(name, 'latin1').toString('utf8'));
  putNested(out, bsonType.object, '0', () => {
    putNested(out, bsonType.object, 'size', () => putString(out, '$bsonSize', '$$ROOT'));
    putString(out, 'id', '$_id');
    names.forEach((name, i) => putField(out, String(i), name));
  });
  putLiterals(out, '1', members, ({ before }) => {
    putInt(out, 'size', before.length);
    const id = elementAt(before, 4);
    putRaw(out, id.type, 'id', before.subarray(id.valueStart, id.end));
    compared.forEach((name, i) => {
      const element = findElement(before, name);
      if (element) putRaw(out, element.type, String(i), before.subarray(element.valueStart, element.end));
    });
  });
}

/** The document with the fields set that the member of its `_id` brings. */
function putMerge(out: ByteWriter, members: readonly UpdateMember[]): void {
  putNested(out, bsonType.array, '$mergeObjects', () => {
    putString(out, '0', '$$ROOT');
    putNested(out, bsonType.object, '1', () =>
      putNested(out, bsonType.array, '$arrayElemAt', () => {
        putLiterals(out, '0', members, ({ fields }) => out.append(fields.subarray(4, fields.length - 1)));
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
