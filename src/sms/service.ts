/** The gateway: accepts, stores, routes, sends, reports back. The shell around the rules of its folders. */
import {
  Tariffs,
  type Account,
  type AccountId,
  type Money,
  type Price,
  type Tariff,
} from '../billing/index.js';
import type { Instant, Millis } from '../kernel/time.js';
import type { Clock } from '../runtime/clock.js';
import type { GroupWriter } from '../runtime/group-writer.js';
import type { Log } from '../runtime/log.js';
import { admit, type ClientTerms, type Submission } from './admission.js';
import { Carriers, type CarrierCounts } from './carriers/carriers.js';
import type { Link } from './carriers/link.js';
import type { CarrierSettings } from './carriers/settings.js';
import type { Refusal } from './errors.js';
import { createMessageIds, type MessageIds } from './message-id.js';
import {
  expect,
  type Books,
  type Command,
  type MessageFilter,
  type NewMessage,
  type Outcome,
} from './queue/commands.js';
import { messageOf, messageOfNew } from './queue/rows.js';
import { Supply, streamKey } from './queue/supply.js';
import type { MessageRow } from './queue/tables.js';
import { Returns } from './returns.js';
import { Segments, bare, choose, othersOf, type Route } from './routing/routes.js';
import { quietServices, type QuietHours } from './screening/quiet-hours.js';
import { WordSearch } from './screening/words.js';
import type { MessagePdu } from './smpp/pdu.js';
import { decodeText } from './text/coding.js';
import { readHeader } from './text/parts.js';
import type { CarrierId, ClientId, Content, Message, MessageId, MessageState } from './types.js';

export interface SmsSettings {
  readonly carriers: readonly CarrierSettings[];
  readonly routes: readonly Route[];
  readonly ported: ReadonlyMap<string, string>;
  /** Default: none. */
  readonly quietHours?: readonly QuietHours[];
  /** Words for which a message waits for approval; default: none. */
  readonly sensitiveWords?: readonly string[];
  /** Default: none. */
  readonly tariffs?: readonly Tariff[];
  readonly mostParts: number;
  readonly validityMs: Millis;
  /** 0-15; another for each process. */
  readonly process: number;
}

export interface SmsGround {
  readonly writer: GroupWriter<Command, Outcome>;
  readonly clock: Clock;
  readonly log: Log;
  readonly count: CarrierCounts;
  /** Minutes since local midnight, for routes with hours. */
  readonly minuteOfDay: (now: Instant) => number;
  readonly weightOf: (client: ClientId) => number;
  readonly stopped: (number: string, client: ClientId) => boolean;
  /** A message from a customer's phone; `kept` when it is stored. */
  readonly received: (carrier: CarrierId, pdu: MessagePdu, kept: (ok: boolean) => void) => void;
  readonly linkChanged: (carrier: CarrierId, link: Link, why: string) => void;
}

/** What of a message decides its price. */
interface PricedSubmission {
  readonly service?: string;
  readonly destination: { readonly number: string };
}

/** Commands without an answer beyond which nothing is accepted: a disk that cannot keep up must not fill the memory. */
const MOST_BACKLOG = 50_000;
/** Rows of one step over many: short enough that messages get their turns in between. */
const STEP_ROWS = 500;
const TICK_MS = 250;
const SWEEP_MS = 5000;

export class SmsService {
  readonly carriers: Carriers;
  readonly supply: Supply;
  readonly returns: Returns;
  private readonly routes: ReadonlyMap<string, Route>;
  private readonly segments: Segments;
  private readonly tariffs: Tariffs;
  private readonly words: WordSearch;
  private readonly hasWords: boolean;
  private readonly mayBeQuiet: ReadonlySet<string>;
  private quietAt = -1;
  private ids: MessageIds;
  private timers: NodeJS.Timeout[] = [];
  private stepping = new Set<string>();

