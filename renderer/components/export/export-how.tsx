import { Input, Label, Radio, RadioGroup, Text, TextField } from 'react-aria-components';
import type { ExportFormat } from '../../../preload/contract.ts';
import { useExport } from '../../state/export.ts';
import { texts } from '../../texts.ts';
import { Tick } from '../tick.tsx';

const formats: readonly ExportFormat[] = ['json', 'jsonl', 'csv'];

/** In which form. */
export function ExportHow() {
  const { format, fields, ejson, set } = useExport();
  return (
    <>
      <RadioGroup
        className="field"
        value={format}
        onChange={(value) => {
          const chosen = formats.find((each) => each === value);
          if (chosen !== undefined) set({ format: chosen });
        }}
      >
        <Label>{texts.export.format}</Label>
        <div className="radios">
          {formats.map((each) => (
            <Radio key={each} value={each} className="radio">
              <span className="radio-mark" aria-hidden="true" />
              <span>
                <span className="strong">{texts.formats[each]}</span>
                <span className="hint radio-hint">{texts.export.formatHints[each]}</span>
              </span>
            </Radio>
          ))}
        </div>
      </RadioGroup>
      {format !== 'csv' && (
        <div>
          <Tick
            isSelected={ejson === 'canonical'}
            onChange={(isCanonical) => set({ ejson: isCanonical ? 'canonical' : 'relaxed' })}
          >
            {texts.export.canonical}
          </Tick>
          <p className="hint under-tick">{texts.export.canonicalHint}</p>
        </div>
      )}
      <TextField className="field" value={fields} onChange={(value) => set({ fields: value })}>
        <Label>{texts.export.fields}</Label>
        <Input className="input" spellCheck="false" autoComplete="off" />
        <Text slot="description" className="hint">
          {texts.export.fieldsHint}
        </Text>
      </TextField>
    </>
  );
}
