import { Button } from 'react-aria-components';
import { formatBytes, formatCount } from '../../format.ts';
import { isComplete, limitIn, namesIn, useExport } from '../../state/export.ts';
import type { Looked } from '../../state/export-preview.ts';
import { isActive, useJobs } from '../../state/jobs.ts';
import { texts } from '../../texts.ts';

/** Below the form, always in sight: how much it will be, and the button that does it. */
export function ExportBar({ looked }: { readonly looked: Looked }) {
  const form = useExport();
  const running = useJobs(({ summaries }) => {
    const job = form.jobId === undefined ? undefined : summaries[form.jobId];
    return job !== undefined && isActive(job);
  });
  return (
    <section className="start-bar" aria-label={texts.export.bar}>
      <output className="start-state muted">{amountOf(looked, form)}</output>
      <Button
        type="submit"
        form="export-form"
        className="button primary"
        isDisabled={form.starting || running || !isComplete(form)}
      >
        {texts.export.start}
      </Button>
    </section>
  );
}

function amountOf({ count, preview }: Looked, form: { limit: string; ids: string }): string {
  if (count === undefined) return texts.export.saveHint;
  const [limit, ids] = [limitIn(form.limit) ?? Infinity, namesIn(form.ids).length || Infinity];
  const { total } = count;
  const found = count.found === undefined ? undefined : Math.min(count.found, limit, ids);
  if (found === undefined) return texts.export.uncounted(formatCount(total));
  const bytes = recordBytes(preview, count.averageBytes);
  return texts.export.amount(found, total, bytes === undefined ? undefined : formatBytes(bytes * found));
}

/** Bytes of a record in the file; documents that are written whole are as large as those of the collection on average. */
function recordBytes(preview: Looked['preview'], collectionAverage: number): number | undefined {
  const { averageBytes, averageDocumentBytes } = preview ?? {};
  if (averageBytes === undefined || averageDocumentBytes === undefined) return averageBytes;
  return (averageBytes / averageDocumentBytes) * collectionAverage;
}
