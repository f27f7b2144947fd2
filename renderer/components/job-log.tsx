import { formatClock } from '../format.ts';
import { type LogEntry, useTraces } from '../state/traces.ts';
import { texts } from '../texts.ts';
import { Fold } from './fold.tsx';

const none: readonly LogEntry[] = [];

/** What happened, line by line, the newest first. */
export function JobLog({ jobId }: { readonly jobId: string }) {
  const entries = useTraces(({ of }) => of[jobId]?.entries ?? none);
  if (entries.length === 0) return null;
  const newestFirst = entries
    .map((_, i) => entries[entries.length - 1 - i])
    .filter((entry) => entry !== undefined);
  return (
    <Fold title={texts.log.title}>
      <ol className="job-log">
        {newestFirst.map((entry) => (
          <li key={`${entry.at} ${entry.kind}`}>
            <time>{formatClock(entry.at)}</time> {sentenceOf(entry)}
          </li>
        ))}
      </ol>
    </Fold>
  );
}

function sentenceOf(entry: LogEntry): string {
  if (entry.kind === 'phase') return texts.phases[entry.phase];
  if (entry.kind === 'rejected') return texts.log.rejected;
  return texts.log.state(texts.states[entry.state]);
}
