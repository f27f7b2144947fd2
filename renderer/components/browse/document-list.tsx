import { GridList, GridListItem, GridListLoadMoreItem, ListLayout, Virtualizer } from 'react-aria-components';
import type { DocumentRow } from '../../../preload/contract.ts';
import { formatBytes } from '../../format.ts';
import { mostRows, useDocuments } from '../../state/documents.ts';
import { texts } from '../../texts.ts';

const rowSize = 60;

/** The documents in the order of their ids; the next ones are read when the end comes into sight. */
export function DocumentList() {
  const { rows, more, state, query, error, open, show, readMore } = useDocuments();
  if (state !== 'ready') return <p className="placeholder browse-waiting">{texts.browse.loading}</p>;
  if (error !== undefined && rows.length === 0) return <div />;
  if (rows.length === 0)
    return <p className="placeholder">{query.trim() === '' ? texts.browse.empty : texts.browse.nothing}</p>;
  const isFull = rows.length >= mostRows;
  return (
    <div className="document-column">
      <Virtualizer layout={ListLayout} layoutOptions={{ rowSize, loaderSize: 40 }}>
        <GridList
          aria-label={texts.browse.list}
          className="document-list"
          selectionMode="single"
          selectionBehavior="replace"
          selectedKeys={open === undefined ? [] : [open.id]}
          onSelectionChange={(keys) => {
            const [id] = keys === 'all' ? [] : [...keys];
            if (id !== undefined) void show(String(id));
          }}
        >
          {rows.map((row) => (
            <GridListItem
              key={row.id}
              id={row.id}
              textValue={row.title ?? row.label}
              className="document-row"
            >
              <Row row={row} />
            </GridListItem>
          ))}
          {more && !isFull && (
            <GridListLoadMoreItem className="history-more" onLoadMore={() => void readMore()}>
              {texts.browse.loading}
            </GridListLoadMoreItem>
          )}
        </GridList>
      </Virtualizer>
      {more && isFull && <p className="hint document-full">{texts.browse.full(mostRows)}</p>}
    </div>
  );
}

function Row({ row: { title, label, preview, bytes, messages } }: { readonly row: DocumentRow }) {
  return (
    <>
      <span className="strong ellipsis" dir="auto">
        {title ?? label}
      </span>
      <span className="hint document-size">
        {messages === undefined ? formatBytes(bytes) : texts.browse.messages(messages)}
      </span>
      <span className="hint ellipsis" dir="auto">
        {preview === '' ? label : preview}
      </span>
    </>
  );
}
