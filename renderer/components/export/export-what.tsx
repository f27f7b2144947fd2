import { FieldError, Input, Label, Text, TextArea, TextField } from 'react-aria-components';
import { limitIn, type Order, queryProblem, useExport } from '../../state/export.ts';
import { texts } from '../../texts.ts';
import { Choice } from '../choice.tsx';
import { Fold } from '../fold.tsx';
import { FilterBuilder } from './filter-builder.tsx';

const orders = (['stored', 'newest', 'oldest', 'other'] as const satisfies readonly Order[]).map((id) => ({
  id,
  name: texts.export.orders[id],
}));

/** Which documents, and in which order. */
export function ExportWhat() {
  const { query, ids, order, sort, limit, set } = useExport();
  return (
    <>
      <FilterBuilder />
      <QueryField
        label={texts.export.query}
        hint={texts.export.queryHint}
        value={query}
        onChange={(value) => set({ query: value })}
      />
      <Fold title={texts.export.more} isOpen={ids !== '' || order !== 'stored' || limit !== ''}>
        <div className="stack">
          <TextField className="field" value={ids} onChange={(value) => set({ ids: value })}>
            <Label>{texts.export.ids}</Label>
            <TextArea className="input code" rows={2} spellCheck="false" />
            <Text slot="description" className="hint">
              {texts.export.idsHint}
            </Text>
          </TextField>
          <div className="pair">
            <Choice
              label={texts.export.order}
              options={orders}
              value={order}
              onChange={(value) => set({ order: value })}
            />
            <TextField
              className="field"
              inputMode="numeric"
              value={limit}
              onChange={(value) => set({ limit: value })}
              isInvalid={limitIn(limit) === null}
            >
              <Label>{texts.export.limit}</Label>
              <Input className="input" autoComplete="off" />
              <FieldError className="field-error">{texts.export.limitBroken}</FieldError>
              <Text slot="description" className="hint">
                {texts.export.limitHint}
              </Text>
            </TextField>
          </div>
          {order === 'other' && (
            <QueryField
              label={texts.export.sort}
              hint={texts.export.sortHint}
              value={sort}
              onChange={(value) => set({ sort: value })}
            />
          )}
        </div>
      </Fold>
    </>
  );
}

interface QueryFieldProps {
  readonly label: string;
  readonly hint: string;
  readonly value: string;
  readonly onChange: (query: string) => void;
}

function QueryField({ label, hint, value, onChange }: QueryFieldProps) {
  const problem = queryProblem(value);
  return (
    <TextField className="field" value={value} onChange={onChange} isInvalid={problem !== undefined}>
      <Label>{label}</Label>
      <TextArea className="input code" rows={2} spellCheck="false" />
      <FieldError className="field-error">
        {problem !== undefined && texts.export.queryBroken(problem)}
      </FieldError>
      <Text slot="description" className="hint">
        {hint}
      </Text>
    </TextField>
  );
}
