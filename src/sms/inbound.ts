/** What a customer's phone has sent, for people and rules. Pure. */
import { cleanNumber } from '../kernel/phone-number.js';
import { ESM, type MessagePdu } from './smpp/pdu.js';
import { codingOf, decodeText } from './text/coding.js';
import { readHeader } from './text/parts.js';
import type { CarrierId, SmsEvent } from './types.js';

/** The text without its header; octets that are no text as hexadecimal digits. */
export function inboundOf(carrier: CarrierId, { message }: MessagePdu): SmsEvent['data'] {
  const rest = message.esmClass & ESM.udh ? readHeader(message.octets)?.rest : undefined;
  return {
    carrier,
    from: cleanNumber(message.source.number),
    to: cleanNumber(message.destination.number),
    text: decodeText(rest ?? message.octets, codingOf(message.dataCoding)),
  };
}