  constructor(
    private readonly settings: SmsSettings,
    private readonly ground: SmsGround,
  ) {
    const { writer, clock } = ground;
    this.routes = new Map(settings.routes.map((route) => [route.id, route]));
    this.segments = new Segments(settings.routes, settings.ported);
    this.tariffs = new Tariffs(settings.tariffs ?? []);
    this.hasWords = (settings.sensitiveWords ?? []).length > 0;
    this.words = new WordSearch(settings.sensitiveWords ?? []);
    this.mayBeQuiet = new Set((settings.quietHours ?? []).flatMap(({ services }) => services));
    this.ids = createMessageIds(() => clock.now(), 0, settings.process);
    this.supply = new Supply({
      page: (stream, after, limit, done) =>
        writer.apply({ do: 'page', stream, after, limit }, (outcome) =>
          done(expect(outcome, 'rows').rows.map(messageOf)),
        ),
      ready: (carrier) => this.carriers.wake(carrier),
      up: (carrier) => this.carriers.up(carrier),
      weightOf: ground.weightOf,
    });
    this.returns = new Returns(writer);
    this.carriers = new Carriers({
      carriers: settings.carriers,
      supply: this.supply,
      writer,
      clock,
      log: ground.log,
      others: (message, without) => {
        const route = this.routes.get(message.route);
        return route ? othersOf(route, without, this.carriers.up, ground.minuteOfDay(clock.now())) : [];
      },
      reported: (item) => this.returns.add(item),
      received: ground.received,
      changed: (carrier, link, why) => {
        ground.linkChanged(carrier, link, why);
        this.reroute();
        this.supply.reconsider();
        this.carriers.wake(carrier);
      },
      count: ground.count,
    });
  }

  /** Takes up what a former process left, then connects. */
  async start(): Promise<{ readonly unknown: number; readonly waiting: number }> {
    const { writer, clock } = this.ground;
    const { recovered } = expect(await writer.ask({ do: 'recover' }), 'recovered');
    const last = Math.max(recovered.lastId, recovered.lastTurn);
    this.ids = createMessageIds(() => clock.now(), last, this.settings.process);
    for (const { mass } of recovered.masses) this.supply.pause(`mass:${mass}`, true);
    this.quieten();
    this.reroute();
    for (const { stream } of recovered.streams) this.supply.expect(stream);
    for (const client of recovered.clientsWithReports) this.returns.expect(client);
    this.carriers.start(expect(await writer.ask({ do: 'held-links' }), 'held-links').held);
    this.timers.push(
      setInterval(() => this.tick(), TICK_MS),
      setInterval(() => this.sweep(), SWEEP_MS),
    );
    return {
      unknown: recovered.unknown,
      waiting: recovered.streams.reduce((sum, { count }) => sum + count, 0),
    };
  }

  /** Lets go of the links; everything that was accepted is stored. */
  async stop(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    this.timers = [];
    await this.carriers.stop();
    await this.ground.writer.close();
  }

  /**
   * @param done once, when the message is stored or refused; a number is the id of an accepted message
   * @param whenFull what becomes of it while the tables cannot be written: `refuse` it as busy at once, so that whoever
   * asks can ask again; or `keep` it in memory until they can, for messages that nobody would ask for again
   */
  accept(
    submission: Submission,
    client: ClientTerms,
    done: (result: MessageId | Refusal) => void,
    whenFull: 'refuse' | 'keep' = 'refuse',
  ): void {
    const { writer, clock, stopped } = this.ground;
    if (whenFull === 'refuse' && writer.backlog > MOST_BACKLOG) return done('busy');
    const now = clock.now();
    const { mostParts, validityMs } = this.settings;
    const admitted = admit(
      submission,
      client,
      { segments: this.segments, mostParts, validityMs, stopped },
      now,
    );
    if (typeof admitted === 'string') return done(admitted);
    const price = this.priceOf(submission, client, admitted.route, now);
    if (price === null) return done('no-price');
    const { content, mass, service = '' } = submission;
    const word = this.words.find(content.coding === 'binary' ? '' : this.textOf(content));
    const stream = streamKey({
      route: admitted.route,
      priority: admitted.priority,
      sender: mass === null ? client.id : `mass:${mass}`,
      ...(this.mayBeQuiet.has(service) ? { service } : {}),
      special: '',
    });
    const message: NewMessage = {
      id: this.ids.next(),
      client: client.id,
      reference: submission.reference,
      mass,
      account: client.account,
      partPrice: price.price,
      tariff: price.version,
      service,
      user: submission.by?.user ?? '',
      group: submission.by?.group ?? client.group ?? '',
      heldFor: word ?? '',
      source: submission.source,
      destination: submission.destination,
      coding: content.coding,
      dataCoding: content.dataCoding,
      header: content.header,
      octets: content.octets.toString('latin1'),
      parts: admitted.parts,
      priority: admitted.priority,
      report: submission.report,
      route: admitted.route,
      stream,
      dueAt: admitted.dueAt,
      held: submission.held || word !== null,
      expiresAt: admitted.expiresAt,
      acceptedAt: now,
    };
    const stored = (outcome: Outcome): void => {
      if (outcome.is === 'refused') return done(outcome.why === 'no-funds' ? 'no-funds' : 'no-account');
      if (!message.held && message.dueAt === null) this.supply.add(messageOfNew(message, content.octets));
      done(message.id);
    };
    writer.apply({ do: 'accept', message }, stored, whenFull === 'keep' ? undefined : () => done('busy'));
  }

