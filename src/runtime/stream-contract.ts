/**
 * The event stream: WebSocket `/api/v1/stream?after=<seq>&views=desk|board|gateway&page=<id>`, authorised by the session cookie.
 * `page`: 1-64 letters, digits, `_`, `-`, the same for all streams of one page: who comes again after a lost line takes
 * nothing over, another page does.
 *
 * Server to client:
 *  - `hello` first: who you are, the number of the newest event, the centre's clock.
 *  - `event` for every journal event the user may see with a number greater than `after`, in order, first the old ones
 *    (at most 10,000, else `reset` tells to start from a snapshot), then live ones.
 *  - `view` the whole of the desk, the board or the message gateway, at once and at every change (board: at most five
 *    times a second, gateway: once a second).
 *  - `reset` when `after` is too old or unknown: take the next `view` as the start.
 *  - `locked` when the session is locked: nothing but `pong` comes until `unlocked`, which a `reset` and the views follow.
 *  - `replaced` before closing: the same agent opened another desk.
 * Client to server: `pop-painted`, `ping`. Anything else, or more than 16 KiB, closes the socket with 1008 / 1009.
 */
import { z } from 'zod';

/** What a page can be shown whole. */
export const VIEW_NAMES = ['desk', 'board', 'gateway'] as const;
export type ViewName = (typeof VIEW_NAMES)[number];

export const clientMessage = z.discriminatedUnion('type', [
  /** The pop of this offer is on the screen; `paintedMs`: from receiving the view to the painted frame. */
  z.strictObject({
    type: z.literal('pop-painted'),
    offer: z.string().max(64),
    paintedMs: z.number().min(0).max(600000),
  }),
  z.strictObject({ type: z.literal('ping'), at: z.number() }),
]);

export type ClientMessage = z.infer<typeof clientMessage>;

export type ServerMessage =
  | {
      readonly type: 'hello';
      readonly seq: number;
      readonly now: number;
      readonly user: string;
      readonly role: string;
    }
  | { readonly type: 'event'; readonly event: unknown }
  | {
      readonly type: 'view';
      readonly name: ViewName;
      readonly seq: number;
      readonly now: number;
      readonly data: unknown;
    }
  | { readonly type: 'reset'; readonly seq: number }
  | { readonly type: 'replaced' | 'locked' | 'unlocked' }
  | { readonly type: 'pong'; readonly at: number; readonly now: number };
