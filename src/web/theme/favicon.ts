import { useEffect } from 'react';

const picture = (colour: string): string =>
  `data:image/svg+xml,${encodeURIComponent(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><circle cx="16" cy="16" r="15" fill="${colour}"/><circle cx="16" cy="16" r="9" fill="none" stroke="#fff" stroke-width="2.5"/><circle cx="16" cy="16" r="4" fill="#fff"/></svg>`,
  )}`;

/**
 * Title and symbol of the browser tab: what an agent sees of this page while working in another one. No personal data
 * in either, they may stand on a shared screen.
 */
export function usePageTab(title: string, colour: string): void {
  useEffect(() => {
    document.title = title;
  }, [title]);
  useEffect(() => {
    document.getElementById('favicon')?.setAttribute('href', picture(colour));
  }, [colour]);
}
