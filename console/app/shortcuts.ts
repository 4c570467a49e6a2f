import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';

/** Second keys after g. */
const PLACES = {
  i: '/inbox',
  p: '/packages',
  c: '/calendar',
  m: '/money',
  r: '/runs',
  s: '/strays',
} as const;

const CHORD_MS = 1_500;

/** While somebody writes, or a dialog is open, keys are theirs. */
export function isKeyOurs(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey) return false;
  const { target } = event;
  if (!(target instanceof HTMLElement)) return true;
  return (
    target.closest(
      'input, textarea, select, [contenteditable], [role="dialog"], [role="alertdialog"], [role="menu"]',
    ) === null
  );
}

/** Keys that hold on every page. */
export function useShortcuts({ help }: { readonly help: () => void }): void {
  const navigate = useNavigate();
  const chordEndsMs = useRef(0);
  useEffect(() => {
    function onKey(event: KeyboardEvent): void {
      if (!isKeyOurs(event)) return;
      const isChord = Date.now() < chordEndsMs.current;
      chordEndsMs.current = 0;
      if (isChord) {
        const place = Object.entries(PLACES).find(([key]) => key === event.key)?.[1];
        if (place === undefined) return;
        event.preventDefault();
        event.stopImmediatePropagation();
        void navigate({ to: place });
      } else if (event.key === 'g') {
        chordEndsMs.current = Date.now() + CHORD_MS;
      } else if (event.key === '?') {
        help();
      } else if (event.key === '/') {
        const search = document.querySelector<HTMLInputElement>('input[type="search"]');
        if (search === null) return;
        event.preventDefault();
        search.focus();
        search.select();
      }
    }
    // Before the page's own: the second key of a chord is not theirs.
    window.addEventListener('keydown', onKey, { capture: true });
    return () => window.removeEventListener('keydown', onKey, { capture: true });
  }, [navigate, help]);
}

/** Keys of one page. */
export function usePageKeys(keys: Readonly<Record<string, (() => void) | undefined>>): void {
  const current = useRef(keys);
  current.current = keys;
  useEffect(() => {
    function onKey(event: KeyboardEvent): void {
      if (!isKeyOurs(event)) return;
      // Enter on a link or button is the link's or the button's.
      if (event.key === 'Enter' && event.target instanceof HTMLElement && event.target.closest('a, button') !== null)
        return;
      const act = current.current[event.key];
      if (act === undefined) return;
      event.preventDefault();
      act();
    }
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}
