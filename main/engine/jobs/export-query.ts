/** What an export asks of the collection. */
import { EJSON, ObjectId, type Document } from 'bson';
import type { Collection, Sort } from 'mongodb';
import { SluiceError } from '../api/errors.ts';
import type { ExportFormat, ExportRequest, Shape } from '../api/requests.ts';
import { conversationColumns } from '../formats/csv/write.ts';
import { looksLikeConversation } from '../shapes/conversation.ts';

export interface ExportQuery {
  readonly filter: Document;
  readonly sort: Sort | undefined;
  readonly limit: number | undefined;
}

const shapeSample = 20;
/** Documents whose order of fields the columns of a CSV follow. */
const columnSample = 100;

/** Throws `query-invalid` for texts that are not Extended JSON objects. */
export function exportQuery(request: ExportRequest): ExportQuery {
  const conditions: Document[] = [];
  if (request.query !== undefined) conditions.push(parseObject('query', request.query));
  if (request.ids !== undefined) conditions.push({ _id: { $in: request.ids.flatMap(idsOf) } });
  const [only = {}] = conditions;
  return {
    filter: conditions.length > 1 ? { $and: conditions } : only,
    sort: request.sort === undefined ? undefined : parseSort(request.sort),
    limit: request.limit,
  };
}

function parseSort(text: string): Sort {
  const sort = parseObject('sort', text);
  for (const [name, direction] of Object.entries(sort)) {
    const isDirection = String(direction) === '1' || String(direction) === '-1';
    // The driver's words for this would be taken for a fault of the connection string.
    if (!isDirection)
      throw new SluiceError('query-invalid', {
        what: 'sort',
        reason: `the direction of "${name}" must be 1 or -1`,
      });
  }
  return sort;
}

function parseObject(what: string, text: string): Document {
  let value: unknown;
  try {
    // Not relaxed: that would round integers past 2^53 to doubles.
    value = EJSON.parse(text, { relaxed: false });
  } catch (error) {
    throw new SluiceError(
      'query-invalid',
      { what, reason: error instanceof Error ? error.message : String(error) },
      error,
    );
  }
  // Anything that stands for a BSON value by itself, such as a number, comes out as an object of its class.
  if (typeof value !== 'object' || value === null || Array.isArray(value) || '_bsontype' in value) {
    throw new SluiceError('query-invalid', { what, reason: 'it is not an object' });
  }
  return value;
}

/** Everything that the text of an id can mean. */
function idsOf(text: string): unknown[] {
  const ids: unknown[] = [text];
  if (/^[0-9a-f]{24}$/i.test(text)) ids.push(ObjectId.createFromHexString(text));
  if (/^-?\d{1,15}$/.test(text)) ids.push(Number(text));
  return ids;
}

/** Bytes of documents that are in memory together while some of them are looked at. */
const sampleBytes = 16 * 1024 * 1024;

/** The first documents that the export will write, as the server gives them, raw; fewer where they are very large. */
export async function sampleOf(
  collection: Collection,
  query: ExportQuery,
  count: number,
  options: { readonly projection?: Document; readonly maxTimeMS?: number } = {},
): Promise<Uint8Array[]> {
  const cursor = collection.find(query.filter, {
    ...options,
    raw: true,
    limit: Math.min(count, query.limit ?? count),
    ...(query.sort ? { sort: query.sort } : {}),
  });
  const documents: Uint8Array[] = [];
  let bytes = 0;
  for await (const found of cursor) {
    const document = found as unknown as Uint8Array; // With `raw: true` the driver gives the bytes.
    documents.push(document);
    bytes += document.length;
    if (bytes >= sampleBytes) break;
  }
  return documents;
}

/** What tells a conversation, without its messages. */
const tellingFields = { id: 1, messages: { $slice: 1 } };

/** Conversations, when the first documents all look like one; an empty collection is what its name says. */
export async function shapeOf(
  collection: Collection,
  query: ExportQuery,
  asked: Shape | 'auto',
): Promise<Shape> {
  if (asked !== 'auto') return asked;
  const sample = await sampleOf(collection, query, shapeSample, { projection: tellingFields });
  if (sample.length === 0) return collection.collectionName === 'conversations' ? 'conversation' : 'any';
  return sample.every(looksLikeConversation) ? 'conversation' : 'any';
}

/** The names of a document's fields, in their order, without what is in them. */
const namesStage = {
  $project: { _id: 0, names: { $map: { input: { $objectToArray: '$$ROOT' }, in: '$$this.k' } } },
};

/** The columns of a CSV: as asked, the five of conversations, or every top-level field that any document has. */
export async function columnsOf(
  collection: Collection,
  query: ExportQuery,
  shape: Shape,
  asked: readonly string[] | undefined,
): Promise<readonly string[]> {
  if (asked) return asked;
  if (shape === 'conversation') return conversationColumns;
  const names = new Set(await firstColumns(collection, query));
  // Fields that only later documents have must not be dropped silently, so the server looks at all of them.
  const later = collection.aggregate<{ _id: string }>([
    { $match: query.filter },
    namesStage,
    { $unwind: '$names' },
    { $group: { _id: '$names' } },
    { $sort: { _id: 1 } },
  ]);
  for await (const { _id } of later) names.add(_id);
  return [...names];
}

/** The top-level fields of the first documents, in their order. */
export async function firstColumns(collection: Collection, query: ExportQuery): Promise<string[]> {
  const names = new Set<string>();
  const first = collection.aggregate<{ names: string[] }>([
    { $match: query.filter },
    ...(query.sort ? [{ $sort: query.sort }] : []),
    { $limit: Math.min(columnSample, query.limit ?? columnSample) },
    namesStage,
  ]);
  for await (const document of first) for (const name of document.names) names.add(name);
  return [...names];
}

/** The fields to fetch; absent: whole documents. */
export function projectionOf(
  format: ExportFormat,
  shape: Shape,
  fields: readonly string[] | undefined,
): Document | undefined {
  const names = fields ?? (format === 'csv' && shape === 'conversation' ? conversationColumns : undefined);
  if (!names) return undefined;
  // Cells reach into fields by themselves (`a.b`, `a[0]`), so the field at the top is what is needed.
  const tops = names.map((name) => /^[^.[]+/.exec(name)?.[0] ?? name);
  // The server takes no projection of such names; whole documents hold them too.
  if (tops.some((name) => name.startsWith('$'))) return undefined;
  return Object.fromEntries(tops.map((name) => [name, 1]));
}
