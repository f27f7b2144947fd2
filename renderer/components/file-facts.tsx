import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import type { Inspection } from '../../preload/contract.ts';
import { engineSentence } from '../engine-sentence.ts';
import { formatBytes } from '../format.ts';
import { texts } from '../texts.ts';
import { type Fact, Facts } from './facts.tsx';
import { FieldMapping } from './field-mapping.tsx';
import { FieldTable } from './field-table.tsx';
import { Fold } from './fold.tsx';
import { SampleTable } from './sample-table.tsx';

interface FileFactsProps {
  readonly inspection: Inspection;
  /** What is in a file that is alone is shown at once. */
  readonly isAlone: boolean;
}

/** What a file is, and what is in it as far as it was looked at. */
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
      {isAlone ? (
        <Contents inspection={inspection} />
      ) : (
        <Fold title={texts.inspection.contents}>
          <Contents inspection={inspection} />
        </Fold>
      )}
    </>
  );
}

function Contents({ inspection }: { readonly inspection: Inspection }) {
  const { problems, fields } = inspection;
  return (
    <Tabs className="contents" defaultSelectedKey={problems.length > 0 ? 'problems' : 'records'}>
      <TabList className="segments" aria-label={texts.inspection.contents}>
        <Tab id="records" className="segment">
          {texts.inspection.samples}
        </Tab>
        <Tab id="fields" className="segment">
          {texts.inspection.fields(fields.length)}
        </Tab>
        {problems.length > 0 && (
          <Tab id="problems" className="segment problem-segment">
            {texts.inspection.problems(problems.length)}
          </Tab>
        )}
      </TabList>
      <TabPanel id="records">
        <SampleTable path={inspection.path} />
      </TabPanel>
      <TabPanel id="fields">
        {inspection.shape === 'conversation' ? (
          <FieldTable inspection={inspection} />
        ) : (
          <FieldMapping fields={inspection.fields} />
        )}
      </TabPanel>
      <TabPanel id="problems">
        <Problems inspection={inspection} />
      </TabPanel>
    </Tabs>
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
  return (
    <div className="note warning">
      <ul className="text-list">
        {problems.map(({ record, line, message }) => (
          <li key={`${record} ${line}`}>{texts.inspection.problem(record, line, engineSentence(message))}</li>
        ))}
      </ul>
      <p>{texts.inspection.problemsHint}</p>
    </div>
  );
}
