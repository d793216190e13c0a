import { useEffect, useLayoutEffect, useRef } from 'react';
import type { ClientMessage } from '../../runtime/stream-contract.js';
import type { Painter } from './after-paint.js';
import { PopReport } from './pop-report.js';

const browserPainter: Painter = {
  frame: (run) => requestAnimationFrame(run),
  cancelFrame: (frame) => cancelAnimationFrame(frame),
  // A message, for browsers hold timers back.
  task(run) {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      run();
    };
    port2.postMessage(null);
  },
};

/**
 * Tells the centre when the pop of an offer stands on the screen; only then the phone rings. A tab in the background
 * paints nothing and so tells nothing: the centre's own deadline lets the phone ring then.
 * @param receivedAt when the view in hand came, performance clock
 */
export function usePopPainted(
  offer: string | null,
  receivedAt: number,
  send: (message: ClientMessage) => boolean,
): void {
  const report = useRef<PopReport | null>(null);
  useLayoutEffect(() => {
    report.current ??= new PopReport(browserPainter, () => performance.now());
    report.current.shown(offer, receivedAt, send);
  }, [offer, receivedAt, send]);
  useEffect(() => () => report.current?.shown(null, 0, () => false), []);
}
