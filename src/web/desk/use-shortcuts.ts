import { useEffect, useRef } from 'react';
import type { DeskAction } from './actions.js';
import { actionsOfKey } from './shortcuts.js';

/** Runs the action of a key when it is possible; keys of the desk never reach the browser or a text field. */
export function useShortcuts(possible: ReadonlySet<DeskAction>, run: (action: DeskAction) => void): void {
  const latest = useRef({ possible, run });
  useEffect(() => {
    latest.current = { possible, run };
  });
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      const actions = actionsOfKey(event);
      if (actions.length === 0) return;
      event.preventDefault();
      const action = actions.find((one) => latest.current.possible.has(one));
      if (action !== undefined) latest.current.run(action);
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, []);
}
