import { DropZone } from '../components/drop-zone.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { JobPanel } from '../components/job-panel.tsx';
import { useImport } from '../state/import.ts';
import { isActive, useJobs } from '../state/jobs.ts';
import { ImportForm } from './import-form.tsx';

/** From dropped files to the summary of their import. */
export function ImportScreen() {
  const { files, jobId, compareId, error } = useImport();
  const running = useJobs((store) => {
    const job = jobId === undefined ? undefined : store.summaries[jobId];
    return job !== undefined && isActive(job);
  });
  return (
    <div className="screen">
      {!running && <DropZone />}
      <ErrorNote error={error} />
      {files.length > 0 && <ImportForm />}
      {jobId !== undefined && <JobPanel jobId={jobId} />}
      {compareId !== undefined && <JobPanel jobId={compareId} isSecond />}
    </div>
  );
}
