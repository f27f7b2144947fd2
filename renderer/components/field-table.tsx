import {
  Button,
  Input,
  ListBox,
  ListBoxItem,
  Popover,
  Select,
  SelectValue,
  TextField,
} from 'react-aria-components';
import type { FieldFacts, FieldType, Inspection } from '../../preload/contract.ts';
import { formatPercent } from '../format.ts';
import { type FieldChange, useImport } from '../state/import.ts';
import { texts } from '../texts.ts';
import { Tick } from './tick.tsx';

/** Fields that are shown; the sample has the others. */
const shownFields = 300;

const asRead = 'as-read';
const types: readonly (FieldType | typeof asRead)[] = [
  asRead,
  'text',
  'number',
  'date',
  'boolean',
  'object-id',
];

/** The fields of the sample with types and coverage, and what becomes of each where that can be said. */
export function FieldTable({ inspection }: { readonly inspection: Inspection }) {
  const { fields, sampled, shape } = inspection;
  // What a conversation has is fixed.
  const canMap = shape === 'any';
  const { columns } = texts.fieldTable;
  return (
    <div className="field-scroll">
      <table className="field-table">
        <thead>
          <tr>
            {canMap && (
              <th scope="col">
                <span className="visually-hidden">{columns.taken}</span>
              </th>
            )}
            <th scope="col">{columns.name}</th>
            <th scope="col">{columns.types}</th>
            <th scope="col">{columns.coverage}</th>
            {canMap && (
              <>
                <th scope="col">{columns.to}</th>
                <th scope="col">{columns.as}</th>
              </>
            )}
          </tr>
        </thead>
        <tbody>
          {fields.slice(0, shownFields).map((field) => (
            <FieldRow key={field.name} field={field} sampled={sampled} canMap={canMap} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface FieldRowProps {
  readonly field: FieldFacts;
  readonly sampled: number;
  readonly canMap: boolean;
}

function FieldRow({ field: { name, present, types: seen }, sampled, canMap }: FieldRowProps) {
  const change = useImport(({ map }) => map[name]);
  const changeField = useImport((store) => store.changeField);
  const set = (changes: FieldChange): void => changeField(name, { ...change, ...changes });
  const isTaken = change?.drop !== true;
  const share = sampled === 0 ? 0 : present / sampled;
  return (
    <tr className={isTaken ? undefined : 'left-out'}>
      {canMap && (
        <td>
          <Tick
            aria-label={texts.fieldTable.take(name)}
            isSelected={isTaken}
            onChange={(taken) => set({ drop: !taken })}
          />
        </td>
      )}
      <th scope="row">
        <code dir="auto">{name}</code>
      </th>
      <td>{seen.map(({ type }) => type).join(', ')}</td>
      <td className="nowrap">
        <meter min={0} max={1} value={share} aria-label={texts.fieldTable.coverageOf(name)} />{' '}
        <span className="hint">{formatPercent(share)}</span>
      </td>
      {canMap && (
        <>
          <td>
            <TextField
              aria-label={texts.fieldTable.nameOf(name)}
              isDisabled={!isTaken}
              value={change?.to ?? ''}
              onChange={(to) => set({ to: to === '' ? undefined : to })}
            >
              <Input className="input small-input" placeholder={name} spellCheck="false" autoComplete="off" />
            </TextField>
          </td>
          <td>
            <TypeChoice
              name={name}
              value={change?.type ?? asRead}
              isDisabled={!isTaken}
              onChange={(type) => set({ type: type === asRead ? undefined : type })}
            />
          </td>
        </>
      )}
    </tr>
  );
}

interface TypeChoiceProps {
  readonly name: string;
  readonly value: FieldType | typeof asRead;
  readonly isDisabled: boolean;
  readonly onChange: (type: FieldType | typeof asRead) => void;
}

function TypeChoice({ name, value, isDisabled, onChange }: TypeChoiceProps) {
  return (
    <Select
      aria-label={texts.fieldTable.typeOf(name)}
      isDisabled={isDisabled}
      value={value}
      onChange={(key) => {
        const type = types.find((each) => each === key);
        if (type !== undefined) onChange(type);
      }}
    >
      <Button className="input small-input choice-button">
        <SelectValue>{texts.fieldTable.typeNames[value]}</SelectValue>
        <span aria-hidden="true" className="chevron" />
      </Button>
      <Popover className="popover" offset={4}>
        <ListBox className="options">
          {types.map((type) => (
            <ListBoxItem key={type} id={type} className="option">
              {texts.fieldTable.typeNames[type]}
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </Select>
  );
}
