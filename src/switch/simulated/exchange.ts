import { createIdSource, type LegId } from '../../kernel/ids.js';
import type { Millis } from '../../kernel/time.js';
import type { Clock } from '../../runtime/clock.js';
import type { Scheduler } from '../../runtime/scheduler.js';
import {
  SwitchError,
  type BridgeRequest,
  type EndCause,
  type ListenRequest,
  type RingRequest,
  type SwitchEvent,
} from '../port.js';
import type { SwitchSnapshot } from '../port.js';
import { Announcer, type PromptLength } from './announcer.js';
import { Hearing } from './hearing.js';
import { legOf, upLegOf, type FarParty, type Floor, type Leg } from './leg.js';
import { PhoneBook } from './phone-book.js';
import { within, type Random, type Range } from './random.js';
import { Recorder } from './recorder.js';

export interface ExchangeSettings {
  readonly name: string;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly recordingFolder: string;
  readonly promptLength: PromptLength;
  readonly music: readonly string[];
  /** From the ring command to the ringing of the phone. */
  readonly ringingMs: Range;
  /** From the bridge command to each leg's being in it. */
  readonly joiningMs: Range;
  /** From the command to the start of a recording. */
  readonly recordingMs: Range;
}

/**
 * The switch itself: legs, bridges, phones, sound. What it does is told to whoever listens at `onEvent`, at once;
 * the link to Ringmaster, with its delays and faults, is not its business.
 */
export class Exchange implements Floor {
  readonly legs = new Map<LegId, Leg>();
  readonly bridges = new Map<string, Set<LegId>>();
  readonly phones: PhoneBook;
  readonly announcer: Announcer;
  readonly recorder: Recorder;
  readonly hearing: Hearing;
  /** Other exchanges by the name of the trunk that leads there. */
  readonly ties = new Map<string, Exchange>();
  /** Legs of other exchanges whose far end is a phone here: connected through, and no leg of this one. */
  private readonly tied = new Map<LegId, Exchange>();
  /** Outside numbers that can be rung through a trunk. */
  readonly outside = new Map<string, FarParty>();
  private readonly receivers = new Set<(event: SwitchEvent) => void>();
  private readonly ids;

  constructor(private readonly settings: ExchangeSettings) {
    this.phones = new PhoneBook(this);
    this.announcer = new Announcer(this, settings.promptLength, settings.music);
    this.hearing = new Hearing(this, this.bridges, (leg) => this.announcer.sounds(leg));
    this.recorder = new Recorder(
      this,
      settings.recordingFolder,
      () => within(settings.recordingMs, settings.random),
      (leg) => ({ says: this.hearing.said(leg), hears: this.hearing.recorded(leg) }),
    );
    this.ids = createIdSource(
      () => settings.clock.now(),
      () => Math.floor(settings.random() * 256),
    );
  }

  get name(): string {
    return this.settings.name;
  }
  get clock(): Clock {
    return this.settings.clock;
  }
  get scheduler(): Scheduler {
    return this.settings.scheduler;
  }

  /** Hands back how to leave. */
  onEvent(receiver: (event: SwitchEvent) => void): () => void {
    this.receivers.add(receiver);
    return () => this.receivers.delete(receiver);
  }

  emit(event: SwitchEvent): void {
    for (const receive of this.receivers) receive(event);
  }

  soundChanged(): void {
    this.recorder.soundChanged();
  }

  /** The exchange that has this leg of a far end here: itself, or one from which a tie leads here. */
  placeOf(leg: LegId): Exchange {
    return this.tied.get(leg) ?? this;
  }

  // ---- what far ends do ----

  arrive(
    party: FarParty,
    call: {
      readonly from: { number: string; name: string };
      readonly dialled: string;
      readonly trunk: string;
      readonly byPhone?: true;
    },
  ): LegId {
    const leg: Leg = { id: this.ids.next('leg'), party, state: 'arrived', ringing: false, tags: {} };
    this.legs.set(leg.id, leg);
    this.emit({ type: 'leg.arrived', leg: leg.id, ...call, at: this.clock.now() });
    return leg.id;
  }

