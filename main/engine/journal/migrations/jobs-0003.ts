import type { SqliteDatabase } from '../database.ts';

/** A job reads one file or several: `source` becomes the list `sources`, and the `path` of a request the list `paths`. */
export function jobs0003(database: SqliteDatabase): void {
  database.exec(`
    UPDATE jobs SET record = json_remove(json_set(record, '$.sources', json_array(json_extract(record, '$.source'))), '$.source')
      WHERE json_type(record, '$.source') = 'object';
    UPDATE jobs SET record =
      json_remove(json_set(record, '$.request.paths', json_array(json_extract(record, '$.request.path'))), '$.request.path')
      WHERE json_type(record, '$.request.path') = 'text';
  `);
}
