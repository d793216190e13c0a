/** All carriers and their links: draws messages, writes down how each fared, takes reports. */
import type { Instant } from '../../kernel/time.js';
import type { Clock } from '../../runtime/clock.js';
import type { GroupWriter } from '../../runtime/group-writer.js';
import type { Log } from '../../runtime/log.js';
import type { Command, Outcome } from '../queue/commands.js';
import type { Supply } from '../queue/supply.js';
import { STATUS, statusName } from '../smpp/commands.js';
import { type MessagePdu } from '../smpp/pdu.js';
import { idKeys, isFinal, readReceipt, type ReceiptState } from '../smpp/receipt.js';
import type { CarrierId, Message, OutboxItem } from '../types.js';
import { Link, type LinkHost, type PartResult } from './link.js';
import { RateLimit } from './pace.js';
import { judge } from './retry.js';
import type { CarrierSettings } from './settings.js';

export interface CarriersSettings {
  readonly carriers: readonly CarrierSettings[];
  readonly supply: Supply;
  readonly writer: GroupWriter<Command, Outcome>;
  readonly clock: Clock;
  readonly log: Log;
  /** Other carriers that could take this message now, best first. */
  readonly others: (message: Message, without: CarrierId) => readonly CarrierId[];
  /** A report for the sender of a message. */
  readonly reported: (item: OutboxItem) => void;
  /** A message from a customer's phone. Kept when `kept` is called; false: not now. */
  readonly received: (carrier: CarrierId, pdu: MessagePdu, kept: (ok: boolean) => void) => void;
  /** A link came or went. */
  readonly changed: (carrier: CarrierId, link: Link, why: string) => void;
  readonly count: CarrierCounts;
}

/** Out of use by an operator's word. `link` '': the whole carrier. */
export interface Held {
  readonly carrier: CarrierId;
  readonly link: string;
  readonly at: Instant;
  readonly by: string;
}

/** What is counted, for the figures. */
export interface CarrierCounts {
  answered(carrier: CarrierId, status: string): void;
  /** @param state what the report says, where that is known here */
  report(
    carrier: CarrierId,
    how: 'matched' | 'orphan' | 'duplicate' | 'intermediate',
    state?: ReceiptState,
  ): void;
}

/** Commands that may wait for the disk before reports are refused with "later": the carrier keeps them meanwhile. */
const MOST_BACKLOG = 20_000;

export class Carriers {
  private readonly links = new Map<CarrierId, Link[]>();
  /** Carriers with something new to send; their links are asked once a turn. */
  private readonly awake = new Set<CarrierId>();
  /** Nothing is sent there until an operator says so; links stay bound and reports come. */
  private readonly paused = new Set<CarrierId>();

  constructor(private readonly settings: CarriersSettings) {
    for (const carrier of settings.carriers) {
      const host = this.hostOf(carrier, new RateLimit(carrier.perSecond));
      this.links.set(
        carrier.id,
        carrier.links.map((link) => new Link(link, carrier, host, settings.clock)),
      );
    }
  }

  /** @param held what operators took out of use before: those links do not connect, those carriers get nothing */
  start(held: readonly Held[] = []): void {
    for (const { carrier, link } of held) {
      if (link === '') this.paused.add(carrier);
      else this.find(carrier, link)?.keepStopped();
    }
    for (const links of this.links.values()) for (const link of links) link.start();
  }

  has(carrier: CarrierId): boolean {
    return this.links.has(carrier);
  }

  find(carrier: CarrierId, link: string): Link | undefined {
    return this.links.get(carrier)?.find(({ id }) => id === link);
  }

  isPaused(carrier: CarrierId): boolean {
    return this.paused.has(carrier);
  }

  /** What is under way is answered; what waits goes to other carriers of its route, or waits. */
  pause(carrier: CarrierId, paused: boolean): void {
    const [link] = this.links.get(carrier) ?? [];
    if (!link || this.paused.has(carrier) === paused) return;
    if (paused) this.paused.add(carrier);
    else this.paused.delete(carrier);
    this.settings.changed(carrier, link, paused ? 'carrier paused by an operator' : 'carrier resumed');
  }

  async stop(): Promise<void> {
    await Promise.all([...this.links.values()].flat().map((link) => link.stop()));
  }

  /** Whether anything can be sent there now. */
  up = (carrier: CarrierId): boolean =>
    !this.paused.has(carrier) &&
    (this.links.get(carrier) ?? []).some((link) => link.state === 'bound' && link.sends);

  all(): readonly Link[] {
    return [...this.links.values()].flat();
  }

  /** There may be something to send. */
  wake = (carrier: CarrierId): void => {
    if (this.awake.size === 0) setImmediate(() => this.pumpAwake());
    this.awake.add(carrier);
  };

