import { useEffect, useState } from 'react';
import { Input, SearchField } from 'react-aria-components';
import { anyJob, stateGroups, useJobs } from '../state/jobs.ts';
import { texts } from '../texts.ts';
import { Choice } from './choice.tsx';

const kinds = (['all', 'import', 'export', 'dry-run', 'verify'] as const).map((id) => ({
  id,
  name: texts.history.kinds[id],
}));

const states = (['all', ...(Object.keys(stateGroups) as (keyof typeof stateGroups)[])] as const).map(
  (id) => ({
    id,
    name: texts.history.states[id],
  }),
);

/** Milliseconds without a key after which the engine is asked. */
const pause = 200;

/** Which jobs the list shows. */
export function HistoryFilter() {
  const { filter, search } = useJobs();
  const [text, setText] = useState(filter.text);
  useEffect(() => {
    if (text === filter.text) return undefined;
    const timer = setTimeout(() => void search({ ...filter, text }), pause);
    return () => clearTimeout(timer);
  }, [text, filter, search]);

  const change = (changes: Partial<typeof filter>): void => {
    const next = { ...filter, ...changes };
    const isAny = next.text === '' && next.kind === 'all' && next.state === 'all';
    void search(isAny ? anyJob : next);
  };
  return (
    <div className="history-filter">
      <SearchField className="field" aria-label={texts.history.search} value={text} onChange={setText}>
        <Input className="input" placeholder={texts.history.search} />
      </SearchField>
      <Choice
        label={texts.history.kind}
        options={kinds}
        value={filter.kind}
        onChange={(kind) => change({ kind })}
      />
      <Choice
        label={texts.history.state}
        options={states}
        value={filter.state}
        onChange={(state) => change({ state })}
      />
    </div>
  );
}
