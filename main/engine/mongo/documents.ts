/** Reads and writes documents as bytes, with an outcome for each of them. */
import type { Document } from 'bson';
import { documentsOf } from '../formats/bson/document-batch.ts';
import { keyValue } from '../formats/bson/keys.ts';
import type { Connection } from './connect.ts';
import { SluiceError } from '../api/errors.ts';
import { faultOfServer, withDatabaseErrors } from './errors.ts';
import { toRefusal, type WriteRefusal } from './refusals.ts';
import { asTheWriterSees, majorityTimeout } from './safety.ts';
import { type DeleteGuard, deleteStatements } from './group-deletes.ts';
import type { GroupStatement } from './group-statements.ts';
import { replaceAlone, replaceStatements } from './group-updates.ts';
import { rawDocuments, rawInserts } from './raw-command.ts';
import { rawReplies } from './raw-replies.ts';
import { averageSize, documentsPerReply, maxDocuments } from './reply-size.ts';
import { maxDocumentBytes } from './statements.ts';

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

/** MongoDB's own code for what it says of such documents when it gets to see them. */
const documentTooLarge = 10334;
/** Documents in one reply of the server at most; it ends earlier, at 16 MB. */
const repliedDocuments = 100_000;
/** Ids are compared as they are, whatever collation the collection prefers. */
const simple = { locale: 'simple' } as const;

/** The documents with these ids, raw, in no order. Stops and returns undefined when they weigh more than `maxBytes`. */
export async function readByIds(
  place: Workplace,
  keys: readonly Uint8Array[],
  maxBytes: number,
): Promise<Uint8Array[] | undefined> {
  const ids = keys.map(keyValue);
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
      .find(filter, {
        ...asTheWriterSees,
        raw: true,
        collation: simple,
        comment: noteOf(place),
        // As much as fits into one reply.
        batchSize: repliedDocuments,
      });
    const found: Uint8Array[] = [];
    let bytes = 0;
    try {
      for await (const reply of rawReplies(cursor)) {
        for (const raw of documentsOf(reply)) {
          bytes += raw.length;
          if (bytes > maxBytes && found.length > 0) return undefined;
          found.push(raw);
        }
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

/** Inserts documents that lie one behind the other, with `insertHeadroom` bytes in front of them that nobody needs. */
export async function insertInPlace(place: Workplace, documents: Uint8Array): Promise<WriteReply> {
  return write(place, { insert: place.collection, documents: rawInserts(documents) });
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
  const all = replacements.map((replacement, index) => ({ ...replacement, index }));
  const tooLarge = all
    .filter(({ after }) => after.length > maxDocumentBytes)
    .map(({ after, index }): WriteRefusal => {
      const message = `the document would hold ${after.length} bytes; MongoDB stores at most ${maxDocumentBytes}`;
      return { index, code: documentTooLarge, message };
    });
  if (tooLarge.length === all.length) return { count: 0, refusals: tooLarge };
  const sendable = all.filter(({ after }) => after.length <= maxDocumentBytes);
  const first = await sendUpdates(place, replaceStatements(sendable), options);
  const sent = { count: first.count, refusals: [...first.refusals, ...tooLarge] };
  if (first.unclear.size === 0) return sent;
  const alone = sendable.filter(({ index }) => first.unclear.has(index)).map(replaceAlone);
  const second = await sendUpdates(place, alone, options);
  return { count: sent.count + second.count, refusals: [...sent.refusals, ...second.refusals] };
}

/** `unclear`: a refusal of a statement for many does not say which of these it is about; they have to be sent one by one. */
interface UpdateReply extends WriteReply {
  readonly unclear: ReadonlySet<number>;
}

/** Refusals name the places that the statements' members have. */
async function sendUpdates(
  place: Workplace,
  statements: readonly GroupStatement[],
  options: WriteOptions,
): Promise<UpdateReply> {
  const bytes = statements.map((statement) => statement.bytes);
  const { count, refusals } = await write(place, {
    update: place.collection,
    updates: rawDocuments('updates', bytes),
    ...options,
  });
  const clear: WriteRefusal[] = [];
  const unclear = new Set<number>();
  for (const refusal of refusals) {
    const [index, ...others] = statements[refusal.index]?.members ?? [];
    if (index === undefined) continue;
    if (others.length === 0) clear.push({ ...refusal, index });
    else for (const member of [index, ...others]) unclear.add(member);
  }
  return { count, refusals: clear, unclear };
}

/** Deletes documents that are still what they were. */
export async function deleteDocuments(
  place: Workplace,
  documents: readonly Uint8Array[],
  guard: DeleteGuard,
): Promise<WriteReply> {
  const deletes = rawDocuments(
    'deletes',
    deleteStatements(documents, guard).map(({ bytes }) => bytes),
  );
  return write(place, { delete: place.collection, deletes });
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
  const { server, client } = place.connection;
  const collection = client.db(place.db).collection(place.collection);
  const isWhole = fields === undefined;
  const batchSize = isWhole
    ? documentsPerReply(await withDatabaseErrors(server, () => averageSize(collection)))
    : maxDocuments;
  const projection = isWhole ? {} : { projection: Object.fromEntries(fields.map((field) => [field, 1])) };
  const cursor = collection.find(
    {},
    {
      ...asTheWriterSees,
      raw: true,
      batchSize,
      comment: noteOf(place),
      ...projection,
    },
  );
  const replies = rawReplies(cursor);
  try {
    for (;;) {
      const { done, value } = await withDatabaseErrors(server, () => replies.next());
      if (done) return;
      yield* documentsOf(value);
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
    const { client, unlessLost } = place.connection;
    const sent = { ...command, ordered: false, writeConcern, comment: noteOf(place) };
    const reply: Document = await unlessLost(client.db(place.db).command(sent));
    const errors: Document[] = reply.writeErrors ?? [];
    const concern: Document | undefined = reply.writeConcernError;
    const fault = faultOfServer(concern ? [...errors, concern] : errors, place.connection.server);
    if (fault) throw fault;
    // What was written of it is not known: as if the connection had been lost.
    if (concern) throw new SluiceError('database-lost', { reason: String(concern.errmsg) });
    return { count: Number(reply.n), refusals: errors.map(toRefusal) };
  });
}
