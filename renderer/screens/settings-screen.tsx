import { useState } from 'react';
import { FieldError, Input, Label, Text, TextField } from 'react-aria-components';
import type { Settings } from '../../preload/contract.ts';
import { Choice } from '../components/choice.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { useEngine } from '../state/engine.ts';
import { useSettings } from '../state/settings.ts';
import { texts } from '../texts.ts';

const themes = (['system', 'light', 'dark'] as const).map((id) => ({ id, name: texts.settings.themes[id] }));
const megabyte = 1e6;

export function SettingsScreen() {
  const { settings, error, change } = useSettings();
  const info = useEngine((store) => store.info);
  return (
    <div className="screen narrow">
      <section className="card stack" aria-label={texts.settings.title}>
        <h2>{texts.settings.title}</h2>
        <ErrorNote error={error} />
        {settings !== undefined && (
          <>
            <Choice
              label={texts.settings.theme}
              options={themes}
              value={settings.theme}
              onChange={(theme) => void change({ theme })}
            />
            <SizeLimit maxSize={settings.maxSize} onChange={(maxSize) => void change({ maxSize })} />
          </>
        )}
      </section>
      {info !== undefined && <p className="muted small">{texts.settings.version(info.name, info.version)}</p>}
    </div>
  );
}

interface SizeLimitProps {
  readonly maxSize: Settings['maxSize'];
  readonly onChange: (maxSize: Settings['maxSize']) => void;
}

/** Bytes of the text in megabytes; null for no limit, undefined for a text that is none. */
function bytesIn(text: string): number | null | undefined {
  if (text.trim() === '') return null;
  const bytes = Math.round(Number(text) * megabyte);
  return Number.isSafeInteger(bytes) && bytes > 0 ? bytes : undefined;
}

function SizeLimit({ maxSize, onChange }: SizeLimitProps) {
  const [text, setText] = useState(maxSize === null ? '' : String(maxSize / megabyte));
  const bytes = bytesIn(text);
  return (
    <TextField
      className="field"
      inputMode="decimal"
      value={text}
      onChange={setText}
      onBlur={() => {
        if (bytes !== undefined && bytes !== maxSize) onChange(bytes);
      }}
      isInvalid={bytes === undefined}
    >
      <Label>{texts.settings.maxSize}</Label>
      <Input className="input" autoComplete="off" />
      <FieldError className="field-error">{texts.settings.maxSizeBroken}</FieldError>
      <Text slot="description" className="hint">
        {texts.settings.maxSizeHint}
      </Text>
    </TextField>
  );
}
