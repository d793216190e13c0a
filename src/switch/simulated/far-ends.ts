import type { LegId } from '../../kernel/ids.js';
import type { Millis } from '../../kernel/time.js';
import { SwitchError, type RingRequest } from '../port.js';
import type { Exchange } from './exchange.js';
import type { FarParty, FarTold } from './leg.js';
import type { Sound } from './sound.js';

/** What a phone does when it is rung. All but `busy` and `unreachable` show that they ring. */
export type RingBehaviour =
  | { readonly do: 'answer'; readonly afterMs: Millis }
  | { readonly do: 'reject'; readonly afterMs?: Millis }
  | { readonly do: 'busy' }
  /** Rings until `answer()` or `reject()` is called on the phone; answers at once when the ring asks for it (`autoAnswer`). */
  | { readonly do: 'wait' }
  /** Rings and does nothing more. */
  | { readonly do: 'ignore' }
  /** Rings, and answers in the moment in which the ringing is taken back. */
  | { readonly do: 'answer-at-cancel' }
  /** Registered and yet not there: the leg ends as `unreachable`. */
  | { readonly do: 'unreachable' };

/** The part that callers and phones share: a voice, ears, and the legs it has. */
abstract class FarEnd implements FarParty {
  protected readonly mine: LegId[] = [];
  private mute = false;
  private digits = '';

  constructor(
    protected readonly exchange: Exchange,
    /** Its voice in recordings, Hz. */
    readonly hz: number,
  ) {}

  /** Its legs, oldest first: rung or up. */
  get legs(): readonly LegId[] {
    return this.mine;
  }

  /** What it hears now, as names: `prompt:greeting`, `digits:42`, `number:3`, `music:default`, `leg:<id>`, `ringing`. */
  hears(): readonly string[] {
    return this.sounds().map((sound) => sound.what);
  }

  /** The same with the tones that stand for them. */
  sounds(): readonly Sound[] {
    return this.mine.flatMap((leg) => this.exchange.placeOf(leg).hearing.heard(leg));
  }

  /** Falls silent or speaks again. Speaks from its answer on unless told. */
  speak(aloud: boolean): void {
    this.mute = !aloud;
    this.soundChanged();
  }

  speaks(): boolean {
    return !this.mute;
  }

  protected soundChanged(): void {
    for (const leg of this.mine) this.exchange.placeOf(leg).soundChanged();
  }

  /** Hangs up all it has; refuses what rings. Nothing happens when it has nothing. */
  hangUp(): void {
    for (const leg of [...this.mine]) this.exchange.placeOf(leg).farEnds(leg, 'normal');
  }

  /** One after another, in this very moment. Ignored while no leg of it is up. */
  press(digits: string): void {
    for (const digit of digits)
      for (const leg of [...this.mine]) this.exchange.placeOf(leg).farPresses(leg, digit);
  }

  /** Digits that came out of the line, from the first call on: sent by the switch or pressed by others in a bridge. */
  digitsHeard(): string {
    return this.digits;
  }

  hearsDigit(digit: string): void {
    this.digits += digit;
  }

  abstract rung(leg: LegId, autoAnswer: boolean, caller: RingRequest['caller']): void;
  abstract answersAtCancel(): boolean;

  told(leg: LegId, what: FarTold): void {
    if (what === 'ringing' || what === 'answered') return;
    const at = this.mine.indexOf(leg);
    if (at >= 0) this.mine.splice(at, 1);
  }
}

/** Somebody who calls in. */
export class SimulatedCaller extends FarEnd {
  private lastTold: FarTold | 'nothing' = 'nothing';

  /** `undefined` when no Ringmaster was connected: the switch refused the call. */
  leg: LegId | undefined;

  /** What it has been told last: `nothing`, `ringing`, `answered` or the cause of the end. */
  get status(): FarTold | 'nothing' {
    return this.lastTold;
  }

  place(call: Parameters<Exchange['arrive']>[1], taken: boolean): void {
    if (!taken) {
      this.lastTold = 'failure';
      return;
    }
    this.leg = this.exchange.arrive(this, call);
    this.mine.push(this.leg);
  }

