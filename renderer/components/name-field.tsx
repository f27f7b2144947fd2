import { useMemo } from 'react';
import {
  Button,
  ComboBox,
  FieldError,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Text,
} from 'react-aria-components';

interface NameFieldProps {
  readonly label: string;
  readonly value: string;
  /** Names that exist; any other can be typed. */
  readonly suggestions: readonly string[];
  readonly hint?: string | undefined;
  readonly onChange: (value: string) => void;
}

/** Of thousands of names the list holds this many; typing brings up the others. */
const longestList = 100;

/** The names that contain what is typed, then the others: as many as a list can show. */
function closest(names: readonly string[], typed: string): { readonly name: string }[] {
  const wanted = typed.trim().toLowerCase();
  const matches = (name: string): boolean => name.toLowerCase().includes(wanted);
  const few = names.filter(matches).slice(0, longestList);
  const others = names.filter((name) => !matches(name)).slice(0, longestList - few.length);
  return [...few, ...others].map((name) => ({ name }));
}

/** The name of a database or a collection: typed, or picked from those that exist. */
export function NameField({ label, value, suggestions, hint, onChange }: NameFieldProps) {
  const items = useMemo(() => closest(suggestions, value), [suggestions, value]);
  return (
    <ComboBox
      className="field"
      allowsCustomValue
      isRequired
      inputValue={value}
      onInputChange={onChange}
      items={items}
      menuTrigger="manual"
    >
      <Label>{label}</Label>
      <div className="combo">
        <Input className="input" spellCheck="false" autoComplete="off" />
        <Button className="combo-button">
          <span aria-hidden="true" className="chevron" />
        </Button>
      </div>
      <FieldError className="field-error" />
      {hint !== undefined && (
        <Text slot="description" className="hint">
          {hint}
        </Text>
      )}
      <Popover className="popover" offset={4}>
        <ListBox<{ name: string }> className="options">
          {({ name }) => (
            <ListBoxItem id={name} textValue={name} className="option">
              {name}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}
