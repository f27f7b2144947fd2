import { useState } from 'react';
import { Button, Input, Label, TextField } from 'react-aria-components';
import { useExport } from '../../state/export.ts';
import { type Filter, noFilter, queryOf } from '../../state/export-filter.ts';
import { texts } from '../../texts.ts';
import { Fold } from '../fold.tsx';

const fields = [
  { name: 'from', type: 'date' },
  { name: 'to', type: 'date' },
  { name: 'title', type: 'text' },
  { name: 'tags', type: 'text' },
  { name: 'project', type: 'text' },
  { name: 'model', type: 'text' },
  { name: 'costFrom', type: 'text' },
  { name: 'costTo', type: 'text' },
] as const satisfies readonly { name: keyof Filter; type: string }[];

/** A filter of conversations in words; what is filled in here is written as the query below. */
export function FilterBuilder() {
  const query = useExport((store) => store.query);
  const set = useExport((store) => store.set);
  const [filter, setFilter] = useState<Filter>(noFilter);
  // A query that was typed says what these fields cannot.
  const isTyped = query !== queryOf(filter);
  const change = (changes: Partial<Filter>): void => {
    const next = { ...filter, ...changes };
    setFilter(next);
    set({ query: queryOf(next) });
  };
  return (
    <Fold title={texts.filter.title}>
      <div className="stack">
        {isTyped && query !== '' && <p className="note warning">{texts.filter.typed}</p>}
        <div className="filter-fields">
          {fields.map(({ name, type }) => (
            <TextField
              key={name}
              className="field"
              type={type}
              value={filter[name]}
              onChange={(value) => change({ [name]: value })}
            >
              <Label>{texts.filter.labels[name]}</Label>
              <Input className="input" autoComplete="off" />
            </TextField>
          ))}
        </div>
        <div className="row">
          <Button className="button small-button" onPress={() => change(noFilter)}>
            {texts.filter.clear}
          </Button>
        </div>
      </div>
    </Fold>
  );
}
