/** What people do to the gateway: approve, list numbers, read what came, plan. All of it is audited. */
import type { Draft } from '../kernel/event.js';
import type { Instant } from '../kernel/time.js';
import type { Recorder } from '../runtime/bus.js';
import type { Clock } from '../runtime/clock.js';
import type { JournalReader } from '../runtime/journal.js';
import { AUDITED, entryOf, eventsSince } from './audit.js';
import type { HeldView } from './contract.js';
import type { GatewayControl } from './control.js';
import { SmsLinkUnknownError, SmsTooLateError, SmsUnknownError } from './errors.js';
import type { Gateway } from './gateway.js';
import { publicId, readPublicId } from './message-id.js';
import { bare } from './routing/routes.js';
import { readPorted } from './ported-file.js';
import type { Recurring } from './recurring/service.js';
import type { ListedNumber, NumberList } from './screening/number-lists.js';
import type { AuditEntry, FoundMessage, TraceView } from './status-contract.js';
import { decodeText, type Coding } from './text/coding.js';
import { traceOf } from './trace.js';
import type { MessageRow } from './queue/tables.js';
import type { CarrierId, MessageId, SmsEvent } from './types.js';

export class GatewayDesk {
  constructor(
    private readonly parts: {
      readonly gateway: Pick<Gateway, 'service' | 'writer' | 'lists' | 'inbound' | 'recurring'>;
      readonly routes: ReadonlySet<string>;
      readonly recorder: Recorder;
      readonly clock: Clock;
      readonly control: GatewayControl;
      readonly journal: Pick<JournalReader, 'read'>;
    },
  ) {}

  /** Those that wait for approval, newest first. */
  async held(limit: number): Promise<HeldView[]> {
    const rows = await this.parts.gateway.service.find({ state: 'held' }, limit);
    return rows.map((row) => ({
      message: publicId(row.id),
      acceptedAt: row.accepted_at,
      client: row.client,
      user: row.user,
      to: row.destination,
      from: row.source,
      text: row.header ? '' : decodeText(row.octets, row.coding as Coding),
      heldFor: row.held_for,
      parts: row.parts,
    }));
  }

  /** @throws SmsUnknownError, SmsTooLateError when somebody else was faster */
  async approve(user: string, message: string): Promise<void> {
    if (!(await this.parts.gateway.service.release(idOf(message)))) throw new SmsTooLateError();
    this.record({ type: 'sms.approved', data: { message, user } });
  }

  /** What was set aside is free again. @throws SmsUnknownError, SmsTooLateError */
  async reject(user: string, message: string, reason: string): Promise<void> {
    if (!(await this.parts.gateway.service.reject(idOf(message)))) throw new SmsTooLateError();
    this.record({ type: 'sms.rejected', data: { message, user, reason } });
  }

  /** Takes a link out of use or puts it back. @throws SmsLinkUnknownError */
  async setLink(user: string, carrier: CarrierId, link: string, use: boolean): Promise<void> {
    if (!(await this.parts.control.setLink(carrier, link, use, user))) throw new SmsLinkUnknownError();
    const type = use ? 'sms.link-started' : 'sms.link-stopped';
    this.record({ type, data: { carrier, link, user } });
  }

  /** Lets a carrier rest, or sends to it again. @throws SmsLinkUnknownError */
  async setCarrier(user: string, carrier: CarrierId, use: boolean): Promise<void> {
    if (!(await this.parts.control.setCarrier(carrier, use, user))) throw new SmsLinkUnknownError();
    this.record({ type: use ? 'sms.carrier-resumed' : 'sms.carrier-paused', data: { carrier, user } });
  }

  /** Messages to numbers that end so, newest first; `more`: where to go on, null at the end. */
  async search(
    number: string,
    span: { readonly since: Instant; readonly until: Instant },
    before: string | undefined,
    limit: number,
  ): Promise<{ messages: FoundMessage[]; more: string | null }> {
    const below = before === undefined ? null : idOf(before);
    const { rows, reached } = await this.parts.control.search(bare(number), span, below, limit);
    return { messages: rows.map(foundOf), more: reached === null ? null : publicId(reached) };
  }

