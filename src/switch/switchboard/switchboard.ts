import type { LegId } from '../../kernel/ids.js';
import type { Millis } from '../../kernel/time.js';
import type { Clock } from '../../runtime/clock.js';
import type { Log } from '../../runtime/log.js';
import type { Scheduler } from '../../runtime/scheduler.js';
import {
  SwitchError,
  type BridgeRequest,
  type Capabilities,
  type ListenRequest,
  type PhoneAccess,
  type PhoneAccount,
  type PlayRequest,
  type RecordedSound,
  type RecordRequest,
  type RingRequest,
  type SwitchEvent,
  type SwitchPart,
  type SwitchPort,
  type SwitchSnapshot,
} from '../port.js';
import { PhoneHomes } from './phone-homes.js';
import { Places } from './places.js';
import { findRoute } from './routes.js';

/** A trunk of the switch `from` by which phones of the switch `to` are rung. */
export interface Tie {
  readonly from: string;
  readonly to: string;
  readonly trunk: string;
}

export interface SwitchboardSettings {
  /** Of the switches together. */
  readonly name: string;
  /** At least one; names differ. The first is where things are that belong nowhere. */
  readonly ports: readonly SwitchPort[];
  readonly ties: readonly Tie[];
  /** Name of the switch at which a phone belongs; undefined: any. */
  readonly homeOf: (phone: string) => string | undefined;
  /** Whether a switch has this trunk. */
  readonly hasTrunk: (part: string, trunk: string) => boolean;
  /** How long a part may be without link until what it had counts as gone. */
  readonly goneMs: Millis;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly log: Pick<Log, 'error' | 'warn'>;
}

/**
 * Several switches as one: every command goes to the switch on which its leg, bridge or recording lives, and what they
 * tell is told on with the name of who said it. A call's legs are all on one switch (`RingRequest.switch`); a phone of
 * another is reached over a tie. A switch that is away refuses what is asked of it and holds up nobody else.
 */
export class Switchboard implements SwitchPort {
  readonly name: string;
  readonly capabilities: Capabilities;
  readonly commandDeadlineMs: Millis;
  private readonly ports: ReadonlyMap<string, SwitchPort>;
  private readonly first: SwitchPort;
  private readonly legs = new Places<SwitchPort>();
  private readonly bridges = new Places<SwitchPort>();
  private readonly recordings = new Places<SwitchPort>();
  private readonly listens = new Places<SwitchPort>();
  private readonly homes: PhoneHomes;
  private receiver: (event: SwitchEvent) => void = () => undefined;
  private stopped = false;

  /** @throws Error without a switch, or when two have one name */
  constructor(private readonly settings: SwitchboardSettings) {
    const { ports, name, homeOf } = settings;
    if (ports.length === 0) throw new Error('a switchboard needs a switch');
    this.name = name;
    this.first = ports[0]!;
    this.ports = new Map(ports.map((port) => [port.name, port]));
    if (this.ports.size < ports.length) throw new Error('two switches have one name');
    this.capabilities = whatAllCan(ports.map(({ capabilities }) => capabilities));
    this.commandDeadlineMs = Math.max(...ports.map((port) => port.commandDeadlineMs));
    this.homes = new PhoneHomes(homeOf);
    for (const port of ports) port.onEvent((event) => this.hear(port, event));
  }

  get connected(): boolean {
    return this.settings.ports.some((port) => port.connected);
  }
  get phoneAccess(): PhoneAccess {
    return this.first.phoneAccess;
  }
  get parts(): readonly SwitchPart[] {
    return this.settings.ports;
  }
  partOf(phone: string): SwitchPort {
    return this.ports.get(this.homes.of(phone) ?? '') ?? this.first;
  }

  onEvent(receiver: (event: SwitchEvent) => void): void {
    this.receiver = receiver;
  }

  /**
   * Resolves at the first `link.up` of any switch; the others come when they can. A switch that refuses us before that
   * is told by rejecting; one that does so later is an error in the log, and stays away.
   */
  start(): Promise<void> {
    return new Promise((resolve, reject) => {
      for (const port of this.settings.ports) {
        this.awaitLink(port);
        port.start().then(resolve, (error: Error) => {
          if (!this.stopped)
            this.settings.log.error({ switch: port.name, reason: String(error) }, 'this switch stays away');
          reject(error); // of no effect when another switch is there
        });
      }
    });
  }

  async stop(): Promise<void> {
    this.stopped = true;
    for (const { name } of this.settings.ports) this.settings.scheduler.cancel(goneTimer(name));
    await Promise.all(this.settings.ports.map((port) => port.stop()));
  }

  // ---- what the switches tell ----

