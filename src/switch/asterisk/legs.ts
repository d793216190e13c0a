import type { LegId } from '../../kernel/ids.js';
import { SwitchError, type EndCause, type SwitchEvent } from '../port.js';
import type { AriEvent } from './ari.js';
import { end, fold, legOf, type LegState } from './translate.js';

/** What is known of every leg, and the only place where their events are told. */
export class Legs {
  private readonly states = new Map<LegId, LegState>();

  constructor(
    private readonly tell: (event: SwitchEvent) => void,
    private readonly now: () => number,
  ) {}

  get(leg: LegId): LegState | undefined {
    return this.states.get(leg);
  }

  /** @throws SwitchError `SWITCH_NO_SUCH_LEG` */
  need(leg: LegId): LegState {
    const state = this.states.get(leg);
    if (!state) throw new SwitchError('SWITCH_NO_SUCH_LEG', 'the leg is gone');
    return state;
  }

  /** @throws SwitchError `SWITCH_NO_SUCH_LEG`, or `SWITCH_BAD_REQUEST` when it has not been answered */
  needUp(leg: LegId): LegState {
    const state = this.need(leg);
    if (state.phase !== 'up') throw new SwitchError('SWITCH_BAD_REQUEST', 'the leg has not been answered');
    return state;
  }

  /** Also makes it known. */
  put(state: LegState): void {
    this.states.set(state.leg, state);
  }

  /** Does nothing when the leg is gone. */
  change(leg: LegId, change: (state: LegState) => LegState): void {
    const state = this.states.get(leg);
    if (state) this.states.set(leg, change(state));
  }

  /** Forgets without a word: the command that asked for it was refused. */
  drop(leg: LegId): void {
    this.states.delete(leg);
  }

  known(): readonly LegState[] {
    return [...this.states.values()];
  }

  hear(event: AriEvent): void {
    const leg = legOf(event);
    if (!leg) return;
    const { state, events } = fold(this.states.get(leg), event, this.now());
    if (state) this.states.set(leg, state);
    else this.states.delete(leg);
    for (const each of events) this.tell(each);
  }

  /** Ends a leg that the switch does not know any more. */
  end(leg: LegId, cause: EndCause): void {
    const state = this.states.get(leg);
    if (!state) return;
    this.states.delete(leg);
    for (const each of end(state, cause, this.now()).events) this.tell(each);
  }

  /** Ends the leg's playback from our side: it was replaced, or the switch has nothing to stop. */
  endPlayback(leg: LegId, playback: string, outcome: 'stopped' | 'failed' | 'completed'): void {
    const state = this.states.get(leg);
    if (state?.playback?.id !== playback) return;
    const { playback: _ended, ...rest } = state;
    this.states.set(leg, rest);
    this.tell({ type: 'playback.ended', playback, leg, outcome, at: this.now() });
  }
}
