import type { LegId } from '../../kernel/ids.js';
import type { Millis } from '../../kernel/time.js';
import type { Clock } from '../../runtime/clock.js';
import type { Scheduler } from '../../runtime/scheduler.js';
import type { SwitchSnapshot } from '../port.js';
import type { PromptLength } from './announcer.js';
import { Exchange } from './exchange.js';
import { SimulatedCaller, SimulatedLine, SimulatedPhone } from './far-ends.js';
import { Faults } from './faults.js';
import { Link } from './link.js';
import { seededRandom, type Random, type Range } from './random.js';
import { SimulatedSwitch } from './simulated-switch.js';
import { farEndHz } from './sound.js';

export interface SimulatedSwitchSettings {
  /** Default `simulated`. */
  readonly name?: string;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  /** The same seed and the same story give the same events. Default 1. */
  readonly seed?: number;
  /** Where recordings are written; made when it is not there. */
  readonly recordingFolder: string;
  /** Prompts the switch has and their lengths. Default: every name, 1000 ms. */
  readonly promptLength?: PromptLength;
  /** Classes of music, the first one is the default. Default `['default']`. */
  readonly music?: readonly string[];
  /** Default 2000. */
  readonly commandDeadlineMs?: Millis;
  /** From the ring command to the ringing. Default 10 to 30. */
  readonly ringingMs?: Range;
  /** From the bridge command until a leg is in it, each leg for itself. Default 1 to 5. */
  readonly joiningMs?: Range;
  /** From the command to the start of a recording. Default 1 to 5. */
  readonly recordingMs?: Range;
}

export interface InboundCall {
  /** Calling number. */
  readonly from: string;
  /** Calling name; empty unless told. */
  readonly name?: string;
  readonly dialled: string;
  /** The trunk, or the phone, it comes in by. */
  readonly trunk: string;
}

/** The far side of the simulated switch: callers, phones, the network, and what can go wrong. */
export class SimulatedWorld {
  readonly faults = new Faults();
  private readonly links: Link[] = [];
  private readonly phonesByName = new Map<string, SimulatedPhone>();
  private readonly linesByNumber = new Map<string, SimulatedLine>();
  private readonly random: Random;
  private readonly deadlineMs: Millis;
  private voices = 0;
  private linkThere = true;

  constructor(
    private readonly exchange: Exchange,
    settings: SimulatedSwitchSettings,
  ) {
    // The link draws from its own source: a story that adds a fault keeps the far ends' times.
    this.random = seededRandom((settings.seed ?? 1) + 0x5eed);
    this.deadlineMs = settings.commandDeadlineMs ?? 2000;
  }

  /** A port to this switch, not started. More than one: a restarted Ringmaster, or two that fight. */
  makePort(): SimulatedSwitch {
    return new SimulatedSwitch(this.exchange, this.deadlineMs, (receive) => {
      const id = `${this.exchange.name}:link-${this.links.length + 1}`;
      const { exchange, faults, random, deadlineMs } = this;
      const link = new Link(id, exchange, faults, random, deadlineMs, () => this.linkThere, receive);
      this.links.push(link);
      return link;
    });
  }

  /** Somebody calls. With no Ringmaster connected the switch refuses the call: `leg` undefined, `status` failure. */
  callIn(call: InboundCall): SimulatedCaller {
    return this.place(call);
  }

  private place({ from, name = '', dialled, trunk }: InboundCall, byPhone?: true): SimulatedCaller {
    const caller = new SimulatedCaller(this.exchange, this.nextVoice());
    const taken = this.links.some((link) => link.connected);
    const mark = byPhone && { byPhone };
    caller.place({ from: { number: from, name }, dialled, trunk, ...mark }, taken);
    return caller;
  }

  /** A registered phone that may call calls; undefined when it may not or is not registered. */
  callFrom(phone: string, dialled: string): SimulatedCaller | undefined {
    const { phones } = this.exchange;
    const account = phones.account(phone);
    if (!account?.mayCall || !phones.registered(phone)) return undefined;
    return this.place({ from: phone, name: account.name, dialled, trunk: phone }, true);
  }

