import { Button, FieldError, Form, Input, Label, Text, TextArea, TextField } from 'react-aria-components';
import { Choice } from '../components/choice.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { JobPanel } from '../components/job-panel.tsx';
import { TargetFields } from '../components/target-fields.tsx';
import { queryProblem, useExport } from '../state/export.ts';
import { isActive, useJobs } from '../state/jobs.ts';
import { texts } from '../texts.ts';

const formats = (['json', 'jsonl', 'csv'] as const).map((id) => ({ id, name: texts.formats[id] }));

/** What to save on one side, what becomes of it on the other. */
export function ExportScreen() {
  const { connection, db, collection, format, fields, query, jobId, starting, error, set, start } =
    useExport();
  const running = useJobs((store) => {
    const job = jobId === undefined ? undefined : store.summaries[jobId];
    return job !== undefined && isActive(job);
  });
  return (
    <div className="screen columns">
      <Form
        className="card stack"
        onSubmit={(event) => {
          event.preventDefault();
          void start();
        }}
      >
        <h2>{texts.export.title}</h2>
        <div className="pair">
          <TargetFields connection={connection} db={db} collection={collection} onChange={set} />
        </div>
        <Choice
          label={texts.export.format}
          options={formats}
          value={format}
          onChange={(value) => set({ format: value })}
        />
        <TextField className="field" value={fields} onChange={(value) => set({ fields: value })}>
          <Label>{texts.export.fields}</Label>
          <Input className="input" spellCheck="false" autoComplete="off" />
          <Text slot="description" className="hint">
            {texts.export.fieldsHint}
          </Text>
        </TextField>
        <QueryField query={query} onChange={(value) => set({ query: value })} />
        <ErrorNote error={error} />
        <Button type="submit" className="button primary" isDisabled={starting || running}>
          {texts.export.start}
        </Button>
      </Form>
      {jobId === undefined ? (
        <p className="placeholder">{texts.export.saveHint}</p>
      ) : (
        <JobPanel jobId={jobId} />
      )}
    </div>
  );
}

interface QueryFieldProps {
  readonly query: string;
  readonly onChange: (query: string) => void;
}

function QueryField({ query, onChange }: QueryFieldProps) {
  const problem = queryProblem(query);
  return (
    <TextField className="field" value={query} onChange={onChange} isInvalid={problem !== undefined}>
      <Label>{texts.export.query}</Label>
      <TextArea className="input code" rows={3} spellCheck="false" />
      <FieldError className="field-error">
        {problem !== undefined && texts.export.queryBroken(problem)}
      </FieldError>
      <Text slot="description" className="hint">
        {texts.export.queryHint}
      </Text>
    </TextField>
  );
}
