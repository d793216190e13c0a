/** A message is accepted: its row and the money set aside for it, or neither. */
import type { Accounts } from '../../billing/index.js';
import { givenAll, queries, type Statements } from '../../runtime/statements.js';
import type { NewMessage, Outcome } from './commands.js';
import { MESSAGE_COLUMNS, type MessageRow, type SmsTables } from './tables.js';

export interface Acceptance {
  accept(message: NewMessage): Outcome;
}

export function createAcceptance(statements: Statements, parts: { readonly accounts: Accounts }): Acceptance {
  const insert = statements.prepare(
    queries<SmsTables>().insertInto('sms_message').values(givenAll<MessageRow>(MESSAGE_COLUMNS)),
  );
  return {
    accept(message) {
      if (message.account !== null) {
        const reserved = parts.accounts.reserve(message.account, message.partPrice * message.parts);
        if (reserved !== 'ok')
          return { is: 'refused', why: reserved === 'refused' ? 'no-funds' : 'no-account' };
      }
      insert.run(toRow(message) as unknown as Record<string, string | number | null | Uint8Array>);
      return { is: 'done' };
    },
  };
}

function toRow(message: NewMessage): MessageRow {
  const inLine = !message.held && message.dueAt === null;
  return {
    id: message.id,
    client: message.client,
    reference: message.reference,
    mass: message.mass,
    account: message.account,
    source_ton: message.source.ton,
    source_npi: message.source.npi,
    source: message.source.number,
    destination_ton: message.destination.ton,
    destination_npi: message.destination.npi,
    destination: message.destination.number,
    coding: message.coding,
    data_coding: message.dataCoding,
    header: message.header ? 1 : 0,
    octets: Buffer.from(message.octets, 'latin1'),
    parts: message.parts,
    priority: message.priority,
    report: message.report,
    route: message.route,
    stream: message.stream,
    turn: message.id,
    queued: inLine ? 1 : 0,
    state: message.held ? 'held' : message.dueAt === null ? 'waiting' : 'scheduled',
    due_at: message.held ? null : message.dueAt,
    expires_at: message.expiresAt,
    accepted_at: message.acceptedAt,
    submitted_at: null,
    answered_at: null,
    final_at: null,
    carrier: null,
    link: null,
    attempts: 0,
    error: '',
    sent_parts: 0,
    done_parts: 0,
    delivered_parts: 0,
    part_price: message.partPrice,
    tariff: message.tariff,
    service: message.service,
    user: message.user,
    team: message.group,
  };
}
