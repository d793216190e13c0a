/** One message on its way through one link: its parts as they go out, one after another. Pure. */
import { concatenationHeader, split } from '../text/parts.js';
import { ESM, NO_TLVS, type Address } from '../smpp/pdu.js';
import type { Outgoing } from '../smpp/connection.js';
import { writeTime } from '../smpp/times.js';
import type { Message } from '../types.js';
import type { CarrierSettings } from './settings.js';

/** What goes out for a message; more than one piece has headers. */
export function piecesOf(message: Message, how: CarrierSettings['longMessages']): Buffer[] {
  // Only what was counted as several parts is cut: a single part and a sender's own header pass as they are.
  if (message.parts <= 1 || message.header || how === 'payload') return [message.octets];
  const pieces = split(message.octets, message.coding, how);
  // The wider header can need one part more than was counted; then the narrow one it is.
  const fitting = pieces.length > message.parts ? split(message.octets, message.coding, 'udh8') : pieces;
  const reference = fitting === pieces ? how : 'udh8';
  const id = Math.floor(message.id / 16) & 0xffff;
  return fitting.map((piece, i) =>
    Buffer.concat([concatenationHeader(reference, id, fitting.length, i + 1), piece]),
  );
}

function address(given: Address, ton: number | null, npi: number | null): Address {
  const told = given.ton !== 0 || given.npi !== 0 ? given : { ...given, ton: ton ?? 0, npi: npi ?? 0 };
  // An international number is digits on the wire; its "+" is what the type of number says.
  return told.ton === INTERNATIONAL ? { ...told, number: told.number.replace(/^\+/, '') } : told;
}
const INTERNATIONAL = 1;

/** @param last only the last part of a message needs no report of its own when nobody wants one */
export function submitOf(
  message: Message,
  carrier: CarrierSettings,
  piece: Buffer,
  several: boolean,
): Outgoing {
  return {
    command: 'submit_sm',
    message: {
      serviceType: carrier.serviceType,
      source: address(message.source, carrier.sourceTon, carrier.sourceNpi),
      destination: address(message.destination, carrier.destinationTon, carrier.destinationNpi),
      esmClass: message.header || several ? ESM.udh : 0,
      protocolId: 0,
      priority: message.priority,
      scheduleAt: '',
      validity: writeTime(message.expiresAt),
      registered: message.report !== 'none' || carrier.alwaysReport ? 1 : 0,
      replace: 0,
      dataCoding: message.dataCoding,
      defaultMessage: 0,
      octets: piece,
    },
    tlvs: NO_TLVS,
  };
}