  /** A header of the sender's own is no text. */
  private textOf({ octets, coding, header }: Content): string {
    return this.hasWords ? decodeText(header ? (readHeader(octets)?.rest ?? octets) : octets, coding) : '';
  }

  /** What a part would cost this client now; null: nothing of its tariff fits, it would be refused. */
  price(client: ClientTerms, service: string, number: string): Money | null {
    const route = this.segments.find(number);
    const priced = { service, destination: { number } };
    return this.priceOf(priced, client, route ?? '', this.ground.clock.now())?.price ?? null;
  }

  /** Known before anything is sent: of the route's first choice, whoever takes it in the end. */
  private priceOf(
    { service = '', destination }: PricedSubmission,
    client: ClientTerms,
    route: string,
    now: Instant,
  ): Price | null {
    if (client.account === null) return { price: 0, version: '' };
    if (client.tariff === undefined || client.tariff === null)
      return { price: client.partPrice, version: '' };
    const minuteOfDay = (): number => this.ground.minuteOfDay(now);
    const thing = {
      service,
      number: bare(destination.number),
      carrier: () => {
        const found = this.routes.get(route);
        return (found && choose(found, () => true, minuteOfDay())[0]) ?? '';
      },
      minuteOfDay,
    };
    return this.tariffs.price(client.tariff, thing, now);
  }

  /** `not-yours`: unknown or of another client. @param client null: any */
  async cancel(id: MessageId, client: ClientId | null): Promise<'done' | 'too-late' | 'not-yours'> {
    const { writer, clock } = this.ground;
    const outcome = await writer.ask({ do: 'cancel', id, client, at: clock.now() });
    if (outcome.is === 'refused') return outcome.why === 'too-late' ? 'too-late' : 'not-yours';
    // What memory still holds of it is refused when it is claimed.
    const { item } = expect(outcome, 'reported');
    if (item) this.returns.add(item);
    return 'done';
  }

  /** Ends a held message; its money is free again, its sender is told. */
  async reject(id: MessageId): Promise<boolean> {
    const { writer, clock } = this.ground;
    const command = { do: 'cancel' as const, id, client: null, at: clock.now(), rejected: 'rejected' };
    const outcome = await writer.ask(command);
    if (outcome.is !== 'reported') return false;
    if (outcome.item) this.returns.add(outcome.item);
    return true;
  }

  /** Lets a held message go. */
  async release(id: MessageId): Promise<boolean> {
    const outcome = await this.ground.writer.ask({ do: 'release', id, turn: this.ids.next() });
    if (outcome.is === 'streams') for (const { stream } of outcome.streams) this.supply.expect(stream);
    return outcome.is === 'streams';
  }

  async get(id: MessageId): Promise<MessageRow | undefined> {
    return expect(await this.ground.writer.ask({ do: 'get', id }), 'rows').rows[0];
  }

  /** Newest first. @param limit 1-1000 */
  async find(filter: MessageFilter, limit: number): Promise<readonly MessageRow[]> {
    return expect(await this.ground.writer.ask({ do: 'find', filter, limit }), 'rows').rows;
  }

  /** A name that nobody has: of a sending. */
  newName(prefix: string): string {
    return `${prefix}${this.ids.next().toString(36)}`;
  }

  async openMass(client: ClientId, name: string): Promise<string> {
    const mass = this.newName('m');
    await this.ground.writer.ask({ do: 'mass-open', mass, client, name, at: this.ground.clock.now() });
    return mass;
  }

