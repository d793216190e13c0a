import type { CustomerCard, DeskDirectory, DeskView, HistoryEntry } from '../agent/contract.js';
import type { KnownAgents } from '../acd/types.js';
import type { CallEvent, CallState } from '../call/types.js';
import type { Customer } from '../customer/types.js';
import type { Cdr } from '../cdr/contract.js';
import type { Event } from '../kernel/event.js';
import type { Clock } from '../runtime/clock.js';
import type { Log } from '../runtime/log.js';
import type { Mailboxes } from '../runtime/mailbox.js';
import type { BoardView, ConservationReport } from '../supervisor/contract.js';
import type { SwitchSnapshot } from '../switch/port.js';
import { deskDirectory } from './desk-directory.js';
import { LiveFold } from './fold.js';
import { boardView, conservationReport, deskView, type CallerCard, type Directory } from './views.js';

export interface LiveDependencies {
  readonly directory: Directory;
  readonly dayOf: (at: number) => string;
  readonly customers: {
    byNumber(number: string): Promise<Customer | undefined>;
    byId(customer: string): Promise<Customer | undefined>;
  };
  /** Earlier calls of this number, newest first, at most 10. */
  readonly historyOf: (number: string) => Promise<readonly Cdr[]>;
  /** The call as its own subject has it; undefined when it has ended. */
  readonly callOf: (call: string) => CallState | undefined;
  /** The switches of the centre, in the order of the configuration. */
  readonly switches: () => readonly { readonly name: string; readonly connected: boolean }[];
  /** How long somebody who came into this queue now would wait; undefined when nobody can say. */
  readonly estimateOf?: (queue: string) => number | undefined;
  readonly mailboxes: Mailboxes;
  readonly clock: Clock;
  readonly log: Log;
}

/** Who shows what changed; the socket server. */
export interface LiveScreens {
  deskChanged(agent: string): void;
  /** The length of a line that these agents serve: shown soon, not at once, as it changes with every call. */
  lineChanged(agents: ReadonlySet<string>): void;
  boardChanged(): void;
}

/** Name of the collected value that holds a customer's number. */
const CUSTOMER_NUMBER = 'customerNumber';
/** A card of a call that nobody shows any more is kept this many calls long, for the record. */
const CARDS_KEPT = 5000;

/**
 * Keeps the live fold and looks up who is calling. Reads only: everything here can be rebuilt from the journal and the
 * tables, and nothing that happens here holds up a call.
 */
export class LiveService {
  readonly fold: LiveFold;
  private readonly cards = new Map<string, CallerCard>();
  private readonly agentsOfQueue = new Map<string, Set<string>>();
  /** By name; they count as gone until their link is back. */
  private readonly lostSwitches = new Set<string>();
  private screens: LiveScreens | undefined;

  constructor(private readonly deps: LiveDependencies) {
    const { agents, queues } = deps.directory;
    this.fold = new LiveFold([...agents.keys()], queues, deps.dayOf);
    for (const [agent, { queues: served }] of agents)
      for (const queue of served)
        this.agentsOfQueue.set(queue, (this.agentsOfQueue.get(queue) ?? new Set()).add(agent));
  }

  /** Where changes are shown. Without screens (tests) nothing is pushed. */
  show(screens: LiveScreens): void {
    this.screens = screens;
  }

  /** First reader of every event, so that a view asked for after an event always contains it. */
  onEvent(event: Event): void {
    const change = this.fold.apply(event);
    for (const agent of change.agents) this.screens?.deskChanged(agent);
    const serving = change.queue === undefined ? undefined : this.agentsOfQueue.get(change.queue);
    if (serving) this.screens?.lineChanged(serving);
    this.screens?.boardChanged();
  }

  /** The pages whose phones are there learn it, so that they ask for an account elsewhere. */
  onSwitchGone({ switch: name }: { readonly switch: string }): void {
    this.lostSwitches.add(name);
    this.everyScreen();
  }

  onLinkChanged(): void {
    this.screens?.boardChanged();
  }

  /** After every (re)connection: what is at the switch must belong to a call. */
  onLinkUp(link: { readonly switch?: string; readonly snapshot: SwitchSnapshot; readonly at: number }): void {
    this.fold.watch.legsSeen(
      link.snapshot.legs.map(({ leg }) => leg),
      link.at,
      link.switch,
    );
    if (this.lostSwitches.delete(link.switch ?? '')) this.everyScreen();
    else this.onLinkChanged();
  }

  onLegEnded({ leg, at }: { readonly leg: string; readonly at: number }): void {
    this.fold.watch.legGone(leg, at);
  }

