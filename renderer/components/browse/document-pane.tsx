import { useState } from 'react';
import { Button, ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import type { DocumentView } from '../../../preload/contract.ts';
import { formatBytes } from '../../format.ts';
import { request } from '../../state/bridge.ts';
import { useDocuments } from '../../state/documents.ts';
import { texts } from '../../texts.ts';
import { ErrorNote } from '../error-note.tsx';
import type { Fact } from '../facts.tsx';
import { Fold } from '../fold.tsx';
import { Icon } from '../icon.tsx';
import { Messages } from './messages.tsx';

type Way = 'read' | 'raw';

/** The document that was chosen, as people read it or as it is. */
export function DocumentPane() {
  const { open, close } = useDocuments();
  const [way, setWay] = useState<Way>('read');
  if (open === undefined)
    return (
      <section className="document-pane" aria-label={texts.browse.document}>
        <p className="muted document-none">{texts.browse.chooseDocument}</p>
      </section>
    );
  const { view, error } = open;
  return (
    <section className="document-pane" aria-label={texts.browse.document}>
      <div className="document-head">
        <Button
          className="button quiet icon-button document-back"
          aria-label={texts.browse.back}
          onPress={close}
        >
          <Icon name="back" />
        </Button>
        <div className="document-title">
          <h3 dir="auto">{view?.title ?? view?.label ?? ''}</h3>
          {view !== undefined && (
            <p className="hint ellipsis">
              <code>{view.label}</code> · {formatBytes(view.bytes)}
            </p>
          )}
        </div>
        <ToggleButtonGroup
          aria-label={texts.browse.way}
          className="toggle"
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[way]}
          onSelectionChange={(keys) => setWay(keys.has('raw') ? 'raw' : 'read')}
        >
          <ToggleButton id="read" className="toggle-button">
            {texts.browse.read}
          </ToggleButton>
          <ToggleButton id="raw" className="toggle-button">
            {texts.browse.raw}
          </ToggleButton>
        </ToggleButtonGroup>
      </div>
      <ErrorNote error={error} />
      {view !== undefined && (way === 'raw' ? <Raw view={view} /> : <Reading view={view} />)}
    </section>
  );
}

function Reading({ view }: { readonly view: DocumentView }) {
  const facts = view.facts.map(({ name, value }) => ({
    label: name,
    value: <span dir="auto">{value === '' ? '–' : value}</span>,
  }));
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached by keys
    <div className="document-body" tabIndex={0}>
      {view.messages === undefined ? (
        <FieldList facts={facts} />
      ) : (
        <>
          <Fold title={texts.browse.details}>
            <FieldList facts={facts} />
          </Fold>
          <Messages total={view.messages} />
        </>
      )}
    </div>
  );
}

/** One field below the other: documents have many, and some are long. */
function FieldList({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl className="field-list">
      {facts.map(({ label, value }) => (
        <div key={label}>
          <dt>
            <code dir="auto">{label}</code>
          </dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Raw({ view: { text, isCut } }: { readonly view: DocumentView }) {
  const [isCopied, setCopied] = useState(false);
  async function copy(): Promise<void> {
    await request('copyText', { text });
    setCopied(true);
  }
  return (
    <>
      <div className="row document-raw-head">
        <Button className="button small-button" onPress={() => void copy().catch(() => undefined)}>
          {texts.browse.copy}
        </Button>
        <output className="hint">{isCopied && texts.browse.copied}</output>
        {isCut && <p className="hint">{texts.browse.cut}</p>}
      </div>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- as above */}
      <pre className="document-raw" tabIndex={0}>
        {text}
      </pre>
    </>
  );
}
