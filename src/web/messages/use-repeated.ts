import { useEffect, useRef } from 'react';

/** Does `work` now and then again and again, `everyMs` after it has ended; not while the page is in the background. */
export function useRepeated(work: () => Promise<unknown>, everyMs: number | null): void {
  const latest = useRef(work);
  useEffect(() => {
    latest.current = work;
  });
  useEffect(() => {
    if (everyMs === null) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let over = false;
    const turn = async (): Promise<void> => {
      if (!document.hidden) await latest.current().catch(() => undefined);
      if (!over) timer = setTimeout(() => void turn(), everyMs);
    };
    void turn();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [everyMs]);
}
