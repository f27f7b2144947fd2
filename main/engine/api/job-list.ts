import * as z from 'zod';
import { jobKinds, jobStates, type JobSummary } from './jobs.ts';

/** Which jobs: all that fit everything that is said, newest first. */
export const jobListParams = z.object({
  /** So many at most; absent: all. */
  limit: z.int().min(1).optional(),
  /** Only those that are listed behind this job. */
  after: z.string().min(1).optional(),
  /** Words that must all stand, in any case, in the names of files, the server, the collection or the id. */
  text: z.string().optional(),
  kinds: z.array(z.enum(jobKinds)).optional(),
  states: z.array(z.enum(jobStates)).optional(),
});

export type JobListQuery = z.infer<typeof jobListParams>;

export interface JobList {
  readonly jobs: readonly JobSummary[];
  /** How many follow that fit too. */
  readonly more: number;
}
