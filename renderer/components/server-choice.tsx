import { useEffect } from 'react';
import { local, useConnections } from '../state/connections.ts';
import { useNamespaces } from '../state/namespaces.ts';
import { texts } from '../texts.ts';
import { Choice } from './choice.tsx';

interface ServerChoiceProps {
  readonly value: string;
  readonly onChange: (connection: string) => void;
}

/** Which server; nothing to choose while there is only the local one. */
export function ServerChoice({ value, onChange }: ServerChoiceProps) {
  const saved = useConnections((store) => store.saved);
  const known = useNamespaces((store) => store.of[value] !== undefined);
  const load = useNamespaces((store) => store.load);
  useEffect(() => {
    if (!known && value !== local) void load(value);
  }, [known, value, load]);
  if (saved.length === 0 && value === local) return null;
  return (
    <Choice
      label={texts.connections.server}
      options={[{ id: local, name: texts.connections.local }, ...saved]}
      value={value}
      onChange={onChange}
    />
  );
}