  /** The phone of this account name, always the same object. It is not registered until `register()`. */
  phone(name: string): SimulatedPhone {
    const known = this.phonesByName.get(name);
    if (known) return known;
    const phone = new SimulatedPhone(this.exchange, this.nextVoice(), name);
    this.phonesByName.set(name, phone);
    return phone;
  }

  /** The outside party of this number, always the same object; before the first call of this nobody is there. */
  outside(number: string): SimulatedLine {
    const known = this.linesByNumber.get(number);
    if (known) return known;
    const line = new SimulatedLine(this.exchange, this.nextVoice(), number);
    this.linesByNumber.set(number, line);
    this.exchange.outside.set(number, line);
    return line;
  }

  /** From here on phones of the other switch can be rung by this trunk, link or no link; see `RingRequest.to.by`. */
  tie(trunk: string, other: SimulatedWorld): void {
    this.exchange.ties.set(trunk, other.exchange);
  }

  /** The link is lost: pending commands are refused, events are lost until `restore`, calls go on. */
  cut(reason = 'the link was cut'): void {
    this.linkThere = false;
    for (const link of this.links) link.lose(reason);
  }

  /** The link can be made again; ports come back after 100 ms. */
  restore(): void {
    this.linkThere = true;
    for (const link of this.links) link.retry();
  }

  /** Connections stay and carry nothing until `resume`; what was sent meanwhile then arrives, late. */
  stall(): void {
    for (const link of this.links) link.stall();
  }

  resume(): void {
    for (const link of this.links) link.resume();
  }

  /**
   * The switch's process dies and comes back: all calls are gone and nobody tells Ringmaster, phones have to register
   * again, accounts and finished recordings stay. Ports come back after 100 ms.
   */
  restart(): void {
    this.die();
    this.restore();
  }

  /** As `restart`, and it does not come back until `restore`. */
  die(): void {
    this.cut('the switch has died');
    this.exchange.die();
  }

  /** Events of this leg are kept back, in order, until the function handed back is called. For exact races. */
  holdEvents(leg: LegId): () => void {
    const releases = this.links.map((link) => link.holdEvents(leg));
    return () => {
      for (const release of releases) release();
    };
  }

  /** The next `n` recordings are accepted and then end with `recording.failed`. */
  failRecordings(n: number, reason = 'the disk is full'): void {
    this.exchange.recorder.failNext(n, reason);
  }

  /** Whatever is being recorded ends with `recording.failed`; what was heard until now is there. */
  breakRecordings(reason = 'the disk is full'): void {
    this.exchange.recorder.breakOff(reason);
  }

  /** What is at the switch in truth, past link and faults. */
  truth(): SwitchSnapshot {
    return this.exchange.snapshot();
  }

  /** Leaves voices to the far ends of another switch, so that they can be told apart in one bridge. */
  skipVoices(count: number): void {
    this.voices += count;
  }

  private nextVoice(): number {
    return farEndHz(this.voices++);
  }
}

/** An in-memory switch that behaves, and its far side. Start `port`, script `world`. */
export function createSimulatedSwitch(settings: SimulatedSwitchSettings): {
  readonly port: SimulatedSwitch;
  readonly world: SimulatedWorld;
} {
  const exchange = new Exchange({
    name: settings.name ?? 'simulated',
    clock: settings.clock,
    scheduler: settings.scheduler,
    random: seededRandom(settings.seed ?? 1),
    recordingFolder: settings.recordingFolder,
    promptLength: settings.promptLength ?? (() => 1000),
    music: settings.music ?? ['default'],
    ringingMs: settings.ringingMs ?? [10, 30],
    joiningMs: settings.joiningMs ?? [1, 5],
    recordingMs: settings.recordingMs ?? [1, 5],
  });
  const world = new SimulatedWorld(exchange, settings);
  return { port: world.makePort(), world };
}
