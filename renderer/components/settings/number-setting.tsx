import { useState } from 'react';
import { FieldError, Input, Label, Text, TextField } from 'react-aria-components';
import { texts } from '../../texts.ts';

interface NumberSettingProps {
  readonly label: string;
  readonly hint: string;
  /** What one of what is typed is in the setting. */
  readonly unit: number;
  readonly isWhole?: boolean;
  readonly least?: number;
  readonly most?: number;
  /** `null`: nothing is typed. */
  readonly value: number | null;
  readonly onChange: (value: number | null) => void;
}

/** A number that may be left out; it holds when the field is left, or with Enter. */
export function NumberSetting(props: NumberSettingProps) {
  const { label, hint, unit, value, onChange } = props;
  const shown = value === null ? '' : String(value / unit);
  // While it is not being typed in, the field shows the setting.
  const [draft, setText] = useState<string>();
  const text = draft ?? shown;
  const typed = valueOf(text, props);
  const commit = (): void => {
    if (typed === undefined) return;
    if (typed !== value) onChange(typed);
    setText(undefined);
  };
  return (
    <TextField
      className="field"
      inputMode="decimal"
      value={text}
      onChange={setText}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit();
      }}
      isInvalid={typed === undefined}
    >
      <Label>{label}</Label>
      <Input className="input" autoComplete="off" />
      <FieldError className="field-error">
        {texts.settings.notNumber(props.least ?? 0, props.most)}
      </FieldError>
      <Text slot="description" className="hint">
        {hint}
      </Text>
    </TextField>
  );
}

/** null for nothing, undefined for a text that is no such number. */
function valueOf(
  text: string,
  { unit, isWhole, least, most }: NumberSettingProps,
): number | null | undefined {
  if (text.trim() === '') return null;
  const typed = Number(text.trim().replace(',', '.'));
  const value = Math.round(typed * unit);
  if (!Number.isSafeInteger(value) || value <= 0) return undefined;
  if (isWhole === true && !Number.isInteger(typed)) return undefined;
  if (typed < (least ?? 0) || typed > (most ?? Number.POSITIVE_INFINITY)) return undefined;
  return value;
}
