/** Reads and writes documents as bytes, with an outcome for each of them. */
import { BSON, type Document } from 'bson';
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
import type { Connection } from './connect.ts';
import { SluiceError } from '../api/errors.ts';
import { faultOfServer, withDatabaseErrors } from './errors.ts';
import { toRefusal, type WriteRefusal } from './refusals.ts';
import { asTheWriterSees, majorityTimeout } from './safety.ts';
import { rawDocuments } from './raw-command.ts';

/** A collection to work on, and the note that its operations carry so that they can be found on the server. */
export interface Workplace {
  readonly connection: Connection;
  readonly db: string;
  readonly collection: string;
  readonly jobId: string;
}

export interface WriteOptions {
  /** Documents that the collection's own rules refuse are written all the same, by who has the right to. */
  readonly bypassDocumentValidation?: true;
}

export interface WriteReply {
  /** Documents inserted, matched or deleted. */
  readonly count: number;
  readonly refusals: readonly WriteRefusal[];
}

/** Bytes of a document that MongoDB stores at most. */
const maxDocumentBytes = 16 * 1024 * 1024;
/** Bytes of one statement of a command at most: 16 KiB more than a document, of which the names around it take some. */
const maxStatementBytes = maxDocumentBytes + 15 * 1024;
/** Bytes from which on a guard compares size and small fields instead of the whole document. */
const largeDocument = 6 * 1024 * 1024;
const smallField = 64 * 1024;
/** Bytes that the comparison of one field takes beside its name and value. */
const comparisonBytes = 120;
/** MongoDB's own code for what it says of such documents when it gets to see them. */
const documentTooLarge = 10334;
/** Ids are compared as they are, whatever collation the collection prefers. */
const simple = { locale: 'simple' } as const;

/** The documents with these ids, raw, in no order. Stops and returns undefined when they weigh more than `maxBytes`. */
export async function readByIds(
  place: Workplace,
  keys: readonly Uint8Array[],
  maxBytes: number,
): Promise<Uint8Array[] | undefined> {
  const ids = keys.map(
    (key) => BSON.deserialize(key, { promoteValues: false, bsonRegExp: true })._id as unknown,
  );
  return readWhere(place, { _id: { $in: ids } }, maxBytes);
}

/** The documents that match, raw, in no order. Stops and returns undefined when several weigh more than `maxBytes`. */
export async function readWhere(
  place: Workplace,
  filter: Document,
  maxBytes: number,
): Promise<Uint8Array[] | undefined> {
  return withDatabaseErrors(place.connection.server, async () => {
    const cursor = place.connection.client
      .db(place.db)
      .collection(place.collection)
      .find(filter, { ...asTheWriterSees, raw: true, collation: simple, comment: noteOf(place) });
    const found: Uint8Array[] = [];
    let bytes = 0;
    try {
      for await (const document of cursor) {
        const raw = document as unknown as Uint8Array; // With `raw: true` the driver gives the bytes.
        bytes += raw.length;
        if (bytes > maxBytes && found.length > 0) return undefined;
        found.push(raw);
      }
    } finally {
      await cursor.close();
    }
    return found;
  });
}

/** Inserts documents that lie one behind the other in `parts`. */
export async function insertDocuments(
  place: Workplace,
  parts: readonly Uint8Array[],
  options: WriteOptions = {},
): Promise<WriteReply> {
  return write(place, { insert: place.collection, documents: rawDocuments('documents', parts), ...options });
}

