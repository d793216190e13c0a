/** Two have answered and are to be brought together by a switch that may be slow. Pure parts of `decide`. */
import type { Step } from './step.js';
import type { CallLimits } from './types.js';

/** Begins the name of a deadline; what follows is the offer: one that runs out after its offer means nothing to the next. */
export const LOOK = 'look-';

/**
 * The media plan brings them together. A switch that does not say so may only be slow, and a talk that has begun, or is
 * about to, must not be cut: it is asked how things stand (`media-seen`), and put right what is not, until they are
 * together, one of them has hung up, the switch has refused, or `togetherMs` are over.
 * @param name of the deadline of the attempt
 */
export function bringTogether(step: Step, name: 'offer' | 'seek', id: string, limits: CallLimits): void {
  step.deadline(name, limits.togetherMs);
  step.deadline(`${LOOK}${id}`, limits.bridgeMs);
}

export function lookAgain(step: Step, id: string, limits: CallLimits): void {
  const { offer, seek } = step.state;
  const isJoining =
    (offer?.offer === id && offer.state === 'bridging') || (seek?.offer === id && seek.state === 'joining');
  if (!isJoining) return;
  step.ask({ do: 'verify-media' });
  step.deadline(`${LOOK}${id}`, limits.bridgeMs);
}
