/** Statements of write commands as bytes, each guarded by what the document was when it was read. */
import {
  ByteWriter,
  beginDocument,
  endDocument,
  putInt,
  putName,
  putRaw,
  putString,
} from '../formats/bson/document-writer.ts';
import { bsonType, elementAt, elementsOf } from '../formats/bson/elements.ts';

/** Bytes of a document that MongoDB stores at most. */
export const maxDocumentBytes = 16 * 1024 * 1024;
/** Bytes of one statement of a command at most: 16 KiB more than a document, of which the names around it take some. */
const maxStatementBytes = maxDocumentBytes + 15 * 1024;
/** Bytes from which on a guard compares size and small fields instead of the whole document. */
const largeDocument = 6 * 1024 * 1024;
const smallField = 64 * 1024;
/** Bytes that the comparison of one field takes beside its name and value. */
const comparisonBytes = 120;

/** Bytes that a statement usually takes beside the documents in it. */
const usualExtra = 512;

/** Replaces the document `before` by `after`, if it is still what it was. */
export function replaceStatement(before: Uint8Array, after: Uint8Array): Uint8Array {
  return statement(before.length + after.length + usualExtra, (out) => {
    putGuard(out, before, maxStatementBytes - after.length);
    putReplacement(out, after);
  });
}

/** Deletes the document, if it is still what it was. */
export function deleteStatement(document: Uint8Array): Uint8Array {
  return statement(document.length + usualExtra, (out) => {
    putGuard(out, document, maxStatementBytes);
    putInt(out, 'limit', 1);
  });
}

/**
 * A statement whose ids are compared as they are, whatever collation the collection prefers.
 * @param bytes about how long it will be
 */
export function statement(bytes: number, fill: (out: ByteWriter) => void): Uint8Array {
  const out = new ByteWriter(bytes);
  const start = beginDocument(out);
  fill(out);
  putNested(out, bsonType.object, 'collation', () => putString(out, 'locale', 'simple'));
  endDocument(out, start);
  return out.written();
}

/** An embedded document or array with what `fill` puts into it. */
export function putNested(out: ByteWriter, type: number, name: string, fill: () => void): void {
  putName(out, type, name);
  const start = beginDocument(out);
  fill();
  endDocument(out, start);
}

/** `u`: the document, or a pipeline that says the same where a name starts with $, which plain replacements cannot have. */
function putReplacement(out: ByteWriter, after: Uint8Array): void {
  if (!elementsOf(after).some(({ nameStart }) => after[nameStart] === 0x24)) {
    putRaw(out, bsonType.object, 'u', after);
    return;
  }
  putNested(out, bsonType.array, 'u', () =>
    putNested(out, bsonType.object, '0', () =>
      putNested(out, bsonType.object, '$replaceWith', () => putRaw(out, bsonType.object, '$literal', after)),
    ),
  );
}

/**
 * `q`: the same `_id`, and `$expr` says that the whole document is still `document`, field by field in the same order.
 * @param room bytes that it may take
 */
function putGuard(out: ByteWriter, document: Uint8Array, room: number): void {
  putNested(out, bsonType.object, 'q', () => {
    const id = elementAt(document, 4);
    out.append(document.subarray(id.start, id.end));
    const left = room - (id.end - id.start);
    putNested(out, bsonType.object, '$expr', () => {
      if (document.length > Math.min(left, largeDocument)) putLargeGuard(out, document, left);
      else {
        putEqual(out, () => {
          putString(out, '0', '$$ROOT');
          putLiteral(out, '1', bsonType.object, document);
        });
      }
    });
  });
}

/** A document that would not fit into a query beside itself: its size, and the fields that are small, while there is room. */
function putLargeGuard(out: ByteWriter, document: Uint8Array, room: number): void {
  let index = 0;
  const condition = (fill: () => void): void =>
    putNested(out, bsonType.object, String(index++), () => putEqual(out, fill));
  putNested(out, bsonType.array, '$and', () => {
    condition(() => {
      putNested(out, bsonType.object, '0', () => putString(out, '$bsonSize', '$$ROOT'));
      putInt(out, '1', document.length);
    });
    let left = room;
    for (const element of elementsOf(document)) {
      const size = element.end - element.start + comparisonBytes;
      if (size > Math.min(smallField, left)) continue;
      left -= size;
      const name = document.subarray(element.nameStart, element.nameEnd);
      condition(() => {
        putField(out, '0', Buffer.from(name).toString('utf8'));
        putLiteral(out, '1', element.type, document.subarray(element.valueStart, element.end));
      });
    }
  });
}

/** The field of the document with that name: $getField takes names with dots and dollars as they are. */
export function putField(out: ByteWriter, name: string, field: string): void {
  putNested(out, bsonType.object, name, () =>
    putNested(out, bsonType.object, '$getField', () => {
      putNested(out, bsonType.object, 'field', () => putString(out, '$literal', field));
      putString(out, 'input', '$$ROOT');
    }),
  );
}

function putEqual(out: ByteWriter, fill: () => void): void {
  putNested(out, bsonType.array, '$eq', fill);
}

function putLiteral(out: ByteWriter, name: string, type: number, value: Uint8Array): void {
  putNested(out, bsonType.object, name, () => putRaw(out, type, '$literal', value));
}

export function putTrue(out: ByteWriter, name: string): void {
  putName(out, bsonType.boolean, name);
  out.ensure(1);
  out.bytes[out.position++] = 1;
}