  override rung(): void {
    throw new SwitchError('SWITCH_FAULT', 'a caller is not rung');
  }
  override answersAtCancel(): boolean {
    return false;
  }
  override told(leg: LegId, what: FarTold): void {
    this.lastTold = what;
    super.told(leg, what);
  }
}

/** An outside number that can be rung through a trunk. */
export class SimulatedLine extends FarEnd {
  private behaviour: RingBehaviour = { do: 'wait' };
  /** The calling number of the last ring it was shown; empty before the first. */
  calledBy = '';

  constructor(
    exchange: Exchange,
    hz: number,
    readonly name: string,
  ) {
    super(exchange, hz);
  }

  /** For calls from now on; `wait` before the first call of this. */
  onRing(behaviour: RingBehaviour): void {
    this.behaviour = behaviour;
  }

  /** Answers the oldest ringing leg. */
  answer(): void {
    for (const leg of this.ringing().slice(0, 1)) this.exchange.placeOf(leg).farAnswers(leg);
  }

  /** Refuses the oldest ringing leg. */
  reject(): void {
    for (const leg of this.ringing().slice(0, 1)) this.exchange.placeOf(leg).farEnds(leg, 'rejected');
  }

  /** Legs that ring here now. */
  ringing(): readonly LegId[] {
    return this.mine.filter((leg) => this.exchange.placeOf(leg).legs.get(leg)?.state === 'rung');
  }

  override rung(leg: LegId, autoAnswer: boolean, caller: RingRequest['caller']): void {
    const { behaviour } = this;
    const exchange = this.exchange.placeOf(leg);
    this.calledBy = caller.number;
    this.mine.push(leg);
    if (behaviour.do === 'busy' || behaviour.do === 'unreachable') return exchange.farEnds(leg, behaviour.do);
    exchange.farRings(leg);
    if (behaviour.do === 'answer') this.later(leg, behaviour.afterMs, () => exchange.farAnswers(leg));
    if (behaviour.do === 'reject')
      this.later(leg, behaviour.afterMs ?? 0, () => exchange.farEnds(leg, 'rejected'));
    if (behaviour.do === 'wait' && autoAnswer) exchange.farAnswers(leg);
  }

  override answersAtCancel(): boolean {
    return this.behaviour.do === 'answer-at-cancel';
  }

  override told(leg: LegId, what: FarTold): void {
    this.forget(leg);
    super.told(leg, what);
  }

  override hangUp(): void {
    for (const leg of this.ringing()) this.exchange.placeOf(leg).farEnds(leg, 'rejected');
    super.hangUp();
  }

  /** It will not do by itself what it was about to do with this leg. */
  protected forget(leg: LegId): void {
    this.exchange.scheduler.cancel(this.key(leg));
  }

  private later(leg: LegId, ms: Millis, run: () => void): void {
    this.exchange.scheduler.set(this.key(leg), this.exchange.clock.now() + ms, run);
  }

  private key(leg: LegId): string {
    return `${this.exchange.name}:far:${leg}`;
  }
}

/** A phone that registers with the switch: an agent's, a supervisor's, a guest's. */
export class SimulatedPhone extends SimulatedLine {
  private gone = false;

  /** With the secret of its account unless told. False when there is no account or the secret is wrong. */
  register(secret?: string): boolean {
    const known = this.exchange.phones.account(this.name)?.secret;
    this.gone = false;
    return this.exchange.phones.register(this.name, secret ?? known ?? '', this);
  }

  unregister(): void {
    this.exchange.phones.unregister(this.name);
  }

  /**
   * Closed without a word, like a page that is shut: registration gone, no sound, no answer; its legs stay at the
   * switch until somebody hangs them up or their ringing time is over. `register` brings it back.
   */
  disappear(): void {
    this.gone = true;
    for (const leg of this.ringing()) this.forget(leg);
    this.unregister();
    this.soundChanged();
  }

  override speaks(): boolean {
    return !this.gone && super.speaks();
  }
  override answersAtCancel(): boolean {
    return !this.gone && super.answersAtCancel();
  }
  override rung(leg: LegId, autoAnswer: boolean, caller: RingRequest['caller']): void {
    if (!this.gone) super.rung(leg, autoAnswer, caller);
  }
}
