/** Delivery receipts: the text of SMPP 3.4, appendix B, which every carrier writes a little differently. */
import { TLV, type MessageFields, type Tlvs } from './pdu.js';

/** Of SMPP 3.4, 5.2.28. */
export const MESSAGE_STATES = {
  ENROUTE: 1,
  DELIVERED: 2,
  EXPIRED: 3,
  DELETED: 4,
  UNDELIVERABLE: 5,
  ACCEPTED: 6,
  UNKNOWN: 7,
  REJECTED: 8,
} as const;
export type ReceiptState = keyof typeof MESSAGE_STATES;

/** The seven letters of the receipt's text. */
const LETTERS: Readonly<Record<ReceiptState, string>> = {
  ENROUTE: 'ENROUTE',
  DELIVERED: 'DELIVRD',
  EXPIRED: 'EXPIRED',
  DELETED: 'DELETED',
  UNDELIVERABLE: 'UNDELIV',
  ACCEPTED: 'ACCEPTD',
  UNKNOWN: 'UNKNOWN',
  REJECTED: 'REJECTD',
};
const BY_LETTERS = new Map(
  Object.entries(LETTERS).map(([state, letters]) => [letters, state as ReceiptState]),
);
const BY_NUMBER = new Map(
  Object.entries(MESSAGE_STATES).map(([state, number]) => [number as number, state as ReceiptState]),
);

export interface Receipt {
  /** As the carrier wrote it; see `idKeys` for comparing. */
  readonly messageId: string;
  readonly state: ReceiptState;
  /** The carrier's `err:`; '' when absent or all zero. */
  readonly error: string;
}

/** Whether nothing follows this state. ACCEPTED and ENROUTE are told on the way. */
export const isFinal = (state: ReceiptState): boolean => state !== 'ENROUTE' && state !== 'ACCEPTED';

/**
 * The receipt in a deliver_sm; null when it is an ordinary message. The optional parameters win over the text. The
 * text is read octet by octet as ASCII whatever data_coding says, and as UCS-2 when every other octet is zero:
 * receipts are flagged with any alphabet.
 */
export function readReceipt(message: MessageFields, tlvs: Tlvs): Receipt | null {
  const idTlv = tlvs.get(TLV.receipted_message_id);
  // Bits 2-5: a receipt, or an intermediate notification. Without them only a text that can be nothing else counts.
  const flagged = (message.esmClass & 0x3c) !== 0;
  const text = plainText(message.octets);
  const idText = /\bid:\s*([^\s]{1,64})/i.exec(text)?.[1];
  if (!flagged && !idTlv && !(idText !== undefined && /\bstat:/i.test(text))) return null;
  const messageId = idTlv ? idTlv.toString('latin1').replace(/\0.*$/s, '') : idText;
  if (messageId === undefined || messageId === '') return null;
  const letters = /\bstat:\s*([A-Za-z]{3,10})/i.exec(text)?.[1]?.toUpperCase();
  const state =
    BY_NUMBER.get(tlvs.get(TLV.message_state)?.[0] ?? 0) ??
    BY_LETTERS.get((letters ?? '').slice(0, 7)) ??
    'UNKNOWN';
  const error = /\berr:\s*([0-9A-Za-z]{1,8})/i.exec(text)?.[1] ?? '';
  return { messageId, state, error: /^0*$/.test(error) ? '' : error };
}

function plainText(octets: Buffer): string {
  const wide = octets.length >= 8 && octets[0] === 0 && octets[2] === 0 && octets[4] === 0 && octets[1] !== 0;
  return wide
    ? Buffer.from(octets.subarray(0, octets.length & ~1))
        .swap16()
        .toString('utf16le')
    : octets.toString('latin1');
}

export interface ReceiptText {
  readonly messageId: string;
  readonly state: ReceiptState;
  readonly error: string;
  /** Milliseconds since 1970. */
  readonly submittedAt: number;
  readonly doneAt: number;
  readonly parts: number;
  readonly deliveredParts: number;
  /** The first 20 characters of the message, ASCII; others become `.`. */
  readonly text: string;
}

/** The text as appendix B has it, times in UTC. */
export function writeReceipt(receipt: ReceiptText): string {
  return (
    `id:${receipt.messageId} sub:${three(receipt.parts)} dlvrd:${three(receipt.deliveredParts)} ` +
    `submit date:${minute(receipt.submittedAt)} done date:${minute(receipt.doneAt)} ` +
    `stat:${LETTERS[receipt.state]} err:${(receipt.error || '0').slice(0, 3).padStart(3, '0')} ` +
    `text:${receipt.text.slice(0, 20).replace(/[^ -~]/g, '.')}`
  );
}

const three = (n: number): string => String(Math.min(n, 999)).padStart(3, '0');
/** YYMMDDhhmm. */
function minute(at: number): string {
  const iso = new Date(at).toISOString();
  return iso.slice(2, 16).replace(/[-T:]/g, '');
}

/** How an id was written down when the message was handed over: case and leading zeros do not count. */
export const idKey = (id: string): string =>
  id
    .trim()
    .toLowerCase()
    .replace(/^0+(?=.)/, '');

/**
 * Under which keys a receipt's id may have been written down, likeliest first: as it stands, then decimal read as the
 * hexadecimal that the response had, then the other way round. All but the first are guesses, to be confirmed by the
 * number that the message went to.
 */
export function idKeys(id: string): string[] {
  const key = idKey(id);
  const keys = [key];
  if (/^\d{1,39}$/.test(key)) keys.push(BigInt(key).toString(16));
  if (/^[0-9a-f]{1,32}$/.test(key)) keys.push(BigInt(`0x${key}`).toString(10));
  return [...new Set(keys)];
}
