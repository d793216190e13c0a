/** What may be said in which state of a session (SMPP 3.4, 2.2 and 2.3). */
import type { Pdu } from './pdu.js';

/** From the side of the client (ESME): a transmitter submits, a receiver is delivered to. */
export type Bind = 'transmitter' | 'receiver' | 'transceiver';
export const BINDS: readonly Bind[] = ['transmitter', 'receiver', 'transceiver'];

export const submits = (bind: Bind): boolean => bind !== 'receiver';
export const receives = (bind: Bind): boolean => bind !== 'transmitter';

/** The bind that this command asks for; null for any other. */
export function bindOf(command: Pdu['command']): Bind | null {
  switch (command) {
    case 'bind_transmitter':
      return 'transmitter';
    case 'bind_receiver':
      return 'receiver';
    case 'bind_transceiver':
      return 'transceiver';
    default:
      return null;
  }
}

/**
 * Whether a client may send this request to a server.
 * @param bind null: not bound yet
 * @returns `wrong-state` is answered with ESME_RINVBNDSTS, `bound` with ESME_RALYBND, `unknown` with ESME_RINVCMDID
 */
export function admitFromClient(
  command: Pdu['command'],
  bind: Bind | null,
): 'ok' | 'wrong-state' | 'bound' | 'unknown' {
  if (bindOf(command) !== null) return bind === null ? 'ok' : 'bound';
  switch (command) {
    case 'unbind':
      return bind === null ? 'wrong-state' : 'ok';
    case 'submit_sm':
    case 'data_sm':
    case 'query_sm':
    case 'cancel_sm':
      return bind !== null && submits(bind) ? 'ok' : 'wrong-state';
    case 'deliver_sm':
      return 'wrong-state';
    default:
      return 'unknown';
  }
}

/** Whether a server may send this request to us, who are bound as its client. */
export function admitFromServer(
  command: Pdu['command'],
  bind: Bind | null,
): 'ok' | 'wrong-state' | 'unknown' {
  switch (command) {
    case 'unbind':
      return 'ok';
    case 'deliver_sm':
    case 'data_sm':
      return bind !== null && receives(bind) ? 'ok' : 'wrong-state';
    case 'submit_sm':
    case 'query_sm':
    case 'cancel_sm':
      return 'wrong-state';
    default:
      return 'unknown';
  }
}
