import {
  Button,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Select,
  SelectValue,
  Text,
} from 'react-aria-components';

interface Option<T extends string> {
  readonly id: T;
  readonly name: string;
  readonly description?: string;
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly options: readonly Option<T>[];
  readonly value: T;
  readonly onChange: (value: T) => void;
}

/** One of a few, from a list that opens. */
export function Choice<T extends string>({ label, options, value, onChange }: ChoiceProps<T>) {
  const chosen = options.find((option) => option.id === value);
  return (
    <Select
      className="field"
      value={value}
      onChange={(key) => {
        const option = options.find(({ id }) => id === key);
        if (option !== undefined) onChange(option.id);
      }}
    >
      <Label>{label}</Label>
      <Button className="input choice-button">
        <SelectValue>{chosen?.name}</SelectValue>
        <span aria-hidden="true" className="chevron" />
      </Button>
      {chosen?.description !== undefined && (
        <Text slot="description" className="hint">
          {chosen.description}
        </Text>
      )}
      <Popover className="popover" offset={4}>
        <ListBox className="options">
          {options.map(({ id, name, description }) => (
            <ListBoxItem key={id} id={id} textValue={name} className="option">
              <Text slot="label">{name}</Text>
              {description !== undefined && (
                <Text slot="description" className="hint">
                  {description}
                </Text>
              )}
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </Select>
  );
}