  /** A rung far end shows that it rings. */
  farRings(id: LegId): void {
    const leg = this.legs.get(id);
    if (leg?.state !== 'rung' || leg.ringing) return;
    leg.ringing = true;
    this.emit({ type: 'leg.ringing', leg: id, at: this.clock.now() });
  }

  farAnswers(id: LegId): void {
    const leg = this.legs.get(id);
    if (leg?.state === 'rung') this.up(leg);
  }

  farPresses(id: LegId, digit: string): void {
    const leg = this.legs.get(id);
    if (leg?.state !== 'up') return;
    this.emit({ type: 'leg.digit', leg: id, digit, at: this.clock.now() });
    if (leg.digitsHidden) return;
    for (const other of this.bridges.get(leg.bridge ?? '') ?? [])
      if (other !== id) this.legs.get(other)?.party.hearsDigit(digit);
  }

  /** The far end hangs up or refuses. */
  farEnds(id: LegId, cause: EndCause): void {
    const leg = this.legs.get(id);
    if (leg) this.end(leg, cause);
  }

  // ---- what Ringmaster commands ----

  indicateRinging(id: LegId): void {
    const leg = legOf(this, id);
    if (leg.state === 'up') return this.announcer.ring(id);
    if (leg.state === 'rung') throw new SwitchError('SWITCH_BAD_REQUEST', `leg ${id} is rung by ourselves`);
    if (leg.ringing) return;
    leg.ringing = true;
    leg.party.told(id, 'ringing');
    this.soundChanged();
  }

  answer(id: LegId): void {
    const leg = legOf(this, id);
    if (leg.state === 'rung') throw new SwitchError('SWITCH_BAD_REQUEST', `leg ${id} is rung by ourselves`);
    if (leg.state === 'up') return;
    this.up(leg);
    leg.party.told(id, 'answered');
  }

  ring(request: RingRequest): void {
    const { leg: id, to, tags } = request;
    if (this.legs.has(id)) throw new SwitchError('SWITCH_BAD_REQUEST', `leg ${id} is there already`);
    const party = this.partyOf(to);
    if (!party) throw new SwitchError('SWITCH_UNREACHABLE', 'nobody is there to be rung');
    if ('phone' in to && to.by !== undefined) this.ties.get(to.by)?.tied.set(id, this);
    this.legs.set(id, { id, party, state: 'rung', ringing: false, tags: { ...tags } });
    const now = this.clock.now();
    this.scheduler.set(this.key('no-answer', id), now + request.ringMs, () => this.farEnds(id, 'no-answer'));
    this.scheduler.set(this.key('rung', id), now + this.drawn(this.settings.ringingMs), () =>
      party.rung(id, request.autoAnswer === true, request.caller),
    );
  }

  bridge(bridge: string, ids: readonly LegId[], { hidingDigitsOf = [] }: BridgeRequest = {}): void {
    const legs = ids.map((id) => upLegOf(this, id));
    if (!this.bridges.has(bridge)) this.bridges.set(bridge, new Set());
    for (const leg of legs) {
      if (leg.bridge === bridge || leg.joining === bridge) continue;
      this.announcer.silence(leg.id);
      this.leave(leg);
      leg.digitsHidden = hidingDigitsOf.includes(leg.id);
      leg.joining = bridge;
      const at = this.clock.now() + this.drawn(this.settings.joiningMs);
      this.scheduler.set(this.key('join', leg.id), at, () => this.join(leg, bridge));
    }
  }

  unbridge(bridge: string, id: LegId): void {
    const leg = legOf(this, id);
    if (leg.bridge !== bridge && leg.joining !== bridge)
      throw new SwitchError('SWITCH_NO_SUCH_LEG', `leg ${id} is not in bridge ${bridge}`);
    this.leave(leg);
  }

  endBridge(bridge: string): void {
    for (const leg of this.legs.values())
      if (leg.bridge === bridge || leg.joining === bridge) this.leave(leg);
    this.bridges.delete(bridge);
  }

  mute(id: LegId, on: boolean): void {
    upLegOf(this, id).muted = on;
    this.soundChanged();
  }

