import * as z from 'zod';

/** Extensions that admit a file; what is inside decides what it is. The one place this list lives. */
export const importExtensions = ['.json', '.jsonl', '.ndjson', '.csv', '.gz', '.zst', '.zip'] as const;

export const importFormats = ['json', 'jsonl', 'csv'] as const;
export const exportFormats = ['json', 'jsonl', 'csv'] as const;
export const shapes = ['conversation', 'any'] as const;
export const policies = ['update', 'replace', 'skip', 'merge', 'newer', 'stop'] as const;

/** What a choice for one record of a dry run says: by the policy, keep the collection's, take the file's, all of it, or both. */
export const choices = ['policy', 'keep', 'take', 'replace', 'merge'] as const;
/** How much of what an import wrote is read back and compared. */
export const readBacks = ['none', 'sample', 'all'] as const;

export type ImportFormat = (typeof importFormats)[number];
export type ExportFormat = (typeof exportFormats)[number];
export type Shape = (typeof shapes)[number];
/** What happens to a record whose key is already in the collection. */
export type ConflictPolicy = (typeof policies)[number];
export type RecordChoice = (typeof choices)[number];
export type ReadBack = (typeof readBacks)[number];

/** What the value of a field can be converted to; `integer` is an int32, or an int64 where it has to be. */
export const fieldTypes = ['string', 'integer', 'double', 'decimal', 'boolean', 'date', 'objectId'] as const;
export type FieldType = (typeof fieldTypes)[number];

/** What becomes of a field of records that are not conversations. */
export const fieldRuleSchema = z.object({
  /** `a`, or `a.b` for one inside another, in arrays too. */
  from: z.string().min(1),
  /** Its new name in the same place, as a path too; `null`: it is left out; absent: it keeps its name. */
  to: z.string().min(1).nullable().optional(),
  /** Absent: its values stay what they are. */
  type: z.enum(fieldTypes).optional(),
});
export type FieldRule = z.output<typeof fieldRuleSchema>;

/** A server; without either, Sluice's own local MongoDB. */
export const serverFields = {
  uri: z.string().optional(),
  /** The id of the connection that the user saved for it; the window says only that, and its shell adds the `uri`. */
  connection: z.string().min(1).optional(),
} as const;

/** A collection on a server. */
export const targetSchema = z.object({
  ...serverFields,
  db: z.string().min(1).default('sluice'),
  collection: z.string().min(1).default('conversations'),
});

/** Files to read and the collection they are read for. */
const readingFields = {
  /** Absolute paths of the files, read one after another as one; `-` alone is standard input, which only the terminal offers. */
  paths: z.array(z.string().min(1)).min(1).readonly(),
  target: targetSchema,
  format: z.enum(['auto', ...importFormats]).default('auto'),
  shape: z.enum(['auto', ...shapes]).default('auto'),
  /** Fields (`a`, or `a.b` for one inside another) by which a record finds its document; absent: `_id`. */
  key: z.array(z.string().min(1)).min(1).readonly().optional(),
  /** Fields to rename, convert or leave out, before anything else is made of a record. */
  mapping: z.array(fieldRuleSchema).min(1).max(1000).readonly().optional(),
  /** Records in a batch at most. */
  batchSize: z.int().min(1).max(100_000).default(1000),
  /** Bytes, decompressed; a larger file is refused, a compressed one when that much has come out of it. */
  maxSize: z.int().positive().optional(),
  /** Bytes; a larger record is rejected. */
  maxRecordBytes: z
    .int()
    .positive()
    .default(64 * 1024 * 1024),
  /** Copy the source to the temp area first and read the copy. */
  stage: z.boolean().default(false),
} as const;

/** Seconds to wait for a database that went away before the job is paused. */
const waitSeconds = z.number().min(0).default(600);

export const importRequestSchema = z.object({
  kind: z.literal('import'),
  ...readingFields,
  onConflict: z.enum(policies).default('update'),
  waitSeconds,
  /** Choices for single records: a plan file, or the dry run they were made in. */
  plan: z.union([z.object({ path: z.string().min(1) }), z.object({ jobId: z.string().min(1) })]).optional(),
  /** The collection ends with what the files hold and nothing else; what it held besides is removed, and comes back with undo. */
  replaceCollection: z.boolean().default(false),
  /** Keep what documents were before they changed; without it the import cannot be undone. */
  undo: z.boolean().default(true),
  readBack: z.enum(readBacks).default('sample'),
});

/** What an import would do, without writing. */
export const dryRunRequestSchema = z.object({
  kind: z.literal('dry-run'),
  ...readingFields,
  onConflict: z.enum(policies).default('update'),
  /** Also counts what would be removed. */
  replaceCollection: z.boolean().default(false),
});

/** Is what the files say what the collection holds? */
export const verifyRequestSchema = z.object({ kind: z.literal('verify'), ...readingFields });

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
  ...serverFields,
  /** Restore even what somebody changed since. */
  force: z.boolean().default(false),
  /** Take newer imports that touched the same documents back first, newest first; without it they are a refusal. */
  newer: z.boolean().default(false),
  waitSeconds,
});

export const resumeRequestSchema = z.object({
  jobId: z.string().min(1),
  /** Where the job's server needs credentials, which are never journaled. */
  ...serverFields,
});

/** The same request once more, as a job of its own. */
export const againRequestSchema = resumeRequestSchema;

export type Target = z.output<typeof targetSchema>;
export type ImportRequest = z.output<typeof importRequestSchema>;
export type DryRunRequest = z.output<typeof dryRunRequestSchema>;
export type VerifyRequest = z.output<typeof verifyRequestSchema>;
/** What every job that reads files is asked. */
export type ReadingRequest = ImportRequest | DryRunRequest | VerifyRequest;
export type ExportRequest = z.output<typeof exportRequestSchema>;
export type ResumeRequest = z.output<typeof resumeRequestSchema>;
export type UndoRequest = z.output<typeof undoRequestSchema>;
