import { useEffect } from 'react';

/** Pages of one browser tell each other that somebody is there: work on one of them must not lock the others. */
const CHANNEL = 'ringmaster-activity';
const TELL_EVERY_MS = 5000;
const SIGNS = ['keydown', 'pointerdown', 'pointermove'] as const;

/** Tells the other pages that this one is used. */
export function useActivity(): void {
  useEffect(() => {
    const channel = new BroadcastChannel(CHANNEL);
    let told = -TELL_EVERY_MS;
    const tell = (event: Event): void => {
      if (event.timeStamp - told < TELL_EVERY_MS) return;
      told = event.timeStamp;
      channel.postMessage('here');
    };
    for (const sign of SIGNS) addEventListener(sign, tell);
    return () => {
      for (const sign of SIGNS) removeEventListener(sign, tell);
      channel.close();
    };
  }, []);
}

/** Calls back at every sign of life on another page. @returns what ends it */
export function onActivityElsewhere(there: () => void): () => void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = there;
  return () => channel.close();
}
