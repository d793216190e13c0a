import { useLayoutEffect, useRef } from 'react';
import type { ClientMessage } from '../../runtime/stream-contract.js';

/**
 * Tells the centre when the pop of an offer stands on the screen; only then the phone rings. Two frames: the first is
 * asked for before the browser paints what React has just put into the page, the second comes after that paint. A tab in
 * the background paints nothing and so tells nothing: the centre's own deadline lets the phone ring then.
 * @param receivedAt when the view with the pop came, performance clock
 */
export function usePopPainted(
  offer: string | null,
  receivedAt: number,
  send: (message: ClientMessage) => boolean,
): void {
  const told = useRef<string | null>(null);
  const start = useRef(receivedAt);
  if (offer !== null && told.current !== offer) start.current = receivedAt;
  useLayoutEffect(() => {
    if (offer === null || told.current === offer) return;
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => {
        const paintedMs = Math.max(0, Math.min(600000, performance.now() - start.current));
        if (send({ type: 'pop-painted', offer, paintedMs })) told.current = offer;
      });
    });
    return () => cancelAnimationFrame(frame);
  }, [offer, send]);
}
