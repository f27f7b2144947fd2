import { useShallow } from 'zustand/react/shallow';
import { Button } from 'react-aria-components';
import type { JobSummary, ProgressSnapshot } from '../../preload/contract.ts';
import { formatDuration, formatSpeed } from '../format.ts';
import { isActive, isWorking, useJobs } from '../state/jobs.ts';
import { showJob } from '../state/show-job.ts';
import { texts } from '../texts.ts';
import { jobTitle } from './job-title.ts';

/** Jobs shown one by one; of more it only says how many. */
const shown = 3;

/** At the bottom of every screen, while something runs. */
export function JobStrip() {
  const active = useJobs(useShallow(({ summaries }) => Object.values(summaries).filter(isActive)));
  if (active.length === 0) return null;
  return (
    <section className="job-strip" aria-label={texts.strip.region}>
      {active.slice(0, shown).map((job) => (
        <StripJob key={job.jobId} job={job} />
      ))}
      {active.length > shown && <p className="hint">{texts.strip.more(active.length - shown)}</p>}
    </section>
  );
}

/** An undo goes by records: it reads no file. */
function speedOf({ bytesPerSecond, recordsPerSecond }: ProgressSnapshot): string {
  return bytesPerSecond > 0 ? formatSpeed(bytesPerSecond) : texts.job.recordsPerSecond(recordsPerSecond);
}

function StripJob({ job }: { readonly job: JobSummary }) {
  const snapshot = useJobs((store) => store.progress[job.jobId]);
  const title = jobTitle(job);
  const percentage = snapshot?.percentage ?? 0;
  const phase = snapshot === undefined ? texts.phases.preparing : texts.phases[snapshot.phase];
  const eta = snapshot?.etaSeconds;
  return (
    <div className="strip-job">
      <p className="strip-title">
        <span className="strong">{isWorking(job) ? phase : texts.states[job.state]}</span> {title}
      </p>
      <progress aria-label={texts.strip.progressOf(title)} max={100} value={percentage} />
      <p className="strip-facts">
        {Math.floor(percentage)} %{snapshot !== undefined && ` · ${speedOf(snapshot)}`}
        {eta !== undefined && ` · ${texts.strip.left(formatDuration(eta))}`}
      </p>
      <Button
        className="button quiet small-button"
        aria-label={texts.strip.showOf(title)}
        onPress={() => showJob(job)}
      >
        {texts.strip.show}
      </Button>
    </div>
  );
}
