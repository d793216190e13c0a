import type { LegId } from '../../kernel/ids.js';
import type { Clock } from '../../runtime/clock.js';
import type { Scheduler } from '../../runtime/scheduler.js';
import { SwitchError, type EndCause, type LegTags, type RingRequest, type SwitchEvent } from '../port.js';

/** What a far end is told by the switch. */
export type FarTold = 'ringing' | 'answered' | EndCause;

/** The other side of a leg: a caller, a phone, an outside number. */
export interface FarParty {
  /** Its voice. */
  readonly hz: number;
  /** Whether it says anything now. */
  speaks(): boolean;
  /** It is being rung. It answers, refuses or lets it ring by the calls of `Exchange`. */
  rung(leg: LegId, autoAnswer: boolean, caller: RingRequest['caller']): void;
  /** The ringing is taken back; true: it answers in this very moment. */
  answersAtCancel(): boolean;
  told(leg: LegId, what: FarTold): void;
  /** A digit comes out of the line. */
  hearsDigit(digit: string): void;
}

export interface Leg {
  readonly id: LegId;
  readonly party: FarParty;
  /** `arrived`: a caller not answered yet. `rung`: we ring it. */
  state: 'arrived' | 'rung' | 'up';
  /** Whether the far end has been told that it rings. */
  ringing: boolean;
  tags: LegTags;
  bridge?: string;
  /** The bridge it will be in when the switch has put it there. */
  joining?: string;
  /** Nobody hears what its far end says. */
  muted?: boolean;
  /** Its digits are not passed on to the others in its bridge. */
  digitsHidden?: boolean;
}

/** What the parts of the simulated switch share. */
export interface Floor {
  readonly name: string;
  readonly legs: Map<LegId, Leg>;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  emit(event: SwitchEvent): void;
  /** Something that can be heard has changed. */
  soundChanged(): void;
}

export function legOf(floor: Floor, id: LegId): Leg {
  const leg = floor.legs.get(id);
  if (!leg) throw new SwitchError('SWITCH_NO_SUCH_LEG', `leg ${id} is gone`);
  return leg;
}

/** The leg, answered. */
export function upLegOf(floor: Floor, id: LegId): Leg {
  const leg = legOf(floor, id);
  if (leg.state !== 'up') throw new SwitchError('SWITCH_BAD_REQUEST', `leg ${id} has not been answered`);
  return leg;
}