  /** Newest first. @param user null: everybody and the gateway itself */
  async audit(
    span: { readonly since: Instant; readonly until: Instant },
    user: string | null,
    limit: number,
  ): Promise<{ entries: AuditEntry[]; more: boolean }> {
    const events = await eventsSince(this.parts.journal, AUDITED, span.since);
    const entries = events
      .filter(({ at }) => at < span.until)
      .map(entryOf)
      .filter((entry) => user === null || entry.user === user);
    return { entries: entries.slice(-limit).toReversed(), more: entries.length > limit };
  }

  listed(list: NumberList, after: string, limit: number): Promise<readonly ListedNumber[]> {
    return this.parts.gateway.lists.list(list, after, limit);
  }

  async put(
    user: string,
    list: NumberList,
    entry: Pick<ListedNumber, 'number' | 'client' | 'reason'>,
  ): Promise<void> {
    const at = this.parts.clock.now();
    await this.parts.gateway.lists.put({ ...entry, list, at, by: user });
    const { number, client } = entry;
    this.record({ type: 'sms.number-listed', data: { list, number, client, user } });
  }

  /** @throws SmsUnknownError */
  async remove(user: string, list: NumberList, number: string, client: string): Promise<void> {
    if (!(await this.parts.gateway.lists.remove(list, number, client))) throw new SmsUnknownError();
    this.record({ type: 'sms.number-unlisted', data: { list, number, client, user } });
  }

  /** @returns how many numbers the file has. @throws SmsPortedFileError */
  async port(user: string, file: NodeJS.ReadableStream, replace: boolean): Promise<number> {
    const numbers = await readPorted(file, this.parts.routes);
    await this.parts.gateway.lists.port(numbers, replace);
    this.record({
      type: 'sms.numbers-ported',
      data: { numbers: numbers.length, replaced: replace, user },
    });
    return numbers.length;
  }

  inbox(mailbox: string | null, after: number, limit: number) {
    return this.parts.gateway.inbound.list('open', mailbox, after, limit);
  }

  /** @throws SmsUnknownError */
  async closeInbound(id: number): Promise<void> {
    const [row] = await this.parts.gateway.inbound.list('open', null, id - 1, 1);
    if (row?.id !== id) throw new SmsUnknownError();
    await this.parts.gateway.inbound.close(id, row.rule, row.target);
  }

  /** @throws SmsUnknownError */
  async trace(message: string): Promise<TraceView> {
    const outcome = await this.parts.gateway.writer.ask({ do: 'trace', id: idOf(message) });
    if (outcome.is !== 'trace') throw new SmsUnknownError();
    const { row, parts, reportWaits } = outcome;
    const approvals =
      row.held_for === '' ? [] : await eventsSince(this.parts.journal, ['sms.approved'], row.accepted_at);
    const approval = approvals.find(({ data }) => (data as { message: string }).message === message);
    const approved = approval ? { at: approval.at, user: (approval.data as { user: string }).user } : null;
    return traceOf({ row, parts, reportWaits, approved });
  }

  recurring(): readonly Recurring[] {
    return this.parts.gateway.recurring.list();
  }

  async plan(
    user: string,
    given: Pick<Recurring, 'client' | 'name' | 'rule' | 'sending' | 'until'>,
  ): Promise<Recurring> {
    const row = await this.parts.gateway.recurring.add(user, given);
    this.record({ type: 'sms.recurring-changed', data: { recurring: row.id, to: 'running', user } });
    return row;
  }

  async setRecurring(user: string, id: string, to: 'running' | 'paused' | 'removed'): Promise<void> {
    const { recurring } = this.parts.gateway;
    if (to === 'removed') await recurring.remove(id);
    else await recurring.setState(id, to);
    this.record({ type: 'sms.recurring-changed', data: { recurring: id, to, user } });
  }

  private record(event: Draft<SmsEvent>): void {
    this.parts.recorder.record<SmsEvent>([event]);
  }
}

const foundOf = (row: MessageRow): FoundMessage => ({
  message: publicId(row.id),
  acceptedAt: row.accepted_at,
  client: row.client,
  user: row.user,
  from: row.source,
  to: row.destination,
  state: row.state,
  error: row.error,
  carrier: row.carrier,
  parts: row.parts,
});

function idOf(message: string): MessageId {
  const id = readPublicId(message);
  if (id === null) throw new SmsUnknownError();
  return id;
}