export interface Replacement {
  /** The document as it must be for the replacement to happen. */
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

/**
 * Replaces documents that are still what they were. Which ones were not is for the caller to find out from the count.
 * One that would be too large is refused here, because the server would refuse the whole command for it.
 */
export async function replaceDocuments(
  place: Workplace,
  replacements: readonly Replacement[],
  options: WriteOptions = {},
): Promise<WriteReply> {
  const indexes = replacements.flatMap(({ after }, index) =>
    after.length > maxDocumentBytes ? [] : [index],
  );
  const tooLarge = replacements.flatMap(({ after }, index): WriteRefusal[] => {
    if (after.length <= maxDocumentBytes) return [];
    const message = `the document would hold ${after.length} bytes; MongoDB stores at most ${maxDocumentBytes}`;
    return [{ index, code: documentTooLarge, message }];
  });
  if (indexes.length === 0) return { count: 0, refusals: tooLarge };
  const statements = replacements
    .filter(({ after }) => after.length <= maxDocumentBytes)
    .map(({ before, after }) =>
      statement((out) => {
        putGuard(out, before, maxStatementBytes - after.length);
        putReplacement(out, after);
      }),
    );
  const { count, refusals } = await write(place, {
    update: place.collection,
    updates: rawDocuments('updates', statements),
    ...options,
  });
  const sent = refusals.map((refusal) => ({ ...refusal, index: indexes[refusal.index] ?? refusal.index }));
  return { count, refusals: [...sent, ...tooLarge] };
}

/** `u`: the document, or a pipeline that says the same where a name starts with $, which plain replacements cannot have. */
function putReplacement(out: ByteWriter, after: Uint8Array): void {
  if (!elementsOf(after).some(({ nameStart }) => after[nameStart] === 0x24)) {
    putRaw(out, bsonType.object, 'u', after);
    return;
  }
  const pipeline = beginNamed(out, bsonType.array, 'u');
  const stage = beginNamed(out, bsonType.object, '0');
  const replaceWith = beginNamed(out, bsonType.object, '$replaceWith');
  putRaw(out, bsonType.object, '$literal', after);
  for (const start of [replaceWith, stage, pipeline]) endDocument(out, start);
}

/** Deletes documents that are still what they were. */
export async function deleteDocuments(
  place: Workplace,
  documents: readonly Uint8Array[],
): Promise<WriteReply> {
  const statements = documents.map((document) =>
    statement((out) => {
      putGuard(out, document, maxStatementBytes);
      putInt(out, 'limit', 1);
    }),
  );
  return write(place, { delete: place.collection, deletes: rawDocuments('deletes', statements) });
}

/**
 * Makes everything acknowledged so far safe: a delete of nothing, acknowledged by a majority and after a sync of the
 * server's journal, comes back after the writes before it are as safe.
 */
export async function syncWrites(place: Workplace): Promise<void> {
  const nothing = { q: { _id: `sluice ${place.jobId}`, sluiceNothing: true }, limit: 1 };
  await write(
    place,
    { delete: place.collection, deletes: [nothing] },
    {
      w: 'majority',
      j: true,
      wtimeout: majorityTimeout,
    },
  );
}

/** The whole collection, raw, as the server gives it. @param fields only these; absent: whole documents */
export async function* readAll(
  place: Workplace,
  fields?: readonly string[],
): AsyncGenerator<Uint8Array, void, undefined> {
  const projection = fields && { projection: Object.fromEntries(fields.map((field) => [field, 1])) };
  const cursor = place.connection.client
    .db(place.db)
    .collection(place.collection)
    .find({}, { ...asTheWriterSees, raw: true, comment: noteOf(place), ...projection });
  try {
    while (await withDatabaseErrors(place.connection.server, () => cursor.hasNext())) {
      // With `raw: true` the driver gives the bytes.
      yield* cursor.readBufferedDocuments() as unknown as Uint8Array[];
    }
  } finally {
    await cursor.close();
  }
}

/** Whether operations of that job are still running on the server; a killed client's last ones may be. */
export async function hasRunningOperations(place: Workplace): Promise<boolean> {
  return withDatabaseErrors(place.connection.server, async () => {
    const operations = await place.connection.client
      .db('admin')
      .aggregate(
        [{ $currentOp: {} }, { $match: { 'command.comment.sluiceJob': place.jobId } }, { $limit: 1 }],
        asTheWriterSees,
      )
      .toArray();
    return operations.length > 0;
  });
}

function noteOf({ jobId }: Workplace): { sluiceJob: string } {
  return { sluiceJob: jobId };
}

async function write(
  place: Workplace,
  command: Document,
  writeConcern: Document = { w: 1 },
): Promise<WriteReply> {
  return withDatabaseErrors(place.connection.server, async () => {
    const reply: Document = await place.connection.client
      .db(place.db)
      .command({ ...command, ordered: false, writeConcern, comment: noteOf(place) });
    const errors: Document[] = reply.writeErrors ?? [];
    const concern: Document | undefined = reply.writeConcernError;
    const fault = faultOfServer(concern ? [...errors, concern] : errors, place.connection.server);
    if (fault) throw fault;
    // What was written of it is not known: as if the connection had been lost.
    if (concern) throw new SluiceError('database-lost', { reason: String(concern.errmsg) });
    return { count: Number(reply.n), refusals: errors.map(toRefusal) };
  });
}

function statement(fill: (out: ByteWriter) => void): Uint8Array {
  const out = new ByteWriter(1024);
  const start = beginDocument(out);
  fill(out);
  const collation = beginNamed(out, bsonType.object, 'collation');
  putString(out, 'locale', 'simple');
  endDocument(out, collation);
  endDocument(out, start);
  return out.written();
}

function beginNamed(out: ByteWriter, type: number, name: string): number {
  putName(out, type, name);
  return beginDocument(out);
}

/**
 * `q`: the same `_id`, and `$expr` says that the whole document is still `document`, field by field in the same order.
 * @param room bytes that it may take
 */
function putGuard(out: ByteWriter, document: Uint8Array, room: number): void {
  const query = beginNamed(out, bsonType.object, 'q');
  const id = elementAt(document, 4);
  out.append(document.subarray(id.start, id.end));
  const left = room - (id.end - id.start);
  const expression = beginNamed(out, bsonType.object, '$expr');
  if (document.length > Math.min(left, largeDocument)) putLargeGuard(out, document, left);
  else {
    putEqual(out, (values) => {
      putString(values, '0', '$$ROOT');
      const literal = beginNamed(values, bsonType.object, '1');
      putRaw(values, bsonType.object, '$literal', document);
      endDocument(values, literal);
    });
  }
  endDocument(out, expression);
  endDocument(out, query);
}

function putEqual(out: ByteWriter, fill: (out: ByteWriter) => void): void {
  const list = beginNamed(out, bsonType.array, '$eq');
  fill(out);
  endDocument(out, list);
}

/** A document that would not fit into a query beside itself: its size, and the fields that are small, while there is room. */
function putLargeGuard(out: ByteWriter, document: Uint8Array, room: number): void {
  const all = beginNamed(out, bsonType.array, '$and');
  let index = 0;
  const condition = (fill: (out: ByteWriter) => void): void => {
    const start = beginNamed(out, bsonType.object, String(index++));
    putEqual(out, fill);
    endDocument(out, start);
  };
  condition((values) => {
    const size = beginNamed(values, bsonType.object, '0');
    putString(values, '$bsonSize', '$$ROOT');
    endDocument(values, size);
    putInt(values, '1', document.length);
  });
  let left = room;
  for (const element of elementsOf(document)) {
    const size = element.end - element.start + comparisonBytes;
    if (size > Math.min(smallField, left)) continue;
    left -= size;
    condition((values) => {
      // $getField takes names with dots and dollars as they are.
      const field = beginNamed(values, bsonType.object, '0');
      const get = beginNamed(values, bsonType.object, '$getField');
      const name = beginNamed(values, bsonType.object, 'field');
      putString(
        values,
        '$literal',
        Buffer.from(document.subarray(element.nameStart, element.nameEnd)).toString('utf8'),
      );
      endDocument(values, name);
      putString(values, 'input', '$$ROOT');
      endDocument(values, get);
      endDocument(values, field);
      const literal = beginNamed(values, bsonType.object, '1');
      putRaw(values, element.type, '$literal', document.subarray(element.valueStart, element.end));
      endDocument(values, literal);
    });
  }
  endDocument(out, all);
}
