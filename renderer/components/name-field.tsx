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

/** The name of a database or a collection: typed, or picked from those that exist. */
export function NameField({ label, value, suggestions, hint, onChange }: NameFieldProps) {
  return (
    <ComboBox
      className="field"
      allowsCustomValue
      isRequired
      inputValue={value}
      onInputChange={onChange}
      items={suggestions.map((name) => ({ name }))}
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
