import type { G711 } from './g711.js';
import type { SipHeader, SipResponse } from './sip-message.js';
import type { SipSocket } from './sip-socket.js';

/** What a call needs of its phone. */
export interface CallOwner {
  readonly sip: SipSocket;
  readonly user: string;
  readonly codecs: readonly G711[];
  /** The answer to a 401 or 407, as a header; undefined when the phone has no secret. */
  authorize(response: SipResponse, request: { method: string; uri: string }): SipHeader | undefined;
  /** The call is over. */
  forget(callId: string): void;
}
