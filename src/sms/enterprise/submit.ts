/** submit_sm of a client as a submission of ours, and refusals as statuses. Pure. */
import type { Instant } from '../../kernel/time.js';
import type { Submission } from '../admission.js';
import type { Refusal } from '../errors.js';
import { STATUS } from '../smpp/commands.js';
import { ESM, TLV, type MessageFields, type Tlvs } from '../smpp/pdu.js';
import { readTime } from '../smpp/times.js';
import { codingOf } from '../text/coding.js';
import { readHeader } from '../text/parts.js';
import type { Priority, ReportWish } from '../types.js';

/** @returns a status when it cannot be understood */
export function submissionOf(message: MessageFields, tlvs: Tlvs, now: Instant): Submission | number {
  if (message.priority > 3) return STATUS.RINVPRTFLG;
  const dueAt = readTime(message.scheduleAt, now);
  if (dueAt === undefined) return STATUS.RINVSCHED;
  const expiresAt = readTime(message.validity, dueAt ?? now);
  if (expiresAt === undefined) return STATUS.RINVEXPIRY;
  const header = (message.esmClass & ESM.udh) !== 0;
  if (header && readHeader(message.octets) === null) return STATUS.RINVESMCLASS;
  const reference = tlvs.get(TLV.user_message_reference);
  return {
    source: message.source,
    destination: message.destination,
    content: {
      coding: codingOf(message.dataCoding),
      dataCoding: message.dataCoding,
      header,
      // A copy: the octets belong to the connection.
      octets: Buffer.from(message.octets),
    },
    priority: message.priority as Priority,
    report: WISHES[message.registered & 0x03] ?? 'none',
    reference: reference && reference.length === 2 ? String(reference.readUInt16BE(0)) : null,
    mass: null,
    dueAt,
    expiresAt,
    held: false,
    service: message.serviceType,
  };
}

const WISHES: readonly ReportWish[] = ['none', 'final', 'failure', 'none'];

export function statusOf(refusal: Refusal): number {
  switch (refusal) {
    case 'bad-number':
    case 'no-route':
    case 'no-price':
      return STATUS.RINVDSTADR;
    case 'sender':
      return STATUS.RINVSRCADR;
    case 'stopped':
      return STATUS.RX_P_APPN;
    case 'no-funds':
    case 'no-account':
      return STATUS.RSUBMITFAIL;
    case 'too-long':
      return STATUS.RINVMSGLEN;
    case 'time':
      return STATUS.RINVEXPIRY;
    case 'busy':
      return STATUS.RMSGQFUL;
  }
}