  private pumpAwake(): void {
    const carriers = [...this.awake];
    this.awake.clear();
    for (const carrier of carriers) for (const link of this.links.get(carrier) ?? []) link.pump();
  }

  private hostOf(carrier: CarrierSettings, carrierRate: RateLimit): LinkHost {
    const { supply, writer, clock } = this.settings;
    return {
      carrierRate,
      next: () => (this.paused.has(carrier.id) ? undefined : supply.next(carrier.id)),
      claim(message, link, then) {
        const command = {
          do: 'claim' as const,
          id: message.id,
          carrier: carrier.id,
          link: link.id,
          at: clock.now(),
        };
        writer.apply(command, (outcome) => then(outcome.is === 'done'));
      },
      result: (message, link, part, last, result) => this.result(carrier, message, link, part, last, result),
      delivered: (pdu, done) => this.delivered(carrier, pdu, done),
      changed: (link, why) => this.settings.changed(carrier.id, link, why),
    };
  }

  private result(
    carrier: CarrierSettings,
    message: Message,
    link: Link,
    part: number,
    last: boolean,
    result: PartResult,
  ): void {
    const { writer, clock, count } = this.settings;
    const now = clock.now();
    if (result.is === 'taken') {
      count.answered(carrier.id, 'ESME_ROK');
      const command = {
        do: 'taken' as const,
        id: message.id,
        part,
        // What goes out whole counts as all its parts.
        through: last ? message.parts : part,
        carrier: carrier.id,
        remote: result.remote,
        at: now,
      };
      // A report that was here before its answer is found now.
      writer.apply(command, (outcome) => this.told(carrier.id, outcome));
      return;
    }
    if (result.is === 'unknown') {
      count.answered(carrier.id, 'none');
      writer.apply({ do: 'unknown', id: message.id }, () => undefined);
      return;
    }
    if (result.is === 'unsent') {
      // Nothing left this machine: back to its place, without counting as an attempt that failed.
      this.later(resumed(message, part), message.stream, null, message.attempts === 0 ? '' : 'link lost');
      return;
    }
    const error = statusName(result.status);
    count.answered(carrier.id, error);
    const attempts = message.attempts + 1;
    const others = this.settings.others(message, carrier.id);
    const verdict = judge(message, link.classOf(result.status), attempts, others, now);
    if (verdict.do === 'fail')
      writer.apply({ do: 'failed', id: message.id, error, at: now }, (outcome) => {
        if (outcome.is === 'reported' && outcome.item) this.settings.reported(outcome.item);
      });
    else this.later({ ...resumed(message, part), attempts }, verdict.stream, verdict.dueAt, error);
  }

  private later(message: Message, stream: string, dueAt: number | null, error: string): void {
    const { writer, supply } = this.settings;
    writer.apply({ do: 'later', id: message.id, error, dueAt, stream }, (outcome) => {
      if (outcome.is === 'done' && dueAt === null) supply.putBack({ ...message, stream });
    });
  }

  private delivered(carrier: CarrierSettings, pdu: MessagePdu, done: (status: number) => void): void {
    const { writer, clock, count } = this.settings;
    if (writer.backlog > MOST_BACKLOG) return done(STATUS.RX_T_APPN);
    const receipt = readReceipt(pdu.message, pdu.tlvs);
    if (!receipt) {
      this.settings.received(carrier.id, pdu, (ok) => done(ok ? STATUS.ROK : STATUS.RX_T_APPN));
      return;
    }
    if (!isFinal(receipt.state)) {
      count.report(carrier.id, 'intermediate');
      return done(STATUS.ROK);
    }
    const command = {
      do: 'report' as const,
      carrier: carrier.id,
      keys: idKeys(receipt.messageId),
      number: pdu.message.source.number,
      state: receipt.state,
      error: receipt.error,
      at: clock.now(),
    };
    writer.apply(command, (outcome) => {
      // Acknowledged only now: until here the carrier keeps it.
      done(STATUS.ROK);
      this.told(carrier.id, outcome, receipt.state);
    });
  }

  private told(carrier: CarrierId, outcome: Outcome, state?: ReceiptState): void {
    const { count, reported } = this.settings;
    if (outcome.is === 'reported') {
      count.report(carrier, 'matched', state ?? outcome.item?.report.state);
      if (outcome.item) reported(outcome.item);
    } else if (outcome.is === 'orphan' || outcome.is === 'duplicate') count.report(carrier, outcome.is);
  }
}

/** Parts before this one are with the carrier. */
const resumed = (message: Message, part: number): Message => ({ ...message, sentParts: part - 1 });
