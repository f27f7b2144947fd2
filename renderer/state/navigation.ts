import { create } from 'zustand';

export const screens = ['import', 'export', 'browse', 'history', 'settings'] as const;
export type Screen = (typeof screens)[number];

interface Navigation {
  readonly screen: Screen;
  /** The list of shortcuts is over the screen. */
  readonly helping: boolean;
  readonly show: (screen: Screen) => void;
  readonly help: (helping: boolean) => void;
}

const key = 'sluice.screen';
const remembered = screens.find((screen) => screen === sessionStorage.getItem(key));

/** Which screen is shown; a reload of the page comes back to it. */
export const useNavigation = create<Navigation>((set) => ({
  screen: remembered ?? 'import',
  helping: false,
  show(screen) {
    sessionStorage.setItem(key, screen);
    set({ screen });
  },
  help: (helping) => set({ helping }),
}));
