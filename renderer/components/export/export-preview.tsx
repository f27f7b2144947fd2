import type { Looked } from '../../state/export-preview.ts';
import { texts } from '../../texts.ts';
import { ErrorNote } from '../error-note.tsx';

/** The first records as they will be written. */
export function ExportPreviewPane({ looked: { preview, error } }: { readonly looked: Looked }) {
  return (
    <section className="card export-preview" aria-label={texts.export.preview}>
      <h3>{texts.export.preview}</h3>
      <ErrorNote error={error} />
      {preview !== undefined && preview.records === 0 && <p className="muted">{texts.export.nothing}</p>}
      {preview !== undefined && preview.records > 0 && (
        <>
          <p className="hint">{texts.export.previewOf(preview.records)}</p>
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached by keys */}
          <pre tabIndex={0} dir="ltr">
            {preview.text}
          </pre>
        </>
      )}
    </section>
  );
}
