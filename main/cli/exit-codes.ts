import type { JobCounts, JobResult } from '../engine/api/jobs.ts';

export const exitCodes = {
  done: 0,
  failed: 1,
  usage: 2,
  rejects: 3,
  differences: 4,
  cancelled: 130,
} as const;

/** What the shell is told about a job. */
export function exitCodeOf(result: JobResult): number {
  if (result.state === 'cancelled') return exitCodes.cancelled;
  if (result.error || (result.state !== 'completed' && result.state !== 'undone')) return exitCodes.failed;
  if (result.operation === 'verify' && hasDifferences(result.counts)) return exitCodes.differences;
  if (result.operation === 'import' && (result.readBack?.different ?? 0) > 0) return exitCodes.differences;
  return result.operation === 'import' && result.counts.rejected > 0 ? exitCodes.rejects : exitCodes.done;
}

function hasDifferences({ missing, extra, different, invalid }: JobCounts): boolean {
  return missing + extra + different + invalid > 0;
}
