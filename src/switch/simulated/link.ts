import type { Millis } from '../../kernel/time.js';
import { SwitchError, type SwitchEvent } from '../port.js';
import type { Exchange } from './exchange.js';
import type { CommandName, Faults } from './faults.js';
import { Lanes } from './lanes.js';
import { within, type Random } from './random.js';

/** How long after a restored link the port tries again. */
const RECONNECT_MS = 100;

interface Waiting {
  readonly refuse: (error: SwitchError) => void;
}

/**
 * The link between one port and the exchange: commands there, answers and events back, each with the delays and
 * faults of the plan. Everything that is on its way when the link is cut is lost.
 */
export class Link {
  connected = false;
  private wanted = false;
  private leave: (() => void) | undefined;
  private count = 0;
  private first: (() => void) | undefined;
  private readonly waiting = new Set<Waiting>();
  private readonly there: Lanes;
  private readonly back: Lanes;
  private readonly events: Lanes;

  /**
   * @param id part of the timers' keys, different for every link
   * @param reachable whether the network lets the link through now
   */
  constructor(
    private readonly id: string,
    private readonly exchange: Exchange,
    private readonly faults: Faults,
    private readonly random: Random,
    private readonly deadlineMs: Millis,
    private readonly reachable: () => boolean,
    private readonly receive: (event: SwitchEvent) => void,
  ) {
    const { clock, scheduler } = exchange;
    this.there = new Lanes(`${id}:command`, clock, scheduler);
    this.back = new Lanes(`${id}:reply`, clock, scheduler);
    this.events = new Lanes(`${id}:event`, clock, scheduler);
  }

  /** Resolves at the first `link.up`. */
  open(): Promise<void> {
    this.wanted = true;
    return new Promise((resolve) => {
      this.first = resolve;
      this.retry(0);
    });
  }

  /** The network is back: tries again soon. */
  retry(inMs: Millis = RECONNECT_MS): void {
    if (!this.wanted || this.connected) return;
    const { scheduler, clock } = this.exchange;
    scheduler.set(`${this.id}:connect`, clock.now() + inMs, () => this.connect());
  }

  close(): void {
    this.wanted = false;
    this.exchange.scheduler.cancel(`${this.id}:connect`);
    this.drop('the port has been stopped');
  }

  /** The network loses the link. */
  lose(reason: string): void {
    if (!this.connected) return;
    this.drop(reason);
    this.receive({ type: 'link.down', reason, at: this.exchange.clock.now() });
  }

  stall(): void {
    for (const lanes of [this.there, this.back, this.events]) lanes.pause();
  }

  resume(): void {
    for (const lanes of [this.there, this.back, this.events]) lanes.resume();
  }

  /** Keeps events of this leg (or phone) back until the function handed back is called. */
  holdEvents(lane: string): () => void {
    return this.events.hold(lane);
  }

  command<T>(name: CommandName, lane: string, work: () => T): Promise<T> {
    if (!this.connected) return Promise.reject(new SwitchError('SWITCH_DOWN', 'no link to the switch'));
    const { clock, scheduler } = this.exchange;
    const planned = this.faults.fateOf(name);
    const fate = planned ?? (this.random() < this.faults.lostReplyShare ? 'reply-lost' : undefined);
    const number = (this.count += 1);
    const deadline = `${this.id}:deadline:${number}`;
    return new Promise<T>((resolve, reject) => {
      const settle = (how: () => void): void => {
        if (!this.waiting.delete(waits)) return;
        scheduler.cancel(deadline);
        how();
      };
      const waits: Waiting = { refuse: (error) => settle(() => reject(error)) };
      this.waiting.add(waits);
      scheduler.set(deadline, clock.now() + this.deadlineMs, () =>
        waits.refuse(new SwitchError('SWITCH_DEADLINE', `no answer to ${name} within ${this.deadlineMs} ms`)),
      );
      if (fate === 'command-lost') return;
      this.there.send(lane, within(this.faults.commandMs, this.random), () => {
        const answer = attempt(() => {
          if (fate && fate !== 'reply-lost')
            throw new SwitchError(fate, `${name} was refused by the fault plan`);
          return work();
        });
        if (fate === 'reply-lost') return;
        this.back.send(String(number), within(this.faults.replyMs, this.random), () =>
          settle(() => ('error' in answer ? reject(answer.error) : resolve(answer.value))),
        );
      });
    });
  }

  private connect(): void {
    if (!this.wanted || this.connected || !this.reachable()) return;
    this.connected = true;
    this.leave = this.exchange.onEvent((event) => this.carry(event));
    this.receive({ type: 'link.up', snapshot: this.exchange.snapshot(), at: this.exchange.clock.now() });
    this.first?.();
    this.first = undefined;
  }

  private drop(reason: string): void {
    this.connected = false;
    this.leave?.();
    this.leave = undefined;
    for (const lanes of [this.there, this.back, this.events]) lanes.clear();
    for (const waits of [...this.waiting]) waits.refuse(new SwitchError('SWITCH_DOWN', reason));
  }

  private carry(event: SwitchEvent): void {
    this.count += 1;
    const subject = 'leg' in event ? event.leg : 'phone' in event ? event.phone : '';
    const lane = this.faults.reorderWithinLeg ? `${subject}:${this.count}` : subject;
    const twice = this.faults.comesTwice(event.type) || this.random() < this.faults.duplicateShare;
    for (let times = twice ? 2 : 1; times > 0; times--)
      this.events.send(lane, within(this.faults.eventMs, this.random), () => this.receive(event));
  }
}

function attempt<T>(work: () => T): { value: T } | { error: Error } {
  try {
    return { value: work() };
  } catch (error) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }
}
