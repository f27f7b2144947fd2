import { DropZone } from '../components/drop-zone.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { JobPanel } from '../components/job-panel.tsx';
import { RecentFiles } from '../components/recent-files.tsx';
import { useImport } from '../state/import.ts';
import { isActive, useJobs } from '../state/jobs.ts';
import { texts } from '../texts.ts';
import { ImportForm } from './import-form.tsx';

/** From dropped files to the summary of their import. */
export function ImportScreen() {
  const { files, jobId, compareId, error, leftOut } = useImport();
  const running = useJobs((store) => {
    const job = jobId === undefined ? undefined : store.summaries[jobId];
    return job !== undefined && isActive(job);
  });
  const isHome = files.length === 0 && jobId === undefined;
  return (
    <div className={isHome ? 'screen home' : 'screen'}>
      {!running && <DropZone />}
      <ErrorNote error={error} />
      {leftOut !== undefined && (leftOut.leftOut > 0 || leftOut.isCut) && (
        <p className="note warning">{texts.files.leftOut(leftOut.leftOut, leftOut.isCut)}</p>
      )}
      {isHome && <RecentFiles />}
      {files.length > 0 && <ImportForm />}
      {jobId !== undefined && <JobPanel jobId={jobId} />}
      {compareId !== undefined && <JobPanel jobId={compareId} isSecond />}
    </div>
  );
}
