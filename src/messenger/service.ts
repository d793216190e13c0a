/** What people do with messages: see what a text costs, send it, follow it, keep templates. */
import type { Account, Money } from '../billing/index.js';
import type { IdSource } from '../kernel/ids.js';
import type { Clock } from '../runtime/clock.js';
import type { Log } from '../runtime/log.js';
import { bare, type SmsService } from '../sms/index.js';
import {
  PRIORITY_NAMES,
  type PreviewView,
  type QuoteView,
  type RecipientsChoice,
  type RightsView,
  type SendBody,
  type SenderView,
  type SendingView,
} from './contract.js';
import {
  MessageCategoryError,
  MessagesNotReadyError,
  NobodyToSendToError,
  NotASenderError,
  SendTimeError,
  SendingNotCoveredError,
  SendingOverError,
  SendingUnknownError,
  TooManyRecipientsError,
} from './errors.js';
import { drain } from './drain.js';
import { SendingFeed } from './feed.js';
import { gather, type Gathered } from './rules.js';
import type { MessengerStore } from './store.js';
import { quote, termsOf } from './submission.js';
import { mayRelease } from './template-rules.js';
import { weigh } from './weigh.js';
import type { Category, Person, RecipientSource, Sending } from './types.js';

export type MessengerGateway = Pick<
  SmsService,
  'accept' | 'find' | 'cancel' | 'openMass' | 'setMass' | 'progress' | 'payIn' | 'open' | 'price' | 'returns'
>;

export interface MessengerParts {
  readonly store: MessengerStore;
  readonly people: readonly Person[];
  /** All there are. */
  readonly categories: readonly Category[];
  /** Whether templates for all must be released. */
  readonly release: boolean;
  readonly books: RecipientSource;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly log: Log;
}

/** Whoever asks. */
export interface Asker {
  readonly user: string;
  readonly role: string;
}

const MOST_RECIPIENTS = 100_000;
const LONGEST_AHEAD_MS = 366 * 86_400_000;
const SHOWN_INVALID = 20;

export class MessengerService {
  private readonly people: ReadonlyMap<string, Person>;
  private gateway: MessengerGateway | undefined;
  private feed: SendingFeed | undefined;

  constructor(private readonly parts: MessengerParts) {
    this.people = new Map(parts.people.map((person) => [person.user, person]));
  }

  /** The gateway is up: accounts are opened, sendings go on where a former process left them. */
  async attach(gateway: MessengerGateway): Promise<void> {
    const { store, log } = this.parts;
    const opened = new Set<string>();
    for (const { account, opening } of this.people.values()) {
      if (account === null || opened.has(account)) continue;
      opened.add(account);
      await openAccount(gateway, account, opening);
    }
    for (const { client } of this.people.values()) drain(gateway.returns, client);
    const feed = new SendingFeed(gateway, store, log);
    this.gateway = gateway;
    this.feed = feed;
    for (const sending of await store.unfinished()) {
      const person = this.people.get(sending.user);
      if (person) feed.start(sending, person);
      else log.warn({ sending: sending.id }, 'a sending of somebody who may not send any more stands still');
    }
  }

  /** Nothing is on its way to the gateway when this is fulfilled. */
  async stop(): Promise<void> {
    for (const { client } of this.people.values()) this.gateway?.returns.leave(client);
    await this.feed?.stop();
  }

  /** @throws NotASenderError */
  personOf({ user }: Asker): Person {
    const person = this.people.get(user);
    if (!person) throw new NotASenderError();
    return person;
  }

  /** @throws MessagesNotReadyError until the gateway is up */
  get door(): MessengerGateway {
    if (!this.gateway) throw new MessagesNotReadyError();
    return this.gateway;
  }

  async sender(asker: Asker): Promise<SenderView> {
    const person = this.personOf(asker);
    const balance = await this.balanceOf(person);
    return {
      id: person.group,
      name: person.name,
      sources: [...person.sources],
      partPrice: person.partPrice,
      categories: [...person.categories],
      priorities: PRIORITY_NAMES.slice(0, person.highestPriority + 1),
      balance: balance && {
        balance: balance.balance,
        reserved: balance.reserved,
        available: balance.balance - balance.reserved + balance.limit,
      },
    };
  }

  /** What whoever asks may do, and whose messages that is about. */
  rights(asker: Asker): RightsView {
    const look = mayLook(asker);
    const groups = new Map<string, { id: string; name: string; users: string[] }>();
    for (const { group: id, name, user } of look ? this.people.values() : []) {
      const group = groups.get(id) ?? { id, name, users: [] };
      group.users.push(user);
      groups.set(id, group);
    }
    return {
      send: this.people.has(asker.user),
      release: this.parts.release && mayRelease(asker),
      look,
      releaseNeeded: this.parts.release,
      categories: [...this.parts.categories],
      groups: [...groups.values()],
    };
  }

  /** @throws NotASenderError, MessageCategoryError */
  quote(asker: Asker, text: string, category = ''): QuoteView {
    const person = this.personOf(asker);
    const service = categoryOf(person, category);
    const fixed = person.account === null ? 0 : person.tariff === null ? person.partPrice : null;
    return quote(text, fixed ?? this.gateway?.price(termsOf(person), service, '') ?? null);
  }

