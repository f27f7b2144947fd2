import { create } from 'zustand';

export type Screen = 'import' | 'export' | 'history' | 'settings';
export const screens: readonly Screen[] = ['import', 'export', 'history', 'settings'];

interface Navigation {
  readonly screen: Screen;
  readonly show: (screen: Screen) => void;
}

const key = 'sluice.screen';
const remembered = screens.find((screen) => screen === sessionStorage.getItem(key));

/** Which screen is shown; a reload of the page comes back to it. */
export const useNavigation = create<Navigation>((set) => ({
  screen: remembered ?? 'import',
  show(screen) {
    sessionStorage.setItem(key, screen);
    set({ screen });
  },
}));
