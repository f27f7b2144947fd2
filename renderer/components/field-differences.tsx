import type { Differences } from '../../preload/contract.ts';
import { texts } from '../texts.ts';

/** The fields that are not the same, side by side. */
export function FieldDifferences({ differences: { fields, more } }: { readonly differences: Differences }) {
  const { field, mine, file, moreFields } = texts.differing;
  return (
    <div className="differences">
      <table>
        <thead>
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
              <Side text={difference.mine} side="mine" />
              <Side text={difference.file} side="theirs" />
            </tr>
          ))}
        </tbody>
      </table>
      {more > 0 && <p className="hint">{moreFields(more)}</p>}
    </div>
  );
}

interface SideProps {
  readonly text: string | undefined;
  readonly side: 'mine' | 'theirs';
}

function Side({ text, side }: SideProps) {
  if (text === undefined) return <td className="muted">{texts.differing.absent}</td>;
  return (
    <td>
      <code className={side}>{text}</code>
    </td>
  );
}
