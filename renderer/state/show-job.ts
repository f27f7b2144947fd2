import type { JobSummary } from '../../preload/contract.ts';
import { useExport } from './export.ts';
import { useHistory } from './history.ts';
import { useImport } from './import.ts';
import { useNavigation } from './navigation.ts';

/** Goes to where a job is shown: the screen that it was started on, else the history. */
export function showJob({ jobId }: Pick<JobSummary, 'jobId'>): void {
  const { show } = useNavigation.getState();
  if (useImport.getState().jobId === jobId) return show('import');
  if (useExport.getState().jobId === jobId) return show('export');
  useHistory.getState().open(jobId);
  show('history');
}
