import { Form } from 'react-aria-components';
import { CheckResult } from '../components/check-result.tsx';
import { Choice } from '../components/choice.tsx';
import { FileList } from '../components/file-list.tsx';
import { ImportOptions } from '../components/import-options.tsx';
import { StartBar } from '../components/start-bar.tsx';
import { TargetFields } from '../components/target-fields.tsx';
import { startImport, useCheckState } from '../state/check.ts';
import { useImport } from '../state/import.ts';
import { texts } from '../texts.ts';

const policies = (['update', 'replace', 'skip', 'merge', 'newer', 'stop'] as const).map((id) => ({
  id,
  ...texts.policies[id],
}));

/** What the files are on one side, where they go on the other; below, what the import would do. */
export function ImportForm() {
  const { files, connection, db, collection, policy, set } = useImport();
  const check = useCheckState();
  return (
    <>
      <div className="columns">
        <FileList files={files} />
        <Form
          className="card stack"
          onSubmit={(event) => {
            event.preventDefault();
            if (check.state !== 'running') void startImport(check);
          }}
        >
          <h2>{texts.inspection.target}</h2>
          <TargetFields
            connection={connection}
            db={db}
            collection={collection}
            missingHint={texts.inspection.newCollection}
            onChange={set}
          />
          <Choice
            label={texts.inspection.policy}
            options={policies}
            value={policy}
            onChange={(value) => set({ policy: value })}
          />
          <ImportOptions />
        </Form>
      </div>
      <CheckResult check={check} />
      <StartBar check={check} />
    </>
  );
}
