import type { Finding, JobResult } from '../../preload/contract.ts';
import { baseName } from '../format.ts';
import { useFindings } from '../state/findings.ts';
import { texts } from '../texts.ts';
import { ErrorNote } from './error-note.tsx';
import { FieldDifferences, FieldLegend } from './field-differences.tsx';
import { Fold } from './fold.tsx';
import { MoreFindings } from './more-findings.tsx';

/** Where a collection is not what the files say, one by one. */
export function VerifyFindings({ result }: { readonly result: JobResult }) {
  const { show, more } = useFindings();
  const { operation, counts, jobId, journalBytes, sources = [] } = result;
  const count = counts.missing + counts.extra + counts.different;
  if (operation !== 'verify' || count === 0 || journalBytes === 0) return null;
  const fileOf = ({ source }: Finding): string | undefined =>
    sources.length < 2 || source === undefined ? undefined : baseName(sources[source]?.filename ?? '');
  return (
    <Fold
      title={texts.differing.found(count)}
      onOpen={() => {
        show(jobId);
        void more();
      }}
    >
      <FindingList fileOf={fileOf} />
    </Fold>
  );
}

function FindingList({ fileOf }: { readonly fileOf: (finding: Finding) => string | undefined }) {
  const { findings, error } = useFindings();
  return (
    <div className="record-list">
      <ErrorNote error={error} />
      <FieldLegend />
      <ul className="records" aria-label={texts.differing.foundList}>
        {findings.map((finding) => {
          const { seq, class: kind, id, record, line, differences } = finding;
          return (
            <li key={seq} className="record">
              <div className="record-head">
                <span className="found-class">{texts.differing.classes[kind]}</span>
                <div className="record-name">
                  <code className="strong">{id}</code>
                  {record !== undefined && line !== undefined && (
                    <span className="hint">{texts.differing.where(record, line, fileOf(finding))}</span>
                  )}
                </div>
              </div>
              {differences !== undefined && <FieldDifferences differences={differences} />}
            </li>
          );
        })}
      </ul>
      <MoreFindings />
    </div>
  );
}
