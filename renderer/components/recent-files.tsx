import { useEffect } from 'react';
import { Button } from 'react-aria-components';
import { baseName, formatBytes, formatTime } from '../format.ts';
import { takeFiles } from '../state/connect.ts';
import { useRecent } from '../state/recent.ts';
import { texts } from '../texts.ts';
import { Icon } from './icon.tsx';

/** Files that were imported before: one press brings one back. */
export function RecentFiles() {
  const { files, load, clear } = useRecent();
  useEffect(() => {
    void load();
  }, [load]);
  const imported = files.filter(({ kind }) => kind === 'import').slice(0, 6);
  if (imported.length === 0) return null;
  return (
    <section aria-label={texts.recent.title}>
      <div className="row spread">
        <h3>{texts.recent.title}</h3>
        <Button className="button quiet small-button" onPress={() => void clear()}>
          {texts.recent.clear}
        </Button>
      </div>
      <ul className="recent-files">
        {imported.map(({ path, bytes, at }) => (
          <li key={path}>
            <Button className="recent-file" onPress={() => void takeFiles([path])}>
              <Icon name="file" />
              <span className="recent-name">
                <span className="strong">{baseName(path)}</span>
                <span className="hint recent-path" dir="ltr">
                  {path}
                </span>
              </span>
              <span className="hint">
                {formatBytes(bytes)} · {formatTime(at)}
              </span>
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
