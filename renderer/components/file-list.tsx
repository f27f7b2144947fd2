import { Button } from 'react-aria-components';
import { baseName } from '../format.ts';
import type { ImportFile } from '../state/import-files.ts';
import { useImport } from '../state/import.ts';
import { engineSentence } from '../engine-sentence.ts';
import { texts } from '../texts.ts';
import { ErrorNote } from './error-note.tsx';
import { FileFacts } from './file-facts.tsx';

/** What is going to be imported: each file with what it is, or why it cannot be read. */
export function FileList({ files }: { readonly files: readonly ImportFile[] }) {
  const several = files.length > 1;
  return (
    <section className="card stack" aria-label={texts.files.list}>
      {several && (
        <div>
          <h2>{texts.files.title(files.length)}</h2>
          <p className="muted">{texts.files.order}</p>
        </div>
      )}
      <ul className={several ? 'files several' : 'files'}>
        {files.map((file) => (
          <li key={file.path} className="stack">
            <FileHead file={file} level={several ? 'h3' : 'h2'} />
            {file.inspection !== undefined && <FileFacts inspection={file.inspection} isAlone={!several} />}
            <ErrorNote error={file.error} />
          </li>
        ))}
      </ul>
    </section>
  );
}

interface FileHeadProps {
  readonly file: ImportFile;
  /** Of several files the list has a heading of its own. */
  readonly level: 'h2' | 'h3';
}

function FileHead({ file: { path, inspection, error }, level: Level }: FileHeadProps) {
  const remove = useImport((store) => store.remove);
  const name = baseName(path);
  return (
    <div className="row spread">
      <div>
        <Level className="file-name">{inspection?.filename ?? name}</Level>
        {inspection !== undefined && <p className="muted">{engineSentence(inspection.why)}</p>}
        {inspection === undefined && error === undefined && (
          <output className="muted">{texts.files.looking(name)}</output>
        )}
      </div>
      <Button className="button quiet" aria-label={texts.files.takeOutOf(name)} onPress={() => remove(path)}>
        {texts.files.takeOut}
      </Button>
    </div>
  );
}
