import { Button, Form } from 'react-aria-components';
import type { Inspection } from '../../preload/contract.ts';
import { Choice } from '../components/choice.tsx';
import { type Fact, Facts } from '../components/facts.tsx';
import { TargetFields } from '../components/target-fields.tsx';
import { formatBytes } from '../format.ts';
import { useImport } from '../state/import.ts';
import { texts } from '../texts.ts';

const policies = (['update', 'replace', 'skip'] as const).map((id) => ({ id, ...texts.policies[id] }));

/** What the file is on one side, where it goes on the other. */
export function ImportForm({ inspection }: { readonly inspection: Inspection }) {
  const { db, collection, policy, starting, waiting, set, start } = useImport();
  const count = inspection.complete ? inspection.sampled : inspection.estimatedRecords;
  return (
    <div className="columns">
      <FileFacts inspection={inspection} />
      <Form
        className="card stack"
        onSubmit={(event) => {
          event.preventDefault();
          void start();
        }}
      >
        <h2>{texts.inspection.target}</h2>
        <TargetFields
          db={db}
          collection={collection}
          missingHint={texts.inspection.newCollection}
          onChange={set}
        />
        <Choice
          label={texts.inspection.policy}
          options={policies}
          value={policy}
          onChange={(value) => set({ policy: value })}
        />
        {waiting.length > 0 && <p className="muted">{texts.inspection.waiting(waiting.length)}</p>}
        <Button type="submit" className="button primary" isDisabled={starting}>
          {texts.inspection.start(count, inspection.shape, inspection.complete)}
        </Button>
        <p className="hint">{texts.inspection.undoNote}</p>
      </Form>
    </div>
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

function FileFacts({ inspection }: { readonly inspection: Inspection }) {
  return (
    <section className="card stack" aria-label={inspection.filename}>
      <div>
        <h2>{inspection.filename}</h2>
        <p className="muted">{inspection.why}</p>
      </div>
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
        <div>
          <h3>{texts.inspection.samples}</h3>
          <ol className="samples">
            {inspection.samples.map((sample) => (
              <li key={sample}>
                <code>{sample}</code>
              </li>
            ))}
          </ol>
        </div>
      )}
    </section>
  );
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
