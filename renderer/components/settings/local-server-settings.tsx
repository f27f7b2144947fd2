import { useEffect, useState } from 'react';
import type { LocalServerFacts, Settings } from '../../../preload/contract.ts';
import { formatBytes } from '../../format.ts';
import { request } from '../../state/bridge.ts';
import { texts } from '../../texts.ts';
import { Facts } from '../facts.tsx';
import { NumberSetting } from './number-setting.tsx';
import { PathSetting } from './path-setting.tsx';

interface LocalServerSettingsProps {
  readonly settings: Settings;
  readonly onChange: (localServer: Settings['localServer']) => void;
}

/** Sluice's own MongoDB: what it is now, and what it shall be when it starts next. */
export function LocalServerSettings({ settings, onChange }: LocalServerSettingsProps) {
  const { localServer } = settings;
  const words = texts.settings.localServer;
  const set = (changes: Partial<Settings['localServer']>): void => onChange({ ...localServer, ...changes });
  return (
    <section className="card stack" aria-label={words.title}>
      <h3>{words.title}</h3>
      <ServerState />
      <PathSetting
        label={words.program}
        hint={words.programHint}
        asked="chooseProgram"
        value={localServer.program}
        onChange={(program) => set({ program })}
      />
      <PathSetting
        label={words.folder}
        hint={words.folderHint}
        asked="chooseFolder"
        value={localServer.folder}
        onChange={(folder) => set({ folder })}
      />
      <div className="pair">
        <NumberSetting
          label={words.port}
          hint={words.portHint}
          unit={1}
          isWhole
          least={1024}
          most={65_535}
          value={localServer.port}
          onChange={(port) => set({ port })}
        />
        <NumberSetting
          label={words.cache}
          hint={words.cacheHint}
          unit={1}
          isWhole
          least={256}
          value={localServer.cacheMegabytes}
          onChange={(cacheMegabytes) => set({ cacheMegabytes })}
        />
      </div>
      <p className="hint">{words.nextStart}</p>
    </section>
  );
}

function ServerState() {
  const [facts, setFacts] = useState<LocalServerFacts>();
  useEffect(() => {
    // Without an answer nothing is said of it; what is set can still be changed.
    request('localServer', {}).then(setFacts, () => undefined);
  }, []);
  if (facts === undefined) return null;
  const words = texts.settings.localServer;
  return (
    <Facts
      facts={[
        { label: words.state, value: facts.running ? words.running(facts.version) : words.stopped },
        { label: words.size, value: formatBytes(facts.bytes) },
        { label: words.place, value: <code>{facts.folder}</code> },
        ...(facts.uri === undefined ? [] : [{ label: words.uri, value: <code>{facts.uri}</code> }]),
      ]}
    />
  );
}
