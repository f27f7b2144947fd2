/** Statements that delete many documents, each of which is still what it was. */
import { type ByteWriter, putInt, putString } from '../formats/bson/document-writer.ts';
import { ElementTable } from '../formats/bson/element-table.ts';
import { bsonType, findElement } from '../formats/bson/elements.ts';
import {
  Grouping,
  type GroupStatement,
  isBulky,
  type Member,
  putLiterals,
  putQuery,
} from './group-statements.ts';
import { deleteStatement, putNested, statement } from './statements.ts';

/**
 * What the guard of a deletion compares. `whole`: the whole document. `outline`: its size and all fields but bulky ones,
 * which costs a third, for documents that the job itself has just found to be its own.
 */
export type DeleteGuard = 'whole' | 'outline';

interface BulkyField {
  /** As latin1. */
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

interface DeleteMember extends Member {
  /** In the order of the document. */
  readonly bulky: readonly BulkyField[];
}

/** Deletions as statements; those of documents whose guard would be too large are alone. */
export function deleteStatements(documents: readonly Uint8Array[], guard: DeleteGuard): GroupStatement[] {
  const groups = new Deletions();
  for (const [index, before] of documents.entries()) {
    const bulky = guard === 'whole' ? [] : bulkyFields(before);
    const bytes = bulky.reduce((left, { start, end }) => left - (end - start), before.length);
    groups.add({ index, before, bulky, bytes }, deleteAlone);
  }
  return groups.finish();
}

function deleteAlone({ index, before }: DeleteMember): GroupStatement {
  return { bytes: deleteStatement(before), members: [index] };
}

const elements = new ElementTable();

function bulkyFields(document: Uint8Array): BulkyField[] {
  const bulky: BulkyField[] = [];
  elements.read(document);
  // The first one is the `_id`.
  for (let i = 1; i < elements.count; i++) {
    const [start, end] = [elements.start(i), elements.end(i)];
    if (isBulky(elements.type(i), end - start)) bulky.push({ name: elements.name(i), start, end });
  }
  return bulky;
}

/** A field that is bulky in one member is compared in none. */
class Deletions extends Grouping<DeleteMember> {
  #omitted = new Set<string>();

  protected join({ bulky }: DeleteMember): boolean {
    for (const { name } of bulky) this.#omitted.add(name);
    return true;
  }

  protected close(members: readonly DeleteMember[], bytes: number): Uint8Array {
    const omitted = this.#omitted;
    this.#omitted = new Set();
    return statement(bytes + members.length * memberRoom, (out) => {
      putQuery(out, members, () => putGuard(out, members, omitted));
      putInt(out, 'limit', 0);
    });
  }
}

/** Bytes that a member usually takes beside its fields. */
const memberRoom = 128;

/**
 * Size and fields of the document, without those that are left out, are those of one member. It is that of its own `_id`,
 * which is one of the fields.
 */
function putGuard(out: ByteWriter, members: readonly DeleteMember[], omitted: ReadonlySet<string>): void {
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
}

/** The member's fields as the guard's expression makes them. */
function putFields(out: ByteWriter, { before, bulky }: DeleteMember, omitted: ReadonlySet<string>): void {
  const places = placesOf(before, bulky, omitted);
  let from = 4;
  for (const { name, start, end } of places) {
    out.append(before.subarray(from, start));
    putOmitted(out, name);
    from = end;
  }
  out.append(before.subarray(from, before.length - 1));
  if (places.length === omitted.size) return;
  const found = new Set(places.map(({ name }) => name));
  for (const name of omitted) if (!found.has(name)) putOmitted(out, name);
}

/** Where the fields are that are left out, in the order of the document. */
function placesOf(
  document: Uint8Array,
  bulky: readonly BulkyField[],
  omitted: ReadonlySet<string>,
): readonly BulkyField[] {
  // Nearly always documents of a group have the same large fields.
  if (bulky.length === omitted.size) return bulky;
  const places = [...omitted].flatMap((name) => {
    const element = findElement(document, name);
    return element ? [{ name, start: element.start, end: element.end }] : [];
  });
  return places.toSorted((a, b) => a.start - b.start);
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
