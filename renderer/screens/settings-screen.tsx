import { Choice } from '../components/choice.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { LocalServerSettings } from '../components/settings/local-server-settings.tsx';
import { NumberSetting } from '../components/settings/number-setting.tsx';
import { PathSetting } from '../components/settings/path-setting.tsx';
import { Tick } from '../components/tick.tsx';
import { useEngine } from '../state/engine.ts';
import { useSettings } from '../state/settings.ts';
import { texts } from '../texts.ts';

const themes = (['system', 'light', 'dark'] as const).map((id) => ({ id, name: texts.settings.themes[id] }));
const languages = (['system', 'en', 'de'] as const).map((id) => ({ id, name: texts.settings.languages[id] }));
const megabyte = 1e6;

/** What can be set; every change holds at once. */
export function SettingsScreen() {
  const { settings, error, change } = useSettings();
  const info = useEngine((store) => store.info);
  const words = texts.settings;
  if (settings === undefined) return <ErrorNote error={error} />;
  return (
    <div className="screen narrow">
      <h2>{words.title}</h2>
      <ErrorNote error={error} />
      <section className="card stack" aria-label={words.look}>
        <h3>{words.look}</h3>
        <div className="pair">
          <Choice
            label={words.theme}
            options={themes}
            value={settings.theme}
            onChange={(theme) => void change({ theme })}
          />
          <Choice
            label={words.language}
            options={languages}
            value={settings.language}
            onChange={(language) => void change({ language })}
          />
        </div>
        <div>
          <Tick
            isSelected={settings.notifications}
            onChange={(notifications) => void change({ notifications })}
          >
            {words.notifications}
          </Tick>
          <p className="hint under-tick">{words.notificationsHint}</p>
        </div>
      </section>
      <section className="card stack" aria-label={words.limits}>
        <h3>{words.limits}</h3>
        <NumberSetting
          label={words.maxSize}
          hint={words.maxSizeHint}
          unit={megabyte}
          value={settings.maxSize}
          onChange={(maxSize) => void change({ maxSize })}
        />
        <NumberSetting
          label={words.journalDays}
          hint={words.journalDaysHint}
          unit={1}
          isWhole
          value={settings.journalDays}
          onChange={(journalDays) => void change({ journalDays })}
        />
        <PathSetting
          label={words.tempFolder}
          hint={words.tempFolderHint}
          asked="chooseFolder"
          value={settings.tempFolder}
          onChange={(tempFolder) => void change({ tempFolder })}
        />
      </section>
      <LocalServerSettings settings={settings} onChange={(localServer) => void change({ localServer })} />
      <section className="card stack" aria-label={words.privacy}>
        <h3>{words.privacy}</h3>
        <p>{words.telemetry}</p>
      </section>
      {info !== undefined && <p className="muted small">{words.version(info.name, info.version)}</p>}
    </div>
  );
}
