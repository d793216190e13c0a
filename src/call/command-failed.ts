import { endCall, failOffer } from './ending.js';
import { announced } from './in-line.js';
import { onLegEnded } from './legs.js';
import type { Step } from './step.js';
import type { CallEffect, CallInput, CallLimits } from './types.js';

/** A command to the switch was refused or came too late: each failure leads to a defined state (DESIGN.md 3.5). */
export function onCommandFailed(
  step: Step,
  { effect, code }: Extract<CallInput, { kind: 'command-failed' }>,
  limits: CallLimits,
): void {
  // Without a link nothing is decided: what was asked is asked again, or given up, when the link is back. The offer is
  // different: a phone that is not rung now must not be waited for.
  if (code === 'SWITCH_DOWN' && (effect.do === 'answer' || isFlowPlay(step, effect))) return;
  // "No such leg" is "too late": leg.ended is on its way and settles everything. Except for a ring: that leg never was.
  // A flow is told all the same: it must not wait for the end of what never began.
  if (code === 'SWITCH_NO_SUCH_LEG' && effect.do !== 'ring' && effect.do !== 'play') return;
  switch (effect.do) {
    case 'ring': {
      const leg = step.state.legs[effect.leg];
      if (!leg || leg.state === 'ended') return;
      // After a deadline or a lost link the leg may exist all the same: it is hung up, and so it is if it shows up later.
      if (code === 'SWITCH_DEADLINE' || code === 'SWITCH_DOWN')
        step.ask({ do: 'hang-up', leg: effect.leg, cause: 'normal' });
      onLegEnded(step, effect.leg, code === 'SWITCH_UNREACHABLE' ? 'unreachable' : 'failure', limits);
      return;
    }
    case 'play':
      if (effect.request.playback === step.state.announcement) announced(step);
      else if (effect.request.playback === step.state.farewell) endCall(step, limits, 'flow', 'normal');
      else
        step.ask({
          do: 'flow-input',
          input: { kind: 'playback-ended', playback: effect.request.playback, outcome: 'failed' },
        });
      return;
    case 'bridge':
      if (step.state.offer && step.state.bridge === effect.bridge)
        failOffer(step, step.state.offer.offer, 'switch-fault');
      return;
    case 'listen':
      step.ask({ do: 'hang-up', leg: effect.listener, cause: 'normal' });
      return;
    case 'answer':
      // After its deadline the answer may still come; the deadline of this phase ends the wait for it.
      if (code !== 'SWITCH_DEADLINE') endCall(step, limits, 'system', 'failure');
      return;
    default:
      return; // removals are tried again by the service; music and tags are worth no more than a log line
  }
}

/** Whether this was asked for by the flow that the caller is in: a flow waits for the link. */
const isFlowPlay = (step: Step, effect: CallEffect): boolean =>
  effect.do === 'play' && step.state.phase === 'ivr' && effect.request.playback !== step.state.farewell;
