/**
 * What an adapter knows of every leg, and the only place where their events are told. What an event of the switch means
 * is each adapter's own translation; the table is the same for all.
 */
import type { LegId } from '../kernel/ids.js';
import type { Instant } from '../kernel/time.js';
import { SwitchError, type EndCause, type SwitchEvent } from './port.js';

/** What the table looks at of a leg. */
export interface KnownLeg {
  readonly leg: LegId;
  readonly phase: 'asked' | 'ringing' | 'up';
  readonly bridge?: string;
  readonly playback?: { readonly id: string };
}

/** `state` undefined: the leg is gone, or not ours. */
export interface FoldedLeg<S extends KnownLeg> {
  readonly state?: S;
  readonly events: readonly SwitchEvent[];
}

/** How an adapter understands its switch. Pure. */
export interface LegTranslation<S extends KnownLeg, E> {
  /** The leg an event is about; empty when it is about none. */
  legOf(event: E): LegId;
  fold(state: S | undefined, event: E, now: Instant): FoldedLeg<S>;
}

/** The last events of a leg, in the order in which things stop. */
export function lastEventsOf(
  { leg, playback, bridge }: KnownLeg,
  cause: EndCause,
  now: Instant,
): { readonly events: readonly SwitchEvent[] } {
  const events: SwitchEvent[] = [];
  if (playback)
    events.push({ type: 'playback.ended', playback: playback.id, leg, outcome: 'stopped', at: now });
  if (bridge) events.push({ type: 'bridge.left', bridge, leg, at: now });
  events.push({ type: 'leg.ended', leg, cause, at: now });
  return { events };
}

export class LegTable<S extends KnownLeg, E> {
  private readonly states = new Map<LegId, S>();

  constructor(
    private readonly translation: LegTranslation<S, E>,
    private readonly tell: (event: SwitchEvent) => void,
    private readonly now: () => number,
  ) {}

  get(leg: LegId): S | undefined {
    return this.states.get(leg);
  }

  /** @throws SwitchError `SWITCH_NO_SUCH_LEG` */
  need(leg: LegId): S {
    const state = this.states.get(leg);
    if (!state) throw new SwitchError('SWITCH_NO_SUCH_LEG', 'the leg is gone');
    return state;
  }

  /** @throws SwitchError `SWITCH_NO_SUCH_LEG`, or `SWITCH_BAD_REQUEST` when it has not been answered */
  needUp(leg: LegId): S {
    const state = this.need(leg);
    if (state.phase !== 'up') throw new SwitchError('SWITCH_BAD_REQUEST', 'the leg has not been answered');
    return state;
  }

  /** Also makes it known. */
  put(state: S): void {
    this.states.set(state.leg, state);
  }

  /** Does nothing when the leg is gone. */
  change(leg: LegId, change: (state: S) => S): void {
    const state = this.states.get(leg);
    if (state) this.states.set(leg, change(state));
  }

  /** Forgets without a word: the command that asked for it was refused. */
  drop(leg: LegId): void {
    this.states.delete(leg);
  }

  known(): readonly S[] {
    return [...this.states.values()];
  }

  hear(event: E): void {
    const leg = this.translation.legOf(event);
    if (!leg) return;
    const { state, events } = this.translation.fold(this.states.get(leg), event, this.now());
    if (state) this.states.set(leg, state);
    else this.states.delete(leg);
    for (const each of events) this.tell(each);
  }

  /** Ends a leg that the switch does not know any more. */
  end(leg: LegId, cause: EndCause): void {
    const state = this.states.get(leg);
    if (!state) return;
    this.states.delete(leg);
    for (const each of lastEventsOf(state, cause, this.now()).events) this.tell(each);
  }

  /** Ends the leg's playback from our side: it was replaced, or the switch has nothing to stop. */
  endPlayback(leg: LegId, playback: string, outcome: 'stopped' | 'failed' | 'completed'): void {
    const state = this.states.get(leg);
    if (state?.playback?.id !== playback) return;
    const { playback: _ended, ...rest } = state;
    this.states.set(leg, rest as S); // a leg without a playback is a leg still
    this.tell({ type: 'playback.ended', playback, leg, outcome, at: this.now() });
  }
}
