import type { ClientMessage } from '../../runtime/stream-contract.js';
import { afterPaint, type Painter } from './after-paint.js';

type Send = (message: ClientMessage) => boolean;

/**
 * Says once for each offer that its pop has been painted. Views that follow while the paint is awaited (the caller's card,
 * a line's length) do not put it off: the pop stood in the page with the first. What could not be sent is tried again
 * with the next view or connection.
 */
export class PopReport {
  private offer: string | null = null;
  /** When the first view with this offer came, performance clock. */
  private since = 0;
  private told = false;
  private cancel: (() => void) | undefined;
  private send: Send = () => false;

  /** @param now performance clock, milliseconds */
  constructor(
    private readonly painter: Painter,
    private readonly now: () => number,
  ) {}

  /**
   * The page now holds this, not painted yet.
   * @param offer whose pop; null: none
   * @param receivedAt when the view in hand came, performance clock
   * @param send false: not sent
   */
  shown(offer: string | null, receivedAt: number, send: Send): void {
    this.send = send;
    if (offer !== this.offer) {
      this.cancel?.();
      this.cancel = undefined;
      this.offer = offer;
      this.since = receivedAt;
      this.told = false;
    }
    if (offer === null || this.told || this.cancel) return;
    this.cancel = afterPaint(this.painter, () => {
      this.cancel = undefined;
      const paintedMs = Math.max(0, Math.min(600_000, this.now() - this.since));
      this.told = this.send({ type: 'pop-painted', offer, paintedMs });
    });
  }
}