  /** Looks up the caller as soon as the number is known, so that the pop has it in time. */
  onCallArrived(event: Extract<CallEvent, { type: 'call.arrived' | 'call.callback-opened' }>): void {
    const { call, data } = event;
    if (!call) return;
    const { number } = data.from;
    const named = 'collected' in data ? data.collected[CUSTOMER_NUMBER] : undefined;
    this.lookUp(call, number, async () => {
      const customer = named === undefined ? undefined : await this.deps.customers.byId(named);
      return customer ?? this.deps.customers.byNumber(number);
    });
  }

  onCollected({ call, data }: Extract<CallEvent, { type: 'call.collected' }>): void {
    if (!call || data.name !== CUSTOMER_NUMBER) return;
    const number = this.fold.calls.get(call)?.number ?? '';
    this.lookUp(call, number, async () => {
      const named = await this.deps.customers.byId(data.value);
      return named ?? this.deps.customers.byNumber(number);
    });
  }

  /** Id of the customer who is calling, when recognised. */
  customerOf(call: string): string | null {
    return this.cards.get(call)?.customer?.customer ?? null;
  }

  /** Grade of the customer who is calling; 0 when not recognised. */
  gradeOf(call: string): number {
    return this.cards.get(call)?.customer?.grade ?? 0;
  }

  /** Whether this message still stands on the agent's desk. */
  hasMessage(agent: string, message: string): boolean {
    return this.fold.agents.get(agent)?.messages.some(({ id }) => id === message) ?? false;
  }

  /** Whom the caller knows; nobody before the look-up is done. */
  knownAgentsOf(call: string): KnownAgents {
    return this.cards.get(call)?.known ?? {};
  }

  desk(agent: string): DeskView | undefined {
    const { directory, callOf } = this.deps;
    return deskView(this.fold, directory, agent, (call) => this.cards.get(call), callOf, [
      ...this.lostSwitches,
    ]);
  }

  directory(agent: string): DeskDirectory {
    return deskDirectory(this.fold, this.deps.directory, agent);
  }

  conservation(): ConservationReport {
    return conservationReport(this.fold, this.deps.clock.now());
  }

  board(): BoardView {
    const { directory, switches, estimateOf } = this.deps;
    return boardView(this.fold, directory, switches(), estimateOf, [...this.lostSwitches]);
  }

  private everyScreen(): void {
    for (const agent of this.fold.agents.keys()) this.screens?.deskChanged(agent);
    this.onLinkChanged();
  }

  private lookUp(call: string, number: string, find: () => Promise<Customer | undefined>): void {
    void this.deps.mailboxes.post(`card:${call}`, async () => {
      try {
        const [customer, calls] = await Promise.all([
          find(),
          number === '' ? [] : this.deps.historyOf(number),
        ]);
        this.keep(call, {
          customer: customer ? toCard(customer) : null,
          history: calls.map(toEntry),
          known: knownOf(customer, calls),
        });
      } catch (error) {
        // The desk pops without the card: a slow or locked database must not keep a caller waiting.
        this.deps.log.error({ call, error }, 'caller could not be looked up');
      }
      for (const agent of this.fold.agents.values())
        if (agent.call === call) this.screens?.deskChanged(agent.agent);
    });
  }

  private keep(call: string, card: CallerCard): void {
    this.cards.set(call, card);
    if (this.cards.size <= CARDS_KEPT) return;
    for (const old of this.cards.keys()) {
      if (!this.fold.calls.has(old)) {
        this.cards.delete(old);
        return;
      }
    }
  }
}

const toCard = ({
  customer,
  name,
  nameZh,
  number,
  segment,
  grade,
  language,
  note,
}: Customer): CustomerCard => ({
  customer,
  name: nameZh !== '' && nameZh !== name ? `${name} ${nameZh}` : name,
  number,
  segment,
  grade,
  language,
  note,
});

/** The newest call that somebody answered says who talked with this caller last. */
function knownOf(customer: Customer | undefined, calls: readonly Cdr[]): KnownAgents {
  const last = calls.find((record) => record.outcome === 'answered' && record.agent !== null);
  return {
    ...(customer?.owner && { owner: customer.owner }),
    ...(last?.agent && { last: { agent: last.agent, at: last.endedAt } }),
  };
}

const toEntry = (record: Cdr): HistoryEntry => ({
  call: record.call,
  at: record.arrivedAt,
  queue: record.queue,
  agent: record.agent,
  outcome: record.outcome,
  result: record.result,
  note: record.note,
  talkMs: record.talkMs,
  recordings: record.recordings,
});
