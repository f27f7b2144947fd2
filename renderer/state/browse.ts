/** The collection that is looked at on the Collections screen. */
import { create } from 'zustand';
import { useNavigation } from './navigation.ts';

/** A collection on a server. */
export interface Place {
  readonly connection: string;
  readonly db: string;
  readonly collection: string;
}

interface BrowseStore {
  readonly place: Place | undefined;
  /** Shows a collection. */
  readonly open: (place: Place) => void;
}

const key = 'sluice.place';

function remembered(): Place | undefined {
  try {
    // Only this file writes it.
    return JSON.parse(sessionStorage.getItem(key) ?? 'null') ?? undefined;
  } catch {
    return undefined;
  }
}

export const useBrowse = create<BrowseStore>((set) => ({
  place: remembered(),
  open(place) {
    sessionStorage.setItem(key, JSON.stringify(place));
    set({ place });
    useNavigation.getState().show('browse');
  },
}));
