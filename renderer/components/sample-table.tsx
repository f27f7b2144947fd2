import { useEffect, useState } from 'react';
import { GridList, GridListItem, ListLayout, Virtualizer } from 'react-aria-components';
import type { ErrorReport, Sample, SampleRow } from '../../preload/contract.ts';
import { reportOf, request } from '../state/bridge.ts';
import { texts } from '../texts.ts';
import { ErrorNote } from './error-note.tsx';

/** Columns that a table shows; the whole record is beside it. */
const shownColumns = 40;
const rowSize = 28;
/** Pixels. */
const columnWidth = 150;
const numberWidth = 56;

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
    const read = async (): Promise<void> => {
      try {
        const found = await request('sample', { path });
        if (isWanted) setSample(found);
      } catch (failure) {
        if (isWanted) setError(reportOf(failure));
      }
    };
    void read();
    return () => {
      isWanted = false;
    };
  }, [path]);

  if (error !== undefined) return <ErrorNote error={error} />;
  if (sample === undefined)
    return <output className="sample-waiting muted">{texts.inspection.reading}</output>;
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
  const columns: TableColumn[] = [
    { id: 'number', name: texts.inspection.number, at: -1 },
    ...sample.columns.slice(0, shownColumns).map((name, at) => ({ id: `field ${name}`, name, at })),
  ];
  const cell = (row: SampleRow, at: number): string => (at < 0 ? String(row.record) : (row.cells[at] ?? ''));
  return (
    <div className="sample-scroll">
      {/* As wide as its columns: heading and rows are moved sideways together. */}
      <div
        className="sample-wide"
        style={{ width: `max(100%, ${numberWidth + columns.length * columnWidth}px)` }}
      >
        <div className="sample-heading" aria-hidden="true">
          {columns.map(({ id, name, at }) => (
            <span key={id} className={at < 0 ? 'sample-number' : 'sample-cell'} dir="auto">
              {name}
            </span>
          ))}
        </div>
        <Virtualizer layout={ListLayout} layoutOptions={{ rowSize }}>
          <GridList
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
            {sample.rows.map((row) => (
              <GridListItem
                key={row.record}
                id={row.record}
                textValue={texts.inspection.record(row.record)}
                className="sample-row"
              >
                {columns.map(({ id, at }) => (
                  <span key={id} className={at < 0 ? 'sample-number' : 'sample-cell'} dir="auto">
                    {cell(row, at)}
                  </span>
                ))}
              </GridListItem>
            ))}
          </GridList>
        </Virtualizer>
      </div>
    </div>
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
