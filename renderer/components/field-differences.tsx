import type { Differences } from '../../preload/contract.ts';
import { texts } from '../texts.ts';

/** The fields that are not the same, side by side. */
export function FieldDifferences({ differences: { fields, more } }: { readonly differences: Differences }) {
  const { field, mine, file, moreFields } = texts.differing;
  return (
    <div className="differences">
      <table>
        <colgroup>
          <col className="field-column" />
          <col />
          <col />
        </colgroup>
        {/* Seen once, above the list, and heard in every row. */}
        <thead className="visually-hidden">
          <tr>
            <th scope="col">{field}</th>
            <th scope="col">{mine}</th>
            <th scope="col">{file}</th>
          </tr>
        </thead>
        <tbody>
          {fields.map((difference) => (
            <tr key={difference.path}>
              <th scope="row">
                <code>{difference.path}</code>
              </th>
              <td>
                <Value text={difference.mine} side="mine" />
              </td>
              <td>
                <Value text={difference.file} side="theirs" />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {more > 0 && <p className="hint">{moreFields(more)}</p>}
    </div>
  );
}

/** The columns of all the tables of a list, once; each table says them for itself to those who do not see. */
export function FieldLegend() {
  const { field, mine, file } = texts.differing;
  return (
    <div className="records-legend" aria-hidden="true">
      <span>{field}</span>
      <span>{mine}</span>
      <span>{file}</span>
    </div>
  );
}

interface ValueProps {
  readonly text: string | undefined;
  readonly side: 'mine' | 'theirs';
}

function Value({ text, side }: ValueProps) {
  if (text === undefined) return <span className="muted">{texts.differing.absent}</span>;
  return <code className={side}>{text}</code>;
}
