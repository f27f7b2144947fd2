import type { FieldFacts, Inspection } from '../../preload/contract.ts';
import { formatPercent } from '../format.ts';
import { texts } from '../texts.ts';

/** Fields that are shown; the sample has the others. */
const shownFields = 300;

/** The fields of the sample with types and coverage. */
export function FieldTable({ inspection: { fields, sampled } }: { readonly inspection: Inspection }) {
  const { columns } = texts.fieldTable;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached by keys
    <div className="field-scroll" tabIndex={0}>
      <table className="field-table">
        <thead>
          <tr>
            <th scope="col">{columns.name}</th>
            <th scope="col">{columns.types}</th>
            <th scope="col">{columns.coverage}</th>
          </tr>
        </thead>
        <tbody>
          {fields.slice(0, shownFields).map((field) => (
            <FieldRow key={field.name} field={field} sampled={sampled} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface FieldRowProps {
  readonly field: FieldFacts;
  readonly sampled: number;
}

function FieldRow({ field: { name, present, types }, sampled }: FieldRowProps) {
  const share = sampled === 0 ? 0 : present / sampled;
  return (
    <tr>
      <th scope="row">
        <code dir="auto">{name}</code>
      </th>
      <td>{types.map(({ type }) => type).join(', ')}</td>
      <td className="nowrap">
        <meter min={0} max={1} value={share} aria-label={texts.fieldTable.coverageOf(name)} />{' '}
        <span className="hint">{formatPercent(share)}</span>
      </td>
    </tr>
  );
}