  private hear(port: SwitchPort, event: SwitchEvent): void {
    if (this.stopped && event.type !== 'link.down') return;
    const { legs, bridges, homes } = this;
    const at = port.name;
    switch (event.type) {
      case 'leg.arrived':
        legs.put(event.leg, port);
        return this.receiver({ ...event, switch: at });
      case 'leg.ended':
        legs.over(event.leg);
        return this.receiver(event);
      case 'phone.registered':
        homes.register(event.phone, at);
        return this.receiver(event);
      case 'phone.unregistered':
        return homes.unregister(event.phone, at) ? this.receiver(event) : undefined;
      case 'link.up': {
        const { snapshot } = event;
        this.settings.scheduler.cancel(goneTimer(at));
        legs.found(
          port,
          snapshot.legs.map(({ leg }) => leg),
        );
        bridges.found(
          port,
          snapshot.bridges.map(({ bridge }) => bridge),
        );
        homes.found(snapshot.phones, at);
        return this.receiver({ ...event, switch: at });
      }
      case 'link.down':
        if (!this.stopped) this.awaitLink(port);
        return this.receiver({ ...event, switch: at });
      default:
        return this.receiver(event);
    }
  }

  /** When the link does not come in time what the switch had counts as gone. */
  private awaitLink(port: SwitchPort): void {
    const { scheduler, clock, goneMs, log } = this.settings;
    scheduler.set(goneTimer(port.name), clock.now() + goneMs, () => {
      if (port.connected || this.stopped) return;
      log.warn({ switch: port.name, afterMs: goneMs }, 'no link to this switch: its calls count as gone');
      this.homes.found([], port.name);
      this.receiver({ type: 'switch.gone', switch: port.name, at: clock.now() });
    });
  }

  // ---- where a command goes ----

  /**
   * @throws SwitchError `SWITCH_DOWN` when nothing is known of it and a switch that is away may have it. When all are
   * there any of them can say that it is gone.
   */
  private portOf(thing: string, places = this.legs): SwitchPort {
    const known = places.of(thing);
    if (known) return known;
    const away = this.settings.ports.find((port) => !port.connected);
    if (away) throw new SwitchError('SWITCH_DOWN', `no link to the switch ${away.name}, which may have it`);
    return this.first;
  }

  async indicateRinging(leg: LegId): Promise<void> {
    return this.portOf(leg).indicateRinging(leg);
  }
  async answer(leg: LegId): Promise<void> {
    return this.portOf(leg).answer(leg);
  }
  async tag(leg: LegId, tags: Parameters<SwitchPort['tag']>[1]): Promise<void> {
    return this.portOf(leg).tag(leg, tags);
  }
  async play(leg: LegId, request: PlayRequest): Promise<void> {
    return this.portOf(leg).play(leg, request);
  }
  async stopPlay(leg: LegId, playback: string): Promise<void> {
    return this.portOf(leg).stopPlay(leg, playback);
  }
  async startMusic(leg: LegId, musicClass: string): Promise<void> {
    return this.portOf(leg).startMusic(leg, musicClass);
  }
  async stopMusic(leg: LegId): Promise<void> {
    return this.portOf(leg).stopMusic(leg);
  }

  async ring(request: RingRequest): Promise<void> {
    const { ports, ties, hasTrunk } = this.settings;
    const route = findRoute(request, {
      ports,
      homeOf: (phone) => this.partOf(phone).name,
      tieOf: (from, to) => ties.find((tie) => tie.from === from && tie.to === to)?.trunk,
      hasTrunk,
    });
    // Its events may come before the command has resolved, and so may what is asked of it.
    const known = this.legs.of(request.leg) !== undefined;
    if (!known) this.legs.put(request.leg, route.port);
    try {
      await route.port.ring({ ...request, to: route.to });
    } catch (error) {
      if (!known) this.legs.over(request.leg);
      throw error;
    }
  }

  async bridge(bridge: string, legs: readonly LegId[], request?: BridgeRequest): Promise<void> {
    const port = legs[0] === undefined ? this.portOf(bridge, this.bridges) : this.portOf(legs[0]);
    const there = [this.bridges.of(bridge), ...legs.map((leg) => this.legs.of(leg))];
    if (there.some((other) => (other ?? port) !== port))
      throw new SwitchError('SWITCH_BAD_REQUEST', 'legs of two switches cannot be bridged');
    this.bridges.put(bridge, port);
    return port.bridge(bridge, legs, request);
  }
  async unbridge(bridge: string, leg: LegId): Promise<void> {
    return this.portOf(leg).unbridge(bridge, leg);
  }
  async endBridge(bridge: string): Promise<void> {
    await this.portOf(bridge, this.bridges).endBridge(bridge);
    this.bridges.over(bridge);
  }
  async mute(leg: LegId, on: boolean): Promise<void> {
    return this.portOf(leg).mute(leg, on);
  }
  async sendDigits(leg: LegId, digits: string): Promise<void> {
    return this.portOf(leg).sendDigits(leg, digits);
  }

