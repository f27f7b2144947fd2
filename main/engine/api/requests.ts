import * as z from 'zod';

/** Extensions that admit a file; what is inside decides what it is. The one place this list lives. */
export const importExtensions = ['.json', '.jsonl', '.ndjson', '.csv', '.gz', '.zst', '.zip'] as const;

export const importFormats = ['json', 'jsonl', 'csv'] as const;
export const exportFormats = ['json', 'jsonl', 'csv'] as const;
export const shapes = ['conversation', 'any'] as const;
export const policies = ['update', 'replace', 'skip', 'merge', 'newer', 'stop'] as const;

export type ImportFormat = (typeof importFormats)[number];
export type ExportFormat = (typeof exportFormats)[number];
export type Shape = (typeof shapes)[number];
/** What happens to a record whose key is already in the collection. */
export type ConflictPolicy = (typeof policies)[number];

/** A collection on a server; without `uri` on Sluice's own local MongoDB. */
export const targetSchema = z.object({
  uri: z.string().optional(),
  db: z.string().min(1).default('sluice'),
  collection: z.string().min(1).default('conversations'),
});

export const importRequestSchema = z.object({
  kind: z.literal('import'),
  /** Absolute path of the file; `-` is standard input, which only the terminal offers. */
  path: z.string().min(1),
  target: targetSchema,
  format: z.enum(['auto', ...importFormats]).default('auto'),
  shape: z.enum(['auto', ...shapes]).default('auto'),
  onConflict: z.enum(policies).default('update'),
  /** Records in a batch at most. */
  batchSize: z.int().min(1).max(100_000).default(1000),
  /** Bytes, decompressed; a larger file is refused, a compressed one when that much has come out of it. */
  maxSize: z.int().positive().optional(),
  /** Bytes; a larger record is rejected. */
  maxRecordBytes: z
    .int()
    .positive()
    .default(64 * 1024 * 1024),
  /** Seconds to wait for a database that went away before the job is paused. */
  waitSeconds: z.number().min(0).default(600),
  /** Copy the source to the temp area first and read the copy. */
  stage: z.boolean().default(false),
});

export const exportRequestSchema = z.object({
  kind: z.literal('export'),
  target: targetSchema,
  /** Absolute path of the file to write, or `-` for standard output; absent: export_{jobId}.EXT in the current folder. */
  out: z.string().min(1).optional(),
  /** Absent: by the extension of `out`, else json. */
  format: z.enum(exportFormats).optional(),
  shape: z.enum(['auto', ...shapes]).default('auto'),
  /** Extended JSON. */
  query: z.string().optional(),
  sort: z.string().optional(),
  /** Texts of ids; a 24-digit hex text also stands for the ObjectId, a number for the number. */
  ids: z.array(z.string()).optional(),
  fields: z.array(z.string().min(1)).optional(),
  limit: z.int().positive().optional(),
  ejson: z.enum(['relaxed', 'canonical']).default('relaxed'),
  overwrite: z.boolean().default(false),
});

export const undoRequestSchema = z.object({
  jobId: z.string().min(1),
  /** Where the job's server needs credentials, which are never journaled. */
  uri: z.string().optional(),
  /** Restore even what somebody changed since. */
  force: z.boolean().default(false),
  waitSeconds: z.number().min(0).default(600),
});

export const resumeRequestSchema = z.object({
  jobId: z.string().min(1),
  /** Where the job's server needs credentials, which are never journaled. */
  uri: z.string().optional(),
});

export type Target = z.output<typeof targetSchema>;
export type ImportRequest = z.output<typeof importRequestSchema>;
export type ExportRequest = z.output<typeof exportRequestSchema>;
export type ResumeRequest = z.output<typeof resumeRequestSchema>;
export type UndoRequest = z.output<typeof undoRequestSchema>;
