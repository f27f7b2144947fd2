import { useBrowse } from '../state/browse.ts';
import { texts } from '../texts.ts';

/** The documents of a collection. */
export function BrowseScreen() {
  const place = useBrowse((store) => store.place);
  return (
    <div className="screen">
      {place === undefined ? (
        <p className="placeholder">{texts.browse.choose}</p>
      ) : (
        <h2>{place.collection}</h2>
      )}
    </div>
  );
}