  /** @throws NotASenderError, MessageCategoryError, TooManyRecipientsError */
  async preview(
    asker: Asker,
    text: string,
    category: string,
    choice: RecipientsChoice,
  ): Promise<PreviewView> {
    const person = this.personOf(asker);
    const price = this.priceFor(person, categoryOf(person, category));
    const gathered = await this.gather(asker, choice);
    const { parts, cost, missing, missingNames, samples } = await weigh(text, gathered, price);
    return {
      messages: gathered.recipients.length - missing,
      duplicates: gathered.duplicates,
      invalid: gathered.invalid.slice(0, SHOWN_INVALID),
      invalidCount: gathered.invalid.length,
      missing,
      missingNames,
      parts,
      cost,
      samples,
    };
  }

  /**
   * Stored when this is fulfilled; the messages go to the gateway meanwhile. The same key twice is the same sending.
   * @throws NotASenderError, MessageCategoryError, SendTimeError, NobodyToSendToError, TooManyRecipientsError, SendingNotCoveredError
   */
  async send(asker: Asker, body: SendBody): Promise<SendingView> {
    const { store, clock, ids } = this.parts;
    const person = this.personOf(asker);
    const gateway = this.door;
    const category = categoryOf(person, body.category);
    const known = await store.byKey(person.user, body.key);
    if (known) return this.viewOf(known);
    const now = clock.now();
    const dueAt = body.dueAt === null ? null : body.dueAt - (body.dueAt % 60_000);
    if (dueAt !== null && (dueAt <= now || dueAt > now + LONGEST_AHEAD_MS)) throw new SendTimeError();
    if (!person.sources.includes(body.source)) throw new NotASenderError();
    const gathered = await this.gather(asker, body.recipients);
    const { recipients } = gathered;
    const { cost, missing } = await weigh(body.text, gathered, this.priceFor(person, category));
    if (recipients.length === missing) throw new NobodyToSendToError();
    const account = await this.balanceOf(person);
    if (account && account.balance - account.reserved + account.limit < cost)
      throw new SendingNotCoveredError();
    const name = body.name || [...body.text].slice(0, 30).join('');
    const sending: Sending = {
      id: ids.next('sending'),
      user: person.user,
      key: body.key,
      name,
      source: body.source,
      text: body.text,
      priority: body.priority,
      category,
      dueAt,
      createdAt: now,
      mass: await gateway.openMass(person.client, name),
      state: 'running',
      total: recipients.length,
      handed: 0,
      refused: {},
    };
    await store.add(sending, recipients);
    this.feed?.start(sending, person);
    return this.viewOf(sending);
  }

  /** Newest first. */
  async sendings(asker: Asker): Promise<SendingView[]> {
    this.personOf(asker);
    return Promise.all((await this.parts.store.of(asker.user, 50)).map((one) => this.viewOf(one)));
  }

  async sending(asker: Asker, id: string): Promise<SendingView> {
    return this.viewOf(await this.own(asker, id));
  }

  /** Pauses, lets go on, cancels: what has left is not called back. @throws SendingUnknownError, SendingOverError */
  async setSending(asker: Asker, id: string, state: Sending['state']): Promise<SendingView> {
    const sending = await this.own(asker, id);
    if (sending.state === 'cancelled') throw new SendingOverError();
    const gateway = this.door;
    if (state === 'cancelled') {
      // Noted first: a kill in between must not hand over the rest.
      await this.parts.store.setState(id, state);
      await this.feed?.end(id);
    }
    if (!(await gateway.setMass(sending.mass, state))) throw new SendingOverError();
    if (state !== 'cancelled') await this.parts.store.setState(id, state);
    return this.sending(asker, id);
  }

  private async own(asker: Asker, id: string): Promise<Sending> {
    const sending = await this.parts.store.get(id);
    if (!sending || sending.user !== asker.user) throw new SendingUnknownError();
    return sending;
  }

  /** Of a part: by number where there is a tariff; what has no price is refused later, and costs nothing. */
  private priceFor(person: Person, service: string): Money | ((number: string) => Money) {
    if (person.account === null) return 0;
    if (person.tariff === null) return person.partPrice;
    const gateway = this.door;
    const terms = termsOf(person);
    return (number) => gateway.price(terms, service, number) ?? 0;
  }

  private async balanceOf(person: Person): Promise<Account | null> {
    return person.account === null ? null : this.door.payIn(person.account, 0);
  }

  private async gather(asker: Asker, choice: RecipientsChoice): Promise<Gathered> {
    const fromBooks =
      choice.books.length + choice.groups.length > 0 ? await this.parts.books.recipients(asker, choice) : [];
    const gathered = gather(choice.numbers, fromBooks, bare);
    if (gathered.recipients.length > MOST_RECIPIENTS) throw new TooManyRecipientsError(MOST_RECIPIENTS);
    return gathered;
  }

  private async viewOf(sending: Sending): Promise<SendingView> {
    const progress = await this.door.progress(sending.mass);
    const { key: _key, mass: _mass, refused, ...rest } = sending;
    return { ...rest, refused: { ...refused }, counts: { ...progress?.counts } };
  }
}

/** Whose messages others may look at: not agents', not senders' own colleagues. */
const LOOKERS: readonly string[] = ['supervisor', 'administrator', 'billing'];
export const mayLook = ({ role }: Asker): boolean => LOOKERS.includes(role);

/** @throws MessageCategoryError */
function categoryOf({ categories }: Person, asked: string): string {
  if (asked === '') return categories[0]?.id ?? '';
  if (!categories.some(({ id }) => id === asked)) throw new MessageCategoryError();
  return asked;
}

/** An account that has never been paid into gets its opening balance. */
async function openAccount(gateway: MessengerGateway, account: string, opening: number): Promise<void> {
  const found = await gateway.payIn(account, 0);
  if (opening > 0 && found.balance === 0 && found.reserved === 0) await gateway.open(account, opening);
}
