/** What it means that a deadline of a call has run out. Pure parts of `decide`. */
import { asideOver } from './aside.js';
import { awayTooLong, tryAgain } from './away.js';
import { callbackLate } from './callback.js';
import { consultLate } from './consult-line.js';
import { endCall, failOffer, leave } from './ending.js';
import { flowReturned } from './flow-visit.js';
import { listenerLate } from './listening.js';
import { parkedTooLong } from './parking.js';
import { partLate, partLost } from './parts-away.js';
import { failSeek } from './seek.js';
import type { Step } from './step.js';
import { LOOK, lookAgain } from './together.js';
import type { CallLimits } from './types.js';

export function onDeadline(step: Step, name: string, limits: CallLimits): void {
  const { phase, offer, seek } = step.state;
  if (name.startsWith('listen-')) return listenerLate(step, name.slice('listen-'.length), limits);
  if (name.startsWith(LOOK)) return lookAgain(step, name.slice(LOOK.length), limits);
  if (name.startsWith('away-')) return partLost(step, name.slice('away-'.length), limits);
  if (name.startsWith('back-')) return partLate(step, name.slice('back-'.length), limits);
  switch (name) {
    case 'answer':
      if (phase === 'arriving') endCall(step, limits, 'system', 'failure');
      return;
    case 'phase':
      return onPhase(step, limits);
    case 'offer':
      if (offer?.state === 'bridging') failOffer(step, offer.offer, 'switch-fault');
      else if (offer) failOffer(step, offer.offer, unanswered(step, offer.leg));
      return;
    case 'seek':
      if (seek?.state === 'joining') failSeek(step, seek.offer, 'switch-fault', limits);
      else if (seek?.state === 'wanted') failSeek(step, seek.offer, 'withdrawn', limits);
      else if (seek) failSeek(step, seek.offer, unanswered(step, seek.leg), limits);
      return;
    case 'aside':
      return asideOver(step, limits);
    case 'consult':
      return consultLate(step);
    case 'away':
      return awayTooLong(step, limits);
    case 'rejoin':
      return tryAgain(step);
    case 'media':
      if (phase !== 'ended') step.ask({ do: 'verify-media' });
      return;
    case 'leave':
      endCall(step, limits, 'flow', 'normal');
      return;
    case 'close':
      return onClose(step, limits);
  }
}

/**
 * What it is called that nobody has answered in time. A phone of which the switch has not said a word may never have
 * rung: that is not the agent's doing.
 */
const unanswered = (step: Step, leg: string | undefined): 'no-answer' | 'switch-fault' =>
  leg !== undefined && step.state.legs[leg]?.state === 'new' ? 'switch-fault' : 'no-answer';

/** The longest stay in a phase. */
function onPhase(step: Step, limits: CallLimits): void {
  const { phase, offer, waiting, flowVisit, seek, callback } = step.state;
  if (callback) return callbackLate(step, limits);
  switch (phase) {
    case 'waiting':
      step.tell(
        'call.wait-expired',
        { waitedMs: step.now - (waiting?.since ?? step.now) },
        { queue: waiting?.queue },
      );
      if (offer) failOffer(step, offer.offer, 'withdrawn');
      return leave(step, 'sorry-wait-too-long', 'wait-expired');
    case 'ivr':
      if (!flowVisit) return endCall(step, limits, 'system', 'normal');
      step.ask({ do: 'end-flow', outcome: 'taken-back' });
      return flowReturned(step, 'flow-failed', limits);
    case 'parked':
      return parkedTooLong(step, limits);
    case 'transferring':
      // Of a ring group no further member is tried.
      if (seek) return failSeek(step, seek.offer, seek.attempts ? 'withdrawn' : 'no-answer', limits);
      return leave(step, 'sorry-technical', 'transfer-failed');
    case 'dialling':
    case 'talking':
      return endCall(step, limits, 'system', 'normal');
    case 'arriving':
    case 'leaving':
    case 'ended':
      return;
  }
}

/** Asked to go once and still there: asked again, and looked for at the switch. */
function onClose(step: Step, limits: CallLimits): void {
  const left = Object.values(step.state.legs).filter((leg) => leg.state !== 'ended');
  if (step.state.phase !== 'ended' || left.length === 0) return;
  for (const leg of left) step.ask({ do: 'hang-up', leg: leg.leg, cause: 'normal' });
  step.ask({ do: 'verify-legs' });
  step.deadline('close', limits.closeMs * 2);
}
