import { Form } from 'react-aria-components';
import { ErrorNote } from '../components/error-note.tsx';
import { ExportBar } from '../components/export/export-bar.tsx';
import { ExportHow } from '../components/export/export-how.tsx';
import { ExportPreviewPane } from '../components/export/export-preview.tsx';
import { ExportWhat } from '../components/export/export-what.tsx';
import { JobPanel } from '../components/job-panel.tsx';
import { TargetFields } from '../components/target-fields.tsx';
import { useExport } from '../state/export.ts';
import { useExportPreview } from '../state/export-preview.ts';
import { texts } from '../texts.ts';

/** What to save on one side, what will be in the file on the other; below, what becomes of it. */
export function ExportScreen() {
  const { connection, db, collection, jobId, error, set, start } = useExport();
  const looked = useExportPreview();
  return (
    <div className="screen">
      {jobId !== undefined && <JobPanel jobId={jobId} />}
      <div className="columns export-columns">
        <Form
          id="export-form"
          className="card stack"
          onSubmit={(event) => {
            event.preventDefault();
            void start();
          }}
        >
          <h2>{texts.export.title}</h2>
          <div className="pair">
            <TargetFields connection={connection} db={db} collection={collection} onChange={set} />
          </div>
          <ExportWhat />
          <ExportHow />
        </Form>
        <ExportPreviewPane looked={looked} />
      </div>
      <ErrorNote error={error} />
      <ExportBar looked={looked} />
    </div>
  );
}
