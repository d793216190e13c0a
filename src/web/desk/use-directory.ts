import { useEffect, useState } from 'react';
import { deskDirectory, type DeskDirectory } from '../../agent/contract.js';
import type { Api } from '../session/api.js';

/** How often an open picker asks again: states of colleagues change while the agent looks for one. */
const AGAIN_MS = 3000;

/** Whom this desk can call now, while the part that asks is on the page; null before the first answer. */
export function useDirectory(api: Api): { directory: DeskDirectory | null; failed: boolean } {
  const [directory, setDirectory] = useState<DeskDirectory | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let gone = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = (): void => {
      api
        .get('/desk/directory', deskDirectory)
        .then(
          (got) => {
            if (gone) return;
            setDirectory(got);
            setFailed(false);
          },
          () => {
            if (!gone) setFailed(true);
          },
        )
        .finally(() => {
          if (!gone) timer = setTimeout(ask, AGAIN_MS);
        });
    };
    ask();
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [api]);
  return { directory, failed };
}
