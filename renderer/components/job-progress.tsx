import { Button } from 'react-aria-components';
import type { JobSummary, ProgressSnapshot } from '../../preload/contract.ts';
import { formatBytes, formatCount, formatDuration, formatSpeed } from '../format.ts';
import { isWorking, useJobs } from '../state/jobs.ts';
import { texts } from '../texts.ts';
import { CancelButton } from './cancel-button.tsx';
import { CountList } from './count-list.tsx';
import { Facts, type Fact } from './facts.tsx';
import { JobLog } from './job-log.tsx';
import { SpeedPlot } from './speed-plot.tsx';

function facts(snapshot: ProgressSnapshot, readsFile: boolean): Fact[] {
  const { labels } = texts.job;
  const { current, total, etaSeconds } = snapshot;
  return [
    {
      label: labels.records,
      value: total === undefined ? formatCount(current) : texts.job.recordsOf(current, total),
    },
    { label: labels.speed, value: texts.job.recordsPerSecond(snapshot.recordsPerSecond) },
    ...(readsFile ? [{ label: labels.throughput, value: formatSpeed(snapshot.bytesPerSecond) }] : []),
    {
      label: labels.timeLeft,
      value: etaSeconds === undefined ? texts.job.unknownTime : formatDuration(etaSeconds),
    },
    { label: labels.memory, value: formatBytes(snapshot.memoryBytes) },
    ...(snapshot.journalBytes === undefined
      ? []
      : [{ label: labels.undo, value: formatBytes(snapshot.journalBytes) }]),
  ];
}

/** A job that runs: how far, how fast, how long still, and how to stop it. */
export function JobProgress({ job, title }: { readonly job: JobSummary; readonly title: string }) {
  const snapshot = useJobs((store) => store.progress[job.jobId]);
  const pause = useJobs((store) => store.pause);
  const percentage = snapshot?.percentage ?? 0;
  return (
    <section className="card stack" aria-label={title}>
      <div className="row spread">
        <div>
          <h2>{title}</h2>
          <p className="muted">
            {snapshot === undefined ? texts.phases.preparing : texts.phases[snapshot.phase]}
            {!isWorking(job) && ` · ${texts.states[job.state]}`}
          </p>
        </div>
        <p className="percentage" aria-hidden="true">
          {Math.floor(percentage)} %
        </p>
      </div>
      <progress aria-label={texts.job.progress} max={100} value={percentage} />
      {job.state === 'waiting-for-database' && (
        <div className="note warning" role="alert">
          <p className="strong">{texts.job.waiting}</p>
          <p>{texts.job.waitingHint}</p>
        </div>
      )}
      {snapshot !== undefined && (
        <>
          <Facts facts={facts(snapshot, job.operation !== 'undo')} />
          <SpeedPlot jobId={job.jobId} />
          <CountList counts={snapshot.counts} operation={job.operation} />
        </>
      )}
      <JobLog jobId={job.jobId} />
      {job.operation !== 'undo' && (
        <div className="row end">
          {job.kind === 'import' && (
            <Button
              className="button"
              isDisabled={job.state !== 'running' && job.state !== 'waiting-for-database'}
              onPress={() => void pause(job.jobId)}
            >
              {texts.job.pause}
            </Button>
          )}
          <CancelButton job={job} />
        </div>
      )}
    </section>
  );
}
