import { Button } from 'react-aria-components';
import type { JobSummary } from '../../preload/contract.ts';
import { useImport } from '../state/import.ts';
import { texts } from '../texts.ts';

/** Looks whether the collection holds what the files of an import say, for the import that the screen shows. */
export function CompareButton({ job }: { readonly job: JobSummary }) {
  const shown = useImport((store) => store.jobId);
  const compare = useImport((store) => store.compare);
  if (shown !== job.jobId || job.operation !== 'import' || job.state !== 'completed') return null;
  return (
    <Button className="button" onPress={() => void compare(job)}>
      {texts.job.compare}
    </Button>
  );
}
