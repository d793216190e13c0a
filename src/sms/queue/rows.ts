/** Rows of the tables and messages of the memory, one into the other. */
import type { Coding } from '../text/coding.js';
import type { Message, Priority, ReportWish } from '../types.js';
import type { NewMessage } from './commands.js';
import type { MessageRow } from './tables.js';

export const messageOf = (row: MessageRow): Message => ({
  id: row.id,
  turn: row.turn,
  client: row.client,
  stream: row.stream,
  route: row.route,
  priority: row.priority as Priority,
  source: { ton: row.source_ton, npi: row.source_npi, number: row.source },
  destination: { ton: row.destination_ton, npi: row.destination_npi, number: row.destination },
  coding: row.coding as Coding,
  dataCoding: row.data_coding,
  header: row.header === 1,
  octets: Buffer.from(row.octets),
  parts: row.parts,
  sentParts: row.sent_parts,
  report: row.report as ReportWish,
  expiresAt: row.expires_at,
  attempts: row.attempts,
});

/** The message that was just accepted, without reading it back. */
export const messageOfNew = (message: NewMessage, octets: Buffer): Message => ({
  id: message.id,
  turn: message.id,
  client: message.client,
  stream: message.stream,
  route: message.route,
  priority: message.priority as Priority,
  source: message.source,
  destination: message.destination,
  coding: message.coding as Coding,
  dataCoding: message.dataCoding,
  header: message.header,
  octets,
  parts: message.parts,
  sentParts: 0,
  report: message.report,
  expiresAt: message.expiresAt,
  attempts: 0,
});
