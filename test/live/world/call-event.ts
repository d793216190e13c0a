import type { Direction } from './sdp.js';

/** What happens in a call, as the phone sees it. */
export type CallEvent =
  | { readonly what: 'invited' }
  | { readonly what: 'trying' }
  /** Any other 1xx; with early media the sound starts here. */
  | { readonly what: 'ringing'; readonly status: number; readonly earlyMedia: boolean }
  | { readonly what: 'answered' }
  /** Coming calls: the ACK to our answer has come. */
  | { readonly what: 'confirmed' }
  /** Going calls: the other side said no. Coming calls: we said no. `ended` follows. */
  | { readonly what: 'refused'; readonly status: number; readonly reason: string }
  /** Coming calls: the caller gave up before our answer. `ended` follows. */
  | { readonly what: 'cancelled'; readonly reason: string }
  /** The other side changed the media, e.g. holds us. */
  | { readonly what: 'renegotiated'; readonly direction: Direction }
  /** Nothing is left of the call. `reason` is the Reason header, '' without one. */
  | { readonly what: 'ended'; readonly by: 'us' | 'them'; readonly reason: string };
