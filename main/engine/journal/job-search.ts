import type { JobListQuery } from '../api/job-list.ts';
import type { SqliteDatabase } from './database.ts';
import { type JobRecord, jobRecordSchema } from './job-record.ts';

export function parseRecord(text: string): JobRecord {
  return jobRecordSchema.parse(JSON.parse(text));
}

/** A condition of a query, and what stands for its question marks. */
interface Condition {
  readonly sql: string;
  readonly values: readonly string[];
}

const newestFirst = 'ORDER BY created_at DESC, job_id DESC';

/** Finds jobs in the journal's main file. */
export class JobSearch {
  readonly #database: SqliteDatabase;

  constructor(database: SqliteDatabase) {
    this.#database = database;
    // SQLite's own lower() knows ASCII only.
    database.function('job_has_words', { deterministic: true }, (record, words) =>
      hasWords(String(record), String(words)),
    );
  }

  /** Newest first, and how many fit that are older. */
  find(query: JobListQuery): { readonly records: JobRecord[]; readonly more: number } {
    const conditions = conditionsOf(query);
    const where = conditions.length === 0 ? '' : `WHERE ${conditions.map(({ sql }) => sql).join(' AND ')}`;
    const values = conditions.flatMap((condition) => condition.values);
    const limit = query.limit ?? -1;
    const rows = this.#database
      .prepare<unknown[], { record: string }>(`SELECT record FROM jobs ${where} ${newestFirst} LIMIT ?`)
      .all(...values, limit);
    const records = rows.map(({ record }) => parseRecord(record));
    if (rows.length < limit || limit < 0) return { records, more: 0 };
    const all = this.#database
      .prepare<unknown[], { n: number }>(`SELECT count(*) AS n FROM jobs ${where}`)
      .get(...values);
    return { records, more: (all?.n ?? 0) - records.length };
  }
}

function conditionsOf({ after, text, kinds, states }: JobListQuery): Condition[] {
  const conditions: Condition[] = [];
  if (kinds) conditions.push(oneOf('kind', kinds));
  if (states) conditions.push(oneOf('state', states));
  if (after !== undefined) {
    const sql = '(created_at, job_id) < (SELECT created_at, job_id FROM jobs WHERE job_id = ?)';
    conditions.push({ sql, values: [after] });
  }
  // Last, because it looks into each record that is left.
  if (text !== undefined && text.trim() !== '')
    conditions.push({ sql: 'job_has_words(record, ?)', values: [text] });
  return conditions;
}

function oneOf(column: 'kind' | 'state', values: readonly string[]): Condition {
  return { sql: `${column} IN (${values.map(() => '?').join(', ')})`, values };
}

function hasWords(text: string, words: string): 0 | 1 {
  const { jobId, target, sources, output, request } = parseRecord(text);
  const files = sources?.map(({ path }) => path) ?? ('paths' in request ? request.paths : []);
  const said = [jobId, `${target.server} ${target.db}.${target.collection}`, ...files, output ?? ''];
  const searched = said.join('\n').toLowerCase();
  const isThere = words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => searched.includes(word));
  return isThere ? 1 : 0;
}
