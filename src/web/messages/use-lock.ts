import { useEffect } from 'react';
import { onActivityElsewhere } from '../session/activity.js';

/** Without a key or a movement for so long the screen is locked. */
export const IDLE_MS = 5 * 60_000;

/** Locks when nobody has touched this page, or another one of this browser, for `idleMs`, and on Ctrl+Alt+L. */
export function useLock(lock: () => void, idleMs: number = IDLE_MS): void {
  useEffect(() => {
    let timer = setTimeout(lock, idleMs);
    const touched = (): void => {
      clearTimeout(timer);
      timer = setTimeout(lock, idleMs);
    };
    const pressed = (event: KeyboardEvent): void => {
      if (event.ctrlKey && event.altKey && event.code === 'KeyL') {
        event.preventDefault();
        lock();
      } else touched();
    };
    const deaf = onActivityElsewhere(touched);
    addEventListener('keydown', pressed);
    addEventListener('pointerdown', touched);
    addEventListener('pointermove', touched);
    return () => {
      clearTimeout(timer);
      deaf();
      removeEventListener('keydown', pressed);
      removeEventListener('pointerdown', touched);
      removeEventListener('pointermove', touched);
    };
  }, [idleMs, lock]);
}
