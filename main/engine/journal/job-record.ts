import * as z from 'zod';
import { type ErrorReport, errorCodes } from '../api/errors.ts';
import { type JobCounts, jobKinds, jobStates, noCounts, operations } from '../api/jobs.ts';
import {
  dryRunRequestSchema,
  exportRequestSchema,
  importRequestSchema,
  policies,
  verifyRequestSchema,
} from '../api/requests.ts';

const countsSchema: z.ZodType<JobCounts> = z.object(
  Object.fromEntries(Object.keys(noCounts).map((name) => [name, z.number().default(0)])),
) as unknown as z.ZodType<JobCounts>; // The keys of `noCounts` are those of JobCounts; fromEntries loses their names.

const errorSchema: z.ZodType<ErrorReport> = z.object({
  code: z.enum(errorCodes),
  message: z.string(),
  hint: z.string().optional(),
  details: z.record(z.string(), z.union([z.string(), z.number()]).optional()),
}) as z.ZodType<ErrorReport>; // Optional fields that are absent and those that are undefined are the same in JSON.

/** A job as the journal keeps it. Never holds a password: URIs are stored without user information. */
export const jobRecordSchema = z.object({
  jobId: z.string(),
  kind: z.enum(jobKinds),
  state: z.enum(jobStates),
  operation: z.enum(operations),
  request: z.discriminatedUnion('kind', [
    importRequestSchema,
    exportRequestSchema,
    dryRunRequestSchema,
    verifyRequestSchema,
  ]),
  target: z.object({
    server: z.string(),
    connection: z.string().optional(),
    db: z.string(),
    collection: z.string(),
  }),
  sources: z
    .array(
      z.object({
        path: z.string(),
        filename: z.string(),
        size: z.number(),
        mtimeMs: z.number(),
        checksum: z.string().optional(),
        readBytes: z.number().optional(),
        stagedPath: z.string().optional(),
      }),
    )
    .readonly()
    .optional(),
  output: z.string().optional(),
  /** UUID of the collection that was written to, hex; undo refuses another one of the same name. */
  collectionUuid: z.string().optional(),
  /** The job made the collection, so undo drops it when it is empty. */
  createdCollection: z.boolean().default(false),
  counts: countsSchema,
  createdAt: z.string(),
  finishedAt: z.string().optional(),
  error: errorSchema.optional(),
  bytes: z.number().default(0),
  seconds: z.number().default(0),
  sha256: z.string().optional(),
  rejectsFile: z.string().optional(),
  warnings: z.array(z.string()).readonly().default([]),
  readBack: z
    .object({ checked: z.number(), different: z.number(), ids: z.array(z.string()).readonly() })
    .optional(),
  changedSincePlan: z.object({ count: z.number(), ids: z.array(z.string()).readonly() }).optional(),
  forecast: z
    .object({
      policy: z.enum(policies),
      reason: z.string(),
      seconds: z.number(),
      bytes: z.number(),
      journalBytes: z.number(),
    })
    .optional(),
});

export type JobRecord = z.output<typeof jobRecordSchema>;
