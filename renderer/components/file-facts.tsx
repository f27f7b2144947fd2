import type { Inspection } from '../../preload/contract.ts';
import { formatBytes } from '../format.ts';
import { texts } from '../texts.ts';
import { type Fact, Facts } from './facts.tsx';
import { Fold } from './fold.tsx';

interface FileFactsProps {
  readonly inspection: Inspection;
  /** The first records of a file that is alone are shown at once. */
  readonly isAlone: boolean;
}

/** What a file is. */
export function FileFacts({ inspection, isAlone }: FileFactsProps) {
  return (
    <>
      <Facts
        facts={[
          {
            label: texts.inspection.format,
            value: `${texts.formats[inspection.format]}, ${texts.shapes[inspection.shape]}`,
          },
          ...packedFacts(inspection),
          { label: texts.inspection.size, value: formatBytes(inspection.size) },
          { label: texts.inspection.records, value: recordFact(inspection) },
        ]}
      />
      <Problems inspection={inspection} />
      {inspection.samples.length > 0 && (
        <Fold title={texts.inspection.samples} isOpen={isAlone}>
          <ol className="samples">
            {inspection.samples.map((sample) => (
              <li key={sample}>
                <code>{sample}</code>
              </li>
            ))}
          </ol>
        </Fold>
      )}
    </>
  );
}

function recordFact({ complete, sampled, estimatedRecords }: Inspection): string {
  if (complete) return texts.inspection.exactly(sampled);
  if (estimatedRecords === undefined) return texts.inspection.sampled(sampled);
  return texts.inspection.about(estimatedRecords, sampled);
}

function packedFacts({ compression, entry }: Inspection): Fact[] {
  if (compression === undefined) return [];
  return [{ label: texts.inspection.compressed, value: texts.inspection.packed(compression, entry) }];
}

function Problems({ inspection: { problems } }: { readonly inspection: Inspection }) {
  if (problems.length === 0) return null;
  return (
    <div className="note warning">
      <p className="strong">{texts.inspection.problems(problems.length)}</p>
      <ul className="text-list">
        {problems.slice(0, 5).map(({ record, line, message }) => (
          <li key={record}>{texts.inspection.problem(record, line, message)}</li>
        ))}
      </ul>
      <p>{texts.inspection.problemsHint}</p>
    </div>
  );
}
