import { useEffect, useState } from 'react';
import {
  Cell,
  Column,
  ResizableTableContainer,
  Row,
  Table,
  TableBody,
  TableHeader,
  TableLayout,
  Virtualizer,
} from 'react-aria-components';
import type { ErrorReport, Sample, SampleRow } from '../../preload/contract.ts';
import { reportOf, request } from '../state/bridge.ts';
import { texts } from '../texts.ts';
import { ErrorNote } from './error-note.tsx';

/** Columns that a table shows; the whole record is beside it. */
const shownColumns = 40;
const rowSize = 28;

interface TableColumn {
  readonly id: string;
  readonly name: string;
  /** Its place in the cells of a row. */
  readonly at: number;
}

/** The first records of a file: as a table, and the one that is chosen as the document it will be. */
export function SampleTable({ path }: { readonly path: string }) {
  const [sample, setSample] = useState<Sample>();
  const [error, setError] = useState<ErrorReport>();
  const [chosen, setChosen] = useState<number>();
  useEffect(() => {
    let isWanted = true;
    request('sample', { path }).then(
      (found) => {
        if (isWanted) setSample(found);
      },
      (failure: unknown) => {
        if (isWanted) setError(reportOf(failure));
      },
    );
    return () => {
      isWanted = false;
    };
  }, [path]);

  if (error !== undefined) return <ErrorNote error={error} />;
  if (sample === undefined) return <div className="sample-waiting" />;
  if (sample.rows.length === 0) return <p className="muted">{texts.inspection.noSamples}</p>;
  const row = sample.rows.find(({ record }) => record === chosen) ?? sample.rows[0];
  return (
    <div className="sample">
      <Records sample={sample} chosen={row?.record} onChoose={setChosen} />
      {row !== undefined && <RecordText row={row} />}
    </div>
  );
}

interface RecordsProps {
  readonly sample: Sample;
  readonly chosen: number | undefined;
  readonly onChoose: (record: number) => void;
}

function Records({ sample, chosen, onChoose }: RecordsProps) {
  const columns: TableColumn[] = sample.columns
    .slice(0, shownColumns)
    .map((name, at) => ({ id: `field ${name}`, name, at }));
  const all = [{ id: 'number', name: texts.inspection.number, at: -1 }, ...columns];
  return (
    <ResizableTableContainer className="sample-scroll">
      <Virtualizer layout={TableLayout} layoutOptions={{ rowHeight: rowSize, headingHeight: rowSize }}>
        <Table
          aria-label={texts.inspection.samples}
          className="sample-table"
          selectionMode="single"
          selectionBehavior="replace"
          disallowEmptySelection
          selectedKeys={chosen === undefined ? [] : [chosen]}
          onSelectionChange={(keys) => {
            const [key] = keys === 'all' ? [] : [...keys];
            if (key !== undefined) onChoose(Number(key));
          }}
        >
          <TableHeader columns={all}>
            {({ id, name, at }) => (
              <Column id={id} className="sample-column" isRowHeader={at < 0} width={at < 0 ? 56 : 150}>
                {name}
              </Column>
            )}
          </TableHeader>
          <TableBody items={sample.rows.map((row) => ({ id: row.record, row }))}>
            {({ id, row }) => (
              <Row id={id} columns={all} className="sample-row">
                {({ id: column, at }) => (
                  <Cell id={column} className={at < 0 ? 'sample-cell muted' : 'sample-cell'}>
                    <span dir="auto">{at < 0 ? row.record : (row.cells[at] ?? '')}</span>
                  </Cell>
                )}
              </Row>
            )}
          </TableBody>
        </Table>
      </Virtualizer>
    </ResizableTableContainer>
  );
}

function RecordText({ row: { record, line, text } }: { readonly row: SampleRow }) {
  return (
    <section className="record-text" aria-label={texts.inspection.record(record)}>
      <p className="hint">{texts.inspection.recordAt(record, line)}</p>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached by keys */}
      <pre tabIndex={0}>{text}</pre>
    </section>
  );
}