  /** @returns false: no such sending, or it was cancelled */
  async setMass(mass: string, state: 'running' | 'paused' | 'cancelled'): Promise<boolean> {
    const { writer, clock } = this.ground;
    // Stopped first: nothing more of it leaves while the rows are ended.
    if (state !== 'running') this.supply.pause(`mass:${mass}`, true);
    const outcome = await writer.ask({ do: 'mass-state', mass, state });
    if (outcome.is !== 'done') return false;
    if (state === 'running') this.supply.pause(`mass:${mass}`, false);
    if (state === 'cancelled') {
      while (
        expect(await writer.ask({ do: 'mass-cancel', mass, at: clock.now(), limit: STEP_ROWS }), 'streams')
          .more
      );
      this.supply.forget(`mass:${mass}`);
    }
    return true;
  }

  async progress(mass: string): Promise<MassProgress | null> {
    const outcome = await this.ground.writer.ask({ do: 'mass-progress', mass });
    return outcome.is === 'progress' ? outcome : null;
  }

  async books(): Promise<Books> {
    return expect(await this.ground.writer.ask({ do: 'books' }), 'books').books;
  }

  /** Forgets what ended before, and reports without a message from before. In steps: messages get their turns between. */
  async forget(before: Instant): Promise<void> {
    const { writer } = this.ground;
    while (expect(await writer.ask({ do: 'forget', before, limit: STEP_ROWS }), 'streams').more);
  }

  async payIn(account: AccountId, amount: Money, limit?: Money): Promise<Account> {
    const command = { do: 'pay-in' as const, account, amount, ...(limit === undefined ? {} : { limit }) };
    return expect(await this.ground.writer.ask(command), 'account').account;
  }

  /** Pays in once for ever, noted like any payment: the opening of an account. */
  async open(account: AccountId, amount: Money): Promise<void> {
    const { writer, clock } = this.ground;
    const payment = { key: `opening:${account}`, at: clock.now(), user: 'configuration', note: '' };
    // Refused when the configuration names another amount now: the account is open.
    await writer.ask({ do: 'pay-in', account, amount, payment });
  }

  /** Which carriers serve which route from now on. */
  private reroute(): void {
    const minute = this.ground.minuteOfDay(this.ground.clock.now());
    for (const route of this.routes.values())
      this.supply.serve(route.id, choose(route, this.carriers.up, minute));
  }

  /** Once a minute: which kinds of messages wait now. */
  private quieten(): void {
    const { quietHours = [] } = this.settings;
    const minute = this.ground.minuteOfDay(this.ground.clock.now());
    if (quietHours.length === 0 || minute === this.quietAt) return;
    this.quietAt = minute;
    this.supply.quieten(quietServices(quietHours, minute));
  }

  private tick(): void {
    this.quieten();
    const turn = (): number => this.ids.reserve(STEP_ROWS);
    this.step('due', () => ({ do: 'due', now: this.ground.clock.now(), limit: STEP_ROWS, turn: turn() }));
  }

  private sweep(): void {
    const now = this.ground.clock.now();
    this.reroute();
    this.step('expire', () => ({ do: 'expire', now, limit: STEP_ROWS }));
    for (const carrier of this.settings.carriers) {
      const { unknown: rule } = carrier;
      if (rule === 'keep') continue;
      this.step(`unknown:${carrier.id}`, () => ({
        do: 'settle-unknown',
        carrier: carrier.id,
        rule,
        before: now - carrier.unknownAfterMs,
        turn: this.ids.reserve(STEP_ROWS),
        now,
        limit: STEP_ROWS,
      }));
    }
  }

  /** One kind of step at a time, again as long as there is more. */
  private step(name: string, command: () => Command): void {
    if (this.stepping.has(name)) return;
    this.stepping.add(name);
    this.ground.writer.apply(command(), (outcome) => {
      this.stepping.delete(name);
      const { streams, more, items } = expect(outcome, 'streams');
      for (const item of items) this.returns.add(item);
      // Expired ones are in no stream any more: asking for more finds nothing and costs one page.
      for (const { stream } of streams) this.supply.expect(stream);
      if (more && this.timers.length > 0) this.step(name, command);
    });
  }
}

export interface MassProgress {
  readonly client: ClientId;
  readonly name: string;
  readonly state: string;
  readonly counts: Readonly<Partial<Record<MessageState, number>>>;
}

export type { Message };
