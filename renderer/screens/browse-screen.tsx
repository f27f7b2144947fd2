import { useEffect } from 'react';
import { CollectionHead } from '../components/browse/collection-head.tsx';
import { DocumentList } from '../components/browse/document-list.tsx';
import { DocumentPane } from '../components/browse/document-pane.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { useBrowse } from '../state/browse.ts';
import { useDocuments } from '../state/documents.ts';
import { texts } from '../texts.ts';

/** The documents of a collection: so that one sees that an import is right. */
export function BrowseScreen() {
  const place = useBrowse((store) => store.place);
  const read = useDocuments((store) => store.read);
  const error = useDocuments((store) => store.error);
  const isOpen = useDocuments((store) => store.open !== undefined);
  useEffect(() => {
    if (place !== undefined) void read('');
  }, [place, read]);
  if (place === undefined) {
    return (
      <div className="screen">
        <h2>{texts.screens.browse}</h2>
        <p className="placeholder">{texts.browse.choose}</p>
      </div>
    );
  }
  return (
    <div className="screen fixed">
      <CollectionHead key={`${place.connection} ${place.db} ${place.collection}`} place={place} />
      <ErrorNote error={error} />
      <div className={isOpen ? 'browse is-open' : 'browse'}>
        <DocumentList />
        <DocumentPane />
      </div>
    </div>
  );
}
