/** What a customer's phone has sent, for people and rules. Pure. */
import { cleanNumber } from '../../kernel/phone-number.js';
import { ESM, TLV, type MessagePdu } from '../smpp/pdu.js';
import { codingOf, decodeText } from '../text/coding.js';
import { readHeader, type Concatenation } from '../text/parts.js';
import type { CarrierId } from '../types.js';

/** A message, or one part of a long one. */
export interface Heard {
  readonly carrier: CarrierId;
  readonly from: string;
  readonly to: string;
  readonly text: string;
  readonly part: Concatenation | null;
}

/** The text without its header; octets that are no text as hexadecimal digits. */
export function heardOf(carrier: CarrierId, { message, tlvs }: MessagePdu): Heard {
  const header = message.esmClass & ESM.udh ? readHeader(message.octets) : null;
  return {
    carrier,
    from: cleanNumber(message.source.number),
    to: cleanNumber(message.destination.number),
    text: decodeText(header?.rest ?? message.octets, codingOf(message.dataCoding)),
    part: several(header?.concatenation ?? segmentOf(tlvs)),
  };
}

const several = (part: Concatenation | null): Concatenation | null => (part && part.total > 1 ? part : null);

/** The other way to say it: optional parameters. */
function segmentOf(tlvs: MessagePdu['tlvs']): Concatenation | null {
  const reference = tlvs.get(TLV.sar_msg_ref_num);
  const total = tlvs.get(TLV.sar_total_segments)?.[0];
  const number = tlvs.get(TLV.sar_segment_seqnum)?.[0];
  if (reference?.length !== 2 || total === undefined || number === undefined) return null;
  return number >= 1 && number <= total ? { id: reference.readUInt16BE(0), total, number } : null;
}
