import { Button } from 'react-aria-components';
import { DropZone } from '../components/drop-zone.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { JobPanel } from '../components/job-panel.tsx';
import { baseName } from '../format.ts';
import { useImport } from '../state/import.ts';
import { isActive, useJobs } from '../state/jobs.ts';
import { texts } from '../texts.ts';
import { ImportForm } from './import-form.tsx';

/** From a dropped file to the summary of its import. */
export function ImportScreen() {
  const { path, inspection, jobId, waiting, error, next } = useImport();
  const running = useJobs((store) => {
    const job = jobId === undefined ? undefined : store.summaries[jobId];
    return job !== undefined && isActive(job);
  });
  return (
    <div className="screen">
      {!running && <DropZone compact={path !== undefined || jobId !== undefined} />}
      <ErrorNote error={error} />
      {path !== undefined && inspection === undefined && (
        <output className="muted">{texts.inspection.looking(baseName(path))}</output>
      )}
      {inspection !== undefined && <ImportForm inspection={inspection} />}
      {jobId !== undefined && (
        <JobPanel jobId={jobId}>
          {waiting.length > 0 && (
            <Button className="button primary" onPress={() => void next()}>
              {texts.job.next(waiting.length)}
            </Button>
          )}
        </JobPanel>
      )}
    </div>
  );
}