  async startRecording(request: RecordRequest): Promise<void> {
    const port = this.portOf(request.leg);
    this.recordings.put(request.recording, port);
    return port.startRecording(request);
  }
  async stopRecording(leg: LegId, recording: string): Promise<void> {
    return this.portOf(leg).stopRecording(leg, recording);
  }
  async pauseRecording(leg: LegId, recording: string): Promise<void> {
    return this.portOf(leg).pauseRecording(leg, recording);
  }
  async resumeRecording(leg: LegId, recording: string): Promise<void> {
    return this.portOf(leg).resumeRecording(leg, recording);
  }

  /** One that a former process made is looked for at all. */
  async recordedSound(recording: string): Promise<RecordedSound> {
    const known = this.recordings.of(recording);
    if (known) return known.recordedSound(recording);
    for (const port of this.settings.ports.filter(({ connected }) => connected))
      try {
        return await port.recordedSound(recording);
      } catch (error) {
        if (!(error instanceof SwitchError) || error.code !== 'SWITCH_NO_SUCH_LEG') throw error;
      }
    this.portOf(recording, this.recordings); // one that is away may have it
    throw new SwitchError('SWITCH_NO_SUCH_LEG', 'no switch has this recording');
  }

  async discardRecording(recording: string): Promise<void> {
    const known = this.recordings.of(recording);
    const there = this.settings.ports.filter(({ connected }) => connected);
    for (const port of known ? [known] : there) await port.discardRecording(recording);
    this.recordings.over(recording);
  }

  async startListening(request: ListenRequest): Promise<void> {
    const port = this.portOf(request.target);
    if (this.portOf(request.listener) !== port)
      throw new SwitchError('SWITCH_BAD_REQUEST', 'legs of two switches cannot hear each other');
    this.listens.put(request.listen, port);
    return port.startListening(request);
  }
  async stopListening(listen: string): Promise<void> {
    await this.portOf(listen, this.listens).stopListening(listen);
    this.listens.over(listen);
  }
  async hangUp(leg: LegId, cause?: Parameters<SwitchPort['hangUp']>[1]): Promise<void> {
    return this.portOf(leg).hangUp(leg, cause);
  }

  // ---- phones ----

  /** A phone in a page goes to another switch while its own is away; one on a table knows one address only. */
  async providePhone(account: PhoneAccount): Promise<void> {
    const { phone, kind } = account;
    const home = this.ports.get(this.homes.wanted(phone) ?? '') ?? this.first;
    const needed = home.capabilities.browserPhones;
    const can = ({ connected, capabilities: { browserPhones, providesPhones } }: SwitchPort): boolean =>
      connected && providesPhones && (browserPhones || !needed);
    const other = kind === 'browser' && !can(home) ? this.settings.ports.find(can) : undefined;
    const port = other ?? home;
    const before = this.partOf(phone);
    await port.providePhone(account);
    this.homes.provide(phone, port.name);
    // An older page would stay registered there, and be taken for the phone.
    if (before !== port && before.connected) await before.removePhone(phone).catch(() => undefined);
  }

  async removePhone(phone: string): Promise<void> {
    const port = this.partOf(phone);
    this.homes.remove(phone);
    return port.removePhone(phone);
  }

  async snapshot(part?: string): Promise<SwitchSnapshot> {
    const named = part === undefined ? undefined : this.ports.get(part);
    if (named) return named.snapshot();
    const there = this.settings.ports.filter(({ connected }) => connected);
    if (there.length === 0) throw new SwitchError('SWITCH_DOWN', 'no link to any switch');
    const all = await Promise.all(there.map((port) => port.snapshot()));
    return {
      legs: all.flatMap(({ legs }) => legs),
      bridges: all.flatMap(({ bridges }) => bridges),
      phones: [...new Set(all.flatMap(({ phones }) => phones))],
    };
  }
}

const goneTimer = (part: string): string => `switchboard:gone:${part}`;

/** What differs from switch to switch is not counted on; where phones register is asked of the phone's own switch. */
function whatAllCan(each: readonly Capabilities[]): Capabilities {
  const all = (capability: keyof Capabilities): boolean => each.every((one) => one[capability]);
  return {
    stereoRecording: all('stereoRecording'),
    listening: all('listening'),
    whispering: all('whispering'),
    whispersApart: all('whispersApart'),
    muting: all('muting'),
    sendingDigits: all('sendingDigits'),
    hidingDigits: all('hidingDigits'),
    pausingRecordings: all('pausingRecordings'),
    browserPhones: each.some((one) => one.browserPhones),
    providesPhones: each.some((one) => one.providesPhones),
    survivesController: all('survivesController'),
  };
}
