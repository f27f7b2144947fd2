import { useEffect } from 'react';
import { Button } from 'react-aria-components';
import { ErrorNote } from '../components/error-note.tsx';
import { HistoryFilter } from '../components/history-filter.tsx';
import { HistoryList } from '../components/history-list.tsx';
import { Icon } from '../components/icon.tsx';
import { JobPanel } from '../components/job-panel.tsx';
import { PruneButton } from '../components/prune-button.tsx';
import { formatBytes } from '../format.ts';
import { useHistory } from '../state/history.ts';
import { isActive, useJobs } from '../state/jobs.ts';
import { texts } from '../texts.ts';

/** Every job, newest first, or one of them as a whole. */
export function HistoryScreen() {
  const openId = useHistory((store) => store.openId);
  return openId === undefined ? <JobHistory /> : <OpenJob jobId={openId} />;
}

function JobHistory() {
  const { error, refresh, journalBytes = 0, loadSpace } = useJobs();
  useEffect(() => {
    void refresh().then(loadSpace);
  }, [refresh, loadSpace]);
  return (
    <div className="screen fixed">
      <div className="row spread">
        <h2>{texts.history.title}</h2>
        {journalBytes > 0 && <p className="muted">{texts.pruning.total(formatBytes(journalBytes))}</p>}
      </div>
      <ErrorNote error={error} />
      <HistoryFilter />
      <HistoryList />
    </div>
  );
}

function OpenJob({ jobId }: { readonly jobId: string }) {
  const close = useHistory((store) => store.close);
  const job = useJobs((store) => store.summaries[jobId]);
  return (
    <div className="screen">
      <div className="row spread">
        {/* oxlint-disable-next-line jsx-a11y/no-autofocus -- the row that was pressed is gone */}
        <Button className="button quiet back-button" autoFocus onPress={close}>
          <Icon name="back" /> {texts.history.back}
        </Button>
        {job !== undefined && !isActive(job) && <PruneButton job={job} />}
      </div>
      <JobPanel jobId={jobId} />
    </div>
  );
}
