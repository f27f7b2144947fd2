import { useEffect } from 'react';
import { useNavigation } from '../state/navigation.ts';

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName));

/** Keys that work on the whole window; the others belong to the menu. */
export function useShortcuts(): void {
  useEffect(() => {
    const ending = new AbortController();
    window.addEventListener(
      'keydown',
      (event) => {
        if (event.key !== '?' || isTyping(event.target)) return;
        event.preventDefault();
        useNavigation.getState().help(true);
      },
      { signal: ending.signal },
    );
    return () => ending.abort();
  }, []);
}
