import { Button } from 'react-aria-components';
import { request } from '../../state/bridge.ts';
import { texts } from '../../texts.ts';

interface PathSettingProps {
  readonly label: string;
  readonly hint: string;
  /** Which native dialog. */
  readonly asked: 'chooseFolder' | 'chooseProgram';
  readonly value: string | null;
  readonly onChange: (path: string | null) => void;
}

/** A folder or a program: chosen in the native dialog, or left to Sluice. */
export function PathSetting({ label, hint, asked, value, onChange }: PathSettingProps) {
  async function choose(): Promise<void> {
    const { path } = await request(asked, {});
    if (path !== undefined) onChange(path);
  }
  return (
    <fieldset className="field plain-fieldset" aria-label={label}>
      <span className="field-label">{label}</span>
      <div className="row path-setting">
        <code className="path-value" dir="ltr">
          {value ?? texts.settings.automatic}
        </code>
        <Button
          className="button small-button"
          aria-label={texts.settings.chooseOf(label)}
          onPress={() => void choose().catch(() => undefined)}
        >
          {texts.settings.choose}
        </Button>
        {value !== null && (
          <Button
            className="button quiet small-button"
            aria-label={texts.settings.resetOf(label)}
            onPress={() => onChange(null)}
          >
            {texts.settings.reset}
          </Button>
        )}
      </div>
      <p className="hint">{hint}</p>
    </fieldset>
  );
}