  sendDigits(id: LegId, digits: string): void {
    const leg = upLegOf(this, id);
    if (!/^[0-9*#A-D]{1,64}$/.test(digits))
      throw new SwitchError('SWITCH_BAD_REQUEST', 'digits are 1-64 of 0-9, *, #, A-D');
    for (const digit of digits) leg.party.hearsDigit(digit);
  }

  startListening(request: ListenRequest): void {
    upLegOf(this, request.target);
    upLegOf(this, request.listener);
    this.hearing.listen(request);
    this.announcer.silence(request.listener);
    this.soundChanged();
  }

  stopListening(listen: string): void {
    if (this.hearing.stop(listen)) this.soundChanged();
  }

  hangUp(id: LegId, cause: 'normal' | 'busy' | 'rejected' | 'failure'): void {
    const leg = this.legs.get(id);
    if (!leg) return;
    if (leg.state === 'rung' && leg.ringing && leg.party.answersAtCancel()) this.up(leg);
    this.end(leg, cause);
  }

  snapshot(): SwitchSnapshot {
    return {
      legs: [...this.legs.values()].map((leg) => ({
        leg: leg.id,
        state: leg.state === 'up' ? 'up' : 'ringing',
        tags: { ...leg.tags },
        ...(leg.bridge === undefined ? {} : { bridge: leg.bridge }),
      })),
      bridges: [...this.bridges].map(([bridge, legs]) => ({ bridge, legs: [...legs] })),
      phones: this.phones.names(),
    };
  }

  /** The process of the switch dies: calls and registrations are gone and nobody is told but the far ends. */
  die(): void {
    const legs = [...this.legs.values()];
    for (const leg of legs) {
      for (const what of ['no-answer', 'rung', 'join']) this.scheduler.cancel(this.key(what, leg.id));
      this.announcer.silence(leg.id);
    }
    this.recorder.lose();
    this.legs.clear();
    this.bridges.clear();
    this.hearing.forget();
    this.phones.forget();
    for (const leg of legs) {
      this.untie(leg.id);
      leg.party.told(leg.id, 'failure');
    }
    for (const [leg, place] of [...this.tied]) place.farEnds(leg, 'failure');
  }

  // ---- inside ----

  private up(leg: Leg): void {
    leg.state = 'up';
    for (const what of ['no-answer', 'rung']) this.scheduler.cancel(this.key(what, leg.id));
    this.emit({ type: 'leg.answered', leg: leg.id, at: this.clock.now() });
    this.soundChanged();
  }

  private join(leg: Leg, bridge: string): void {
    leg.joining = undefined;
    leg.bridge = bridge;
    this.bridges.get(bridge)?.add(leg.id);
    this.emit({ type: 'bridge.joined', bridge, leg: leg.id, at: this.clock.now() });
    this.soundChanged();
  }

  private leave(leg: Leg): void {
    this.scheduler.cancel(this.key('join', leg.id));
    leg.joining = undefined;
    const bridge = leg.bridge;
    if (bridge === undefined) return;
    leg.bridge = undefined;
    this.bridges.get(bridge)?.delete(leg.id);
    this.emit({ type: 'bridge.left', bridge, leg: leg.id, at: this.clock.now() });
    this.soundChanged();
  }

  private end(leg: Leg, cause: EndCause): void {
    for (const what of ['no-answer', 'rung']) this.scheduler.cancel(this.key(what, leg.id));
    this.announcer.silence(leg.id);
    this.recorder.legEnds(leg.id);
    this.hearing.legEnds(leg.id);
    this.leave(leg);
    this.legs.delete(leg.id);
    this.emit({ type: 'leg.ended', leg: leg.id, cause, at: this.clock.now() });
    leg.party.told(leg.id, cause);
    this.untie(leg.id);
  }

  private untie(leg: LegId): void {
    for (const other of this.ties.values()) other.tied.delete(leg);
  }

  private partyOf(to: RingRequest['to']): FarParty | undefined {
    if (!('phone' in to)) return this.outside.get(to.number);
    if (to.by === undefined) return this.phones.registered(to.phone);
    return this.ties.get(to.by)?.phones.registered(to.phone);
  }

  private drawn(range: Range): Millis {
    return within(range, this.settings.random);
  }

  private key(what: string, leg: LegId): string {
    return `${this.name}:${what}:${leg}`;
  }
}
