import { Input, Label, Text, TextField } from 'react-aria-components';
import { useImport } from '../state/import.ts';
import { useCollection } from '../state/namespaces.ts';
import { texts } from '../texts.ts';
import { Choice } from './choice.tsx';
import { Fold } from './fold.tsx';
import { Tick } from './tick.tsx';

const readBacks = (['none', 'sample', 'all'] as const).map((id) => ({ id, ...texts.options.readBacks[id] }));

/** What few imports need; each says what it is for, and what it can lose. */
export function ImportOptions() {
  const { key, readBack, undo, set } = useImport();
  return (
    <Fold title={texts.options.title}>
      <div className="stack">
        <TextField className="field" value={key} onChange={(value) => set({ key: value })}>
          <Label>{texts.options.key}</Label>
          <Input className="input" spellCheck="false" autoComplete="off" />
          <Text slot="description" className="hint">
            {texts.options.keyHint}
          </Text>
        </TextField>
        <Choice
          label={texts.options.readBack}
          options={readBacks}
          value={readBack}
          onChange={(value) => set({ readBack: value })}
        />
        <ReplaceCollection />
        <div>
          <Tick isSelected={undo} onChange={(value) => set({ undo: value })}>
            {texts.options.undo}
          </Tick>
          {undo ? (
            <p className="hint under-tick">{texts.options.undoHint}</p>
          ) : (
            <p className="note warning">{texts.options.undoWarning}</p>
          )}
        </div>
      </div>
    </Fold>
  );
}

function ReplaceCollection() {
  const { connection, db, collection, replaceCollection, undo, set } = useImport();
  const existing = useCollection(connection, db, collection);
  return (
    <div>
      <Tick
        isSelected={replaceCollection}
        // What documents have besides would stay under most policies.
        onChange={(value) => set({ replaceCollection: value, ...(value ? { policy: 'replace' } : {}) })}
      >
        {texts.options.replaceCollection}
      </Tick>
      {replaceCollection ? (
        <p className="note warning">
          {texts.options.replaceWarning(`${db.trim()}.${collection.trim()}`, existing?.documents)}{' '}
          {undo ? texts.options.replaceUndo : texts.options.replaceForGood}
        </p>
      ) : (
        <p className="hint under-tick">{texts.options.replaceHint}</p>
      )}
    </div>
  );
}
