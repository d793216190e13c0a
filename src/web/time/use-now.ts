import { createContext, useContext, useSyncExternalStore } from 'react';

/** Tells the centre's time, as far as the stream has measured it. */
export interface CentreClock {
  now: () => number;
}

export const CentreClockContext = createContext<CentreClock>({ now: () => Date.now() });

export const useCentreClock = (): CentreClock => useContext(CentreClockContext);

function everyQuarterSecond(onTick: () => void): () => void {
  const timer = setInterval(onTick, 250);
  return () => clearInterval(timer);
}

/**
 * A value computed from the centre's clock, looked at four times a second; the component is drawn again only when the
 * value differs (so give a number or text, not an object).
 */
export function useTicking<T extends string | number | boolean>(of: (now: number) => T): T {
  const clock = useCentreClock();
  return useSyncExternalStore(everyQuarterSecond, () => of(clock.now()));
}
