import { useState } from 'react';
import { Button, FieldError, Form, Input, Label, TextField } from 'react-aria-components';
import { formatBytes } from '../../format.ts';
import type { Place } from '../../state/browse.ts';
import { local, useConnections } from '../../state/connections.ts';
import { useDocuments } from '../../state/documents.ts';
import { queryProblem, useExport } from '../../state/export.ts';
import { useImport } from '../../state/import.ts';
import { useNavigation } from '../../state/navigation.ts';
import { texts } from '../../texts.ts';

/** Which collection it is, how much is in it, what is looked for, and where one can go from here. */
export function CollectionHead({ place }: { readonly place: Place }) {
  const { connection, db, collection } = place;
  const saved = useConnections((store) => store.saved);
  const { query: asked, read } = useDocuments();
  const [query, setQuery] = useState('');
  const show = useNavigation((store) => store.show);
  const server =
    connection === local ? texts.connections.local : saved.find(({ id }) => id === connection)?.name;
  const problem = queryProblem(query);
  return (
    <>
      <div className="row spread">
        <div className="browse-title">
          <h2 dir="auto">{collection}</h2>
          <p className="muted">
            {server} · {db}
            <Counted />
          </p>
        </div>
        <div className="row nowrap">
          <Button
            className="button"
            onPress={() => {
              useImport.getState().set({ connection, db, collection });
              show('import');
            }}
          >
            {texts.browse.importInto}
          </Button>
          <Button
            className="button"
            onPress={() => {
              useExport.getState().set({ connection, db, collection, query: asked });
              show('export');
            }}
          >
            {texts.browse.exportFrom}
          </Button>
        </div>
      </div>
      <Form
        className="browse-query"
        onSubmit={(event) => {
          event.preventDefault();
          if (problem === undefined) void read(query);
        }}
      >
        <TextField className="field" value={query} onChange={setQuery} isInvalid={problem !== undefined}>
          <Label className="visually-hidden">{texts.browse.query}</Label>
          <Input
            className="input code"
            placeholder={texts.browse.queryPlaceholder}
            spellCheck="false"
            autoComplete="off"
          />
          <FieldError className="field-error">
            {problem !== undefined && texts.export.queryBroken(problem)}
          </FieldError>
        </TextField>
        <Button type="submit" className="button" isDisabled={problem !== undefined}>
          {texts.browse.find}
        </Button>
      </Form>
    </>
  );
}

function Counted() {
  const count = useDocuments((store) => store.count);
  const query = useDocuments((store) => store.query);
  if (count === undefined) return null;
  const { total, found, averageBytes } = count;
  return (
    <>
      {' · '}
      {query.trim() === ''
        ? texts.browse.documents(total, formatBytes(total * averageBytes))
        : texts.browse.found(found, total)}
    </>
  );
}
