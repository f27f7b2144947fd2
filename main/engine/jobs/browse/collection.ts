/** Counts and previews of what a query finds. */
import type { Collection } from 'mongodb';
import type { DocumentCount, ExportPreview } from '../../api/browse.ts';
import { documentTextLimit } from '../../api/browse.ts';
import { SluiceError } from '../../api/errors.ts';
import type { ExportRequest } from '../../api/requests.ts';
import { exportRequestSchema } from '../../api/requests.ts';
import { ByteWriter } from '../../formats/bson/document-writer.ts';
import { type Connection } from '../../mongo/connect.ts';
import { withDatabaseErrors } from '../../mongo/errors.ts';
import { checkNames, findCollection } from '../../mongo/target.ts';
import { createEncode } from '../../workers/encode.ts';
import { exportQuery, firstColumns, projectionOf, sampleOf, shapeOf } from '../export-query.ts';
import { planExport } from '../export.ts';
import { cut } from './short-text.ts';

/** Milliseconds that the server may count. */
const countTime = 2000;
const timeLimitExceeded = 50;

interface Named {
  readonly db: string;
  readonly collection: string;
}

/** Works with a collection that exists. Throws `collection-missing`. */
export async function withCollection<T>(
  connection: Connection,
  { db, collection: name }: Named,
  work: (collection: Collection) => Promise<T>,
): Promise<T> {
  checkNames(db, name);
  if (!(await findCollection(connection, db, name)))
    throw new SluiceError('collection-missing', { name: `${db}.${name}` });
  return withDatabaseErrors(connection.server, () => work(connection.client.db(db).collection(name)));
}

/** A query as an export has it. Throws `query-invalid`. */
export function filterOf(target: Named, query: string | undefined) {
  return exportQuery(asExport(target, { query })).filter;
}

function asExport(target: Named, options: object): ExportRequest {
  return exportRequestSchema.parse({ kind: 'export', target, ...options });
}

export async function countDocuments(
  collection: Collection,
  query: string | undefined,
): Promise<DocumentCount> {
  const filter = filterOf({ db: collection.dbName, collection: collection.collectionName }, query);
  const [stats] = await collection
    .aggregate<{ count?: number; size?: number }>([
      { $collStats: { storageStats: {} } },
      { $group: { _id: null, count: { $sum: '$storageStats.count' }, size: { $sum: '$storageStats.size' } } },
    ])
    .toArray();
  const total = stats?.count ?? 0;
  const averageBytes = total === 0 ? 0 : Math.round((stats?.size ?? 0) / total);
  const found = Object.keys(filter).length === 0 ? total : await countFound(collection, filter);
  return { ...(found === undefined ? {} : { found }), total, averageBytes };
}

/** undefined where the server did not get to the end in time. */
async function countFound(collection: Collection, filter: object): Promise<number | undefined> {
  try {
    return await collection.countDocuments(filter, { maxTimeMS: countTime });
  } catch (error) {
    const isLate = error instanceof Error && 'code' in error && error.code === timeLimitExceeded;
    if (isLate) return undefined;
    throw error;
  }
}

interface PreviewRequest {
  readonly target: Named;
  readonly limit: number;
}

/** Milliseconds that the server may take for the first documents. */
const previewTime = 10_000;

/** The beginning of an export, made by what makes the export; nothing in it takes longer the more documents there are. */
export async function previewExport(
  collection: Collection,
  { limit, ...asked }: PreviewRequest,
): Promise<ExportPreview> {
  const { target, ...options } = asked;
  const base = asExport({ db: target.db, collection: target.collection }, { ...options, limit });
  const query = exportQuery(base);
  const shape = await shapeOf(collection, query, base.shape);
  // All columns of a CSV are only known when every document was looked at.
  const isOpen = base.format === 'csv' && shape === 'any' && base.fields === undefined;
  const fields = isOpen ? await firstColumns(collection, { ...query, limit: undefined }) : base.fields;
  const request = { ...base, shape, ...(fields === undefined || fields.length === 0 ? {} : { fields }) };
  const { format, columns, head, tail } = await planExport(collection, request, query);
  const projection = projectionOf(format, shape, request.fields);
  const documents = await sampleOf(collection, query, limit, {
    maxTimeMS: previewTime,
    ...(projection === undefined ? {} : { projection }),
  });
  const out = new ByteWriter(documents.reduce((sum, { length }) => sum + length, 0));
  for (const document of documents) out.append(document);
  const encode = createEncode({ format, ejson: request.ejson, shape, columns });
  const { text } = encode({
    batch: { form: 'sequence', bytes: new Uint8Array(out.written()) },
    isFirst: true,
  });
  const start = Buffer.from(text).toString('utf8', 0, documentTextLimit * 2);
  return {
    text: cut(`${head.toString()}${start}${tail}`, documentTextLimit),
    records: documents.length,
    ...(documents.length === 0 ? {} : { averageBytes: Math.round(text.length / documents.length) }),
    ...(documents.length === 0 || projection !== undefined
      ? {}
      : { averageDocumentBytes: Math.round(out.position / documents.length) }),
  };
}
