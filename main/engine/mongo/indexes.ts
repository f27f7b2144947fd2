import { type Workplace } from './documents.ts';
import { withDatabaseErrors } from './errors.ts';

/** What is worth knowing about the indexes when records are matched by these fields; nothing for `_id`. */
export async function indexAdvice(
  { connection, db, collection }: Workplace,
  fields: readonly string[] | undefined,
): Promise<string[]> {
  if (fields === undefined) return [];
  const indexes = await withDatabaseErrors(connection.server, () =>
    connection.client.db(db).collection(collection).listIndexes().toArray(),
  );
  const wanted = fields.toSorted().join();
  const leading = indexes.filter(({ key }) => {
    const names = Object.keys(key as object).slice(0, fields.length); // The server's own answer.
    return names.toSorted().join() === wanted;
  });
  const name = fields.join(', ');
  if (leading.length === 0) {
    const keys = JSON.stringify(Object.fromEntries(fields.map((field) => [field, 1])));
    return [
      `No index of ${db}.${collection} begins with ${name}, so every batch looks through the whole collection. ` +
        `This makes one: db.getCollection(${JSON.stringify(collection)}).createIndex(${keys}, {"unique":true})`,
    ];
  }
  const isUnique = leading.some(
    ({ key, unique }) => unique === true && Object.keys(key as object).length === fields.length,
  );
  if (isUnique) return [];
  return [`The index on ${name} is not unique: nothing keeps two documents from having the same values.`];
}
