import { Button } from 'react-aria-components';
import type { JobSummary } from '../../preload/contract.ts';
import { useImport } from '../state/import.ts';
import { texts } from '../texts.ts';

/** Looks whether the collection holds what the files of an import say, for an import that this page has started. */
export function CompareButton({ job }: { readonly job: JobSummary }) {
  const started = useImport((store) => store.started);
  const compare = useImport((store) => store.compare);
  if (started?.jobId !== job.jobId || job.operation !== 'import' || job.state !== 'completed') return null;
  return (
    <Button className="button" onPress={() => void compare()}>
      {texts.job.compare}
    </Button>
  );
}
