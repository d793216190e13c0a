/** Reports to clients over their SMPP sessions, as many at a time as their window allows. */
import { publicId } from '../message-id.js';
import type { Returns } from '../returns.js';
import { STATUS } from '../smpp/commands.js';
import type { Connection, Outgoing } from '../smpp/connection.js';
import { ESM, NO_TLVS, TLV } from '../smpp/pdu.js';
import { MESSAGE_STATES, writeReceipt } from '../smpp/receipt.js';
import type { OutboxItem, Report } from '../types.js';
import type { ClientSettings } from './clients.js';

/** A client that refuses a report gets it again after this time. */
const REFUSED_MS = 1000;

interface Receiver {
  readonly connection: Connection;
  readonly version: number;
  underWay: number;
  /** It said "later". */
  resting: boolean;
}

export class SmppReturns {
  private readonly receivers = new Map<string, { readonly client: ClientSettings; list: Receiver[] }>();

  constructor(private readonly returns: Returns) {}

  /** @param version that it has bound with: 0x34 and above know optional parameters */
  join(client: ClientSettings, connection: Connection, version: number): void {
    const place = this.receivers.get(client.id) ?? { client, list: [] };
    place.list.push({ connection, version, underWay: 0, resting: false });
    this.receivers.set(client.id, place);
    this.returns.attend(client.id, () => this.pump(client.id));
  }

  leave(client: string, connection: Connection): void {
    const place = this.receivers.get(client);
    if (!place) return;
    place.list = place.list.filter((one) => one.connection !== connection);
    if (place.list.length > 0) return;
    this.receivers.delete(client);
    this.returns.leave(client);
  }

  private pump(id: string): void {
    const place = this.receivers.get(id);
    if (!place) return;
    for (;;) {
      const free = place.list
        .filter(
          ({ underWay, resting, connection }) =>
            !resting && connection.open && underWay < place.client.window,
        )
        .toSorted((a, b) => a.underWay - b.underWay)[0];
      if (!free) return;
      const item = this.returns.take(id);
      if (!item) return;
      this.send(id, free, item);
    }
  }

  private send(id: string, receiver: Receiver, item: OutboxItem): void {
    receiver.underWay++;
    let late = false;
    receiver.connection.request(deliverOf(item.report, receiver.version), (answer) => {
      if (late) {
        // After its deadline an answer frees nothing a second time; but a slow client has its report, and once will do.
        if (typeof answer !== 'string' && answer.status === STATUS.ROK) this.returns.takenLate(id, item.seq);
        return;
      }
      late = answer === 'late';
      receiver.underWay--;
      if (typeof answer !== 'string' && answer.status === STATUS.ROK) this.returns.taken(id, [item.seq]);
      else if (answer !== 'gone' || this.receivers.has(id)) {
        this.returns.putBack(id, [item]);
        receiver.resting = true;
        setTimeout(() => {
          receiver.resting = false;
          this.pump(id);
        }, REFUSED_MS);
      }
      this.pump(id);
    });
  }
}

/** The way back: who sent is who hears. */
export function deliverOf(report: Report, version: number): Outgoing {
  const id = publicId(report.id);
  const text = writeReceipt({
    messageId: id,
    state: report.state,
    error: /^\d{1,3}$/.test(report.error) ? report.error : report.state === 'DELIVERED' ? '' : '255',
    submittedAt: report.acceptedAt,
    doneAt: report.doneAt,
    parts: report.parts,
    deliveredParts: report.deliveredParts,
    text: report.text,
  });
  return {
    command: 'deliver_sm',
    message: {
      serviceType: '',
      source: report.destination,
      destination: report.source,
      esmClass: ESM.receipt,
      protocolId: 0,
      priority: 0,
      scheduleAt: '',
      validity: '',
      registered: 0,
      replace: 0,
      dataCoding: 0,
      defaultMessage: 0,
      octets: Buffer.from(text, 'latin1'),
    },
    tlvs:
      version >= 0x34
        ? new Map([
            [TLV.receipted_message_id, Buffer.from(`${id}\0`)],
            [TLV.message_state, Buffer.from([MESSAGE_STATES[report.state]])],
          ])
        : NO_TLVS,
  };
}
