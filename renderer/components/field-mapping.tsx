import {
  Button,
  Input,
  ListBox,
  ListBoxItem,
  Popover,
  Select,
  SelectValue,
  Text,
  TextField,
} from 'react-aria-components';
import type { FieldFacts, FieldType } from '../../preload/contract.ts';
import { type FieldSetting, untouched } from '../state/field-rules.ts';
import { useImport } from '../state/import.ts';
import { texts } from '../texts.ts';
import { Tick } from './tick.tsx';

/** Fields that are shown; more than these are not mapped by hand. */
const shownFields = 300;

const asItIs = 'as-it-is';
const fieldTypes = [
  'string',
  'integer',
  'double',
  'decimal',
  'boolean',
  'date',
  'objectId',
] as const satisfies readonly FieldType[];

/** The fields of the sample, each with what becomes of it. */
export function FieldMapping({ fields }: { readonly fields: readonly FieldFacts[] }) {
  const { mappingColumns, mappingHint } = texts.fieldTable;
  return (
    <div className="stack">
      <p className="hint">{mappingHint}</p>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached by keys */}
      <div className="field-scroll" tabIndex={0}>
        <table className="field-table mapping">
          <thead>
            <tr>
              <th scope="col">{mappingColumns.name}</th>
              <th scope="col">{mappingColumns.to}</th>
              <th scope="col">{mappingColumns.type}</th>
            </tr>
          </thead>
          <tbody>
            {fields.slice(0, shownFields).map((field) => (
              <MappingRow key={field.name} field={field} />
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function MappingRow({ field: { name, types } }: { readonly field: FieldFacts }) {
  const setting = useImport((store) => store.fields[name] ?? untouched);
  const set = (changes: Partial<FieldSetting>): void => {
    const { fields, set: setForm } = useImport.getState();
    setForm({ fields: { ...fields, [name]: { ...(fields[name] ?? untouched), ...changes } } });
  };
  const { isLeftOut } = setting;
  const words = texts.fieldTable;
  return (
    <tr className={isLeftOut ? 'left-out' : undefined}>
      <th scope="row">
        <Tick
          aria-label={words.takes(name)}
          isSelected={!isLeftOut}
          onChange={(takes) => set({ isLeftOut: !takes })}
        >
          <code dir="auto">{name}</code>
        </Tick>
      </th>
      <td>
        <TextField
          aria-label={words.nameOf(name)}
          value={setting.name}
          isDisabled={isLeftOut}
          onChange={(text) => set({ name: text })}
        >
          <Input
            className="input small-input"
            dir="auto"
            placeholder={name}
            spellCheck="false"
            autoComplete="off"
          />
        </TextField>
      </td>
      <td>
        <TypeChoice
          label={words.typeOf(name)}
          found={types.map(({ type }) => type).join(', ')}
          value={setting.type}
          isDisabled={isLeftOut}
          onChange={(type) => set({ type })}
        />
      </td>
    </tr>
  );
}

interface TypeChoiceProps {
  readonly label: string;
  /** The types that the sample has. */
  readonly found: string;
  readonly value: FieldType | null;
  readonly isDisabled: boolean;
  readonly onChange: (type: FieldType | null) => void;
}

function TypeChoice({ label, found, value, isDisabled, onChange }: TypeChoiceProps) {
  const words = texts.fieldTable;
  const options = [
    { id: asItIs, name: words.asItIs(found) },
    ...fieldTypes.map((id) => ({ id, name: words.fieldTypes[id] })),
  ];
  return (
    <Select
      aria-label={label}
      value={value ?? asItIs}
      isDisabled={isDisabled}
      onChange={(key) => onChange(fieldTypes.find((type) => type === key) ?? null)}
    >
      <Button className="input small-input choice-button">
        <SelectValue>{value === null ? found : words.fieldTypes[value]}</SelectValue>
        <span aria-hidden="true" className="chevron" />
      </Button>
      <Popover className="popover" offset={4}>
        <ListBox className="options">
          {options.map(({ id, name }) => (
            <ListBoxItem key={id} id={id} textValue={name} className="option">
              <Text slot="label">{name}</Text>
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </Select>
  );
}
