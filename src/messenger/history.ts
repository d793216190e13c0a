/** Messages that people have sent, out of the gateway's books: in pages, and as a file. */
import { RoleForbidden } from '../runtime/http-errors.js';
import {
  bare,
  decodeText,
  publicId,
  readPublicId,
  type Coding,
  type MessageFilter,
  type MessageRow,
} from '../sms/index.js';
import type { HistoryQuery, MessageStateName, MessageView } from './contract.js';
import { SendingUnknownError } from './errors.js';
import { mayLook, type Asker, type MessengerService } from './service.js';
import type { MessengerStore } from './store.js';

/** Rows of an exported file. */
const MOST_EXPORTED = 100_000;
const PAGE = 1000;

export class MessageHistory {
  constructor(
    private readonly service: MessengerService,
    private readonly store: MessengerStore,
  ) {}

  /** Newest first. @throws NotASenderError, RoleForbidden, SendingUnknownError */
  async page(asker: Asker, query: HistoryQuery): Promise<{ messages: MessageView[]; more: boolean }> {
    const filter = await this.filterOf(asker, query);
    const before = query.before === undefined ? null : readPublicId(query.before);
    const rows = await this.service.door.find(
      { ...filter, ...(before === null ? {} : { before }) },
      query.limit + 1,
    );
    return { messages: rows.slice(0, query.limit).map(viewOf), more: rows.length > query.limit };
  }

  /** All that fit, page by page, 100,000 at most. */
  async *all(asker: Asker, query: Omit<HistoryQuery, 'before' | 'limit'>): AsyncGenerator<MessageView[]> {
    const filter = await this.filterOf(asker, query);
    let before: number | undefined;
    for (let count = 0; count < MOST_EXPORTED; count += PAGE) {
      const rows = await this.service.door.find(
        { ...filter, ...(before === undefined ? {} : { before }) },
        PAGE,
      );
      if (rows.length > 0) yield rows.map(viewOf);
      if (rows.length < PAGE) return;
      before = rows.at(-1)!.id;
    }
  }

  /** Takes back a message that has not left. False: too late; null: no such message of this user. */
  async cancel(asker: Asker, id: string): Promise<boolean | null> {
    const known = readPublicId(id);
    if (known === null) return null;
    const result = await this.service.door.cancel(known, this.service.personOf(asker).client);
    return result === 'not-yours' ? null : result === 'done';
  }

  private async filterOf(
    asker: Asker,
    query: Omit<HistoryQuery, 'before' | 'limit'>,
  ): Promise<MessageFilter> {
    const { number, state, sending, since, until, category } = query;
    const whose = this.whose(asker, query);
    let mass: string | undefined;
    if (sending !== undefined) {
      const found = await this.store.get(sending);
      if (!found || (whose.user !== undefined && found.user !== whose.user)) throw new SendingUnknownError();
      mass = found.mass;
    }
    return {
      ...whose,
      ...(category ? { service: category } : {}),
      ...(number ? { destination: bare(number) } : {}),
      ...(state ? { state } : {}),
      ...(mass === undefined ? {} : { mass }),
      ...(since === undefined ? {} : { since }),
      ...(until === undefined ? {} : { until }),
    };
  }

  /** @throws NotASenderError, RoleForbidden */
  private whose(
    asker: Asker,
    { user, group, all }: Pick<HistoryQuery, 'user' | 'group' | 'all'>,
  ): Pick<MessageFilter, 'user' | 'group' | 'people'> {
    const others = group !== undefined || all !== undefined || (user !== undefined && user !== asker.user);
    if (!others) return { user: this.service.personOf(asker).user };
    if (!mayLook(asker)) throw new RoleForbidden();
    return {
      people: true,
      ...(user === undefined ? {} : { user }),
      ...(group === undefined ? {} : { group }),
    };
  }
}

const viewOf = (row: MessageRow): MessageView => ({
  id: publicId(row.id),
  user: row.user,
  group: row.team,
  category: row.service,
  number: row.destination_ton === 1 ? `+${row.destination}` : row.destination,
  source: row.source,
  text: decodeText(row.octets, row.coding as Coding),
  state: row.state as MessageStateName,
  parts: row.parts,
  cost: row.part_price * row.parts,
  error: row.error,
  acceptedAt: row.accepted_at,
  dueAt: row.due_at,
  sentAt: row.answered_at,
  endedAt: row.final_at,
  carrier: row.carrier,
});
