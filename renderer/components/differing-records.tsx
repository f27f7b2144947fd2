import { GridList, GridListItem } from 'react-aria-components';
import type { Finding, JobResult } from '../../preload/contract.ts';
import { baseName } from '../format.ts';
import { useFindings } from '../state/findings.ts';
import { texts } from '../texts.ts';
import { ChooseForMany } from './choose-for-many.tsx';
import { ErrorNote } from './error-note.tsx';
import { FieldDifferences, FieldLegend } from './field-differences.tsx';
import { Fold } from './fold.tsx';
import { MoreFindings } from './more-findings.tsx';
import { RecordChoiceMenu } from './record-choice-menu.tsx';
import { Tick } from './tick.tsx';

/** The records that the collection has with other contents, with a choice for each of them. */
export function DifferingRecords({ result }: { readonly result: JobResult }) {
  const more = useFindings((store) => store.more);
  return (
    <Fold
      title={texts.differing.title(result.counts.differing)}
      onOpen={() => {
        if (useFindings.getState().findings.length === 0) void more();
      }}
    >
      <RecordList result={result} />
    </Fold>
  );
}

function RecordList({ result }: { readonly result: JobResult }) {
  const { findings, total, selected, error, select } = useFindings();
  const sources = result.sources ?? [];
  const fileOf = ({ source }: Finding): string | undefined =>
    sources.length < 2 || source === undefined ? undefined : baseName(sources[source]?.filename ?? '');
  return (
    <div className="record-list">
      <ErrorNote error={error} />
      <div className="records-top">
        <ChooseForMany total={total} />
        <FieldLegend />
      </div>
      <GridList
        aria-label={texts.differing.list}
        className="records"
        // Tab goes through what is in a row, then out of the list; arrows go from row to row.
        keyboardNavigationBehavior="tab"
        selectionMode="multiple"
        selectedKeys={selected === 'all' ? 'all' : [...selected]}
        onSelectionChange={(keys) => select(keys === 'all' ? 'all' : new Set([...keys].map(Number)))}
        items={findings.map((finding) => rowOf(finding))}
      >
        {({ finding }) => <RecordRow finding={finding} file={fileOf(finding)} />}
      </GridList>
      <MoreFindings />
    </div>
  );
}

interface Row {
  readonly id: number;
  readonly finding: Finding;
}

/** The list draws a row again only when its object is another one. */
const rows = new WeakMap<Finding, Row>();

function rowOf(finding: Finding): Row {
  const row = rows.get(finding) ?? { id: finding.seq, finding };
  rows.set(finding, row);
  return row;
}

interface RecordRowProps {
  readonly finding: Finding;
  readonly file: string | undefined;
}

function RecordRow({ finding, file }: RecordRowProps) {
  const { seq, id, record, line, differences } = finding;
  return (
    <GridListItem id={seq} textValue={id} className="record">
      <div className="record-head">
        <Tick slot="selection" />
        <div className="record-name">
          <code className="strong">{id}</code>
          {record !== undefined && line !== undefined && (
            <span className="hint">{texts.differing.where(record, line, file)}</span>
          )}
        </div>
        <RecordChoiceMenu finding={finding} />
      </div>
      {differences !== undefined && <FieldDifferences differences={differences} />}
    </GridListItem>
  );
}
