import { asideOver } from './aside.js';
import { endCall, failOffer } from './ending.js';
import { announced } from './in-line.js';
import { onLegEnded } from './legs.js';
import { failSeek } from './seek.js';
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
  // A flow is told all the same: it must not wait for the end of what never began. And of several who should have come
  // together the others are still there.
  if (code === 'SWITCH_NO_SUCH_LEG' && !['ring', 'play', 'bridge'].includes(effect.do)) return;
  switch (effect.do) {
    case 'ring': {
      const leg = step.state.legs[effect.leg];
      if (!leg || leg.state === 'ended') return;
      // Only the answer to the command is late: the leg is there, and its events decide.
      if (code === 'SWITCH_DEADLINE' && leg.state !== 'new') return;
      // After a deadline or a lost link the leg may exist all the same: it is hung up, and so it is if it shows up later.
      if (code === 'SWITCH_DEADLINE' || code === 'SWITCH_DOWN')
        step.ask({ do: 'hang-up', leg: effect.leg, cause: 'normal' });
      onLegEnded(step, effect.leg, code === 'SWITCH_UNREACHABLE' ? 'unreachable' : 'failure', limits);
      return;
    }
    case 'play':
      if (effect.request.playback === step.state.aside?.playback) asideOver(step, limits);
      else if (effect.request.playback === step.state.announcement) announced(step);
      else if (effect.request.playback === step.state.farewell) endCall(step, limits, 'flow', 'normal');
      else
        step.ask({
          do: 'flow-input',
          input: { kind: 'playback-ended', playback: effect.request.playback, outcome: 'failed' },
        });
      return;
    case 'bridge':
      bridgeFailed(step, effect.bridge, code, limits);
      return;
    case 'unbridge':
      lookAgain(step, limits);
      return;
    case 'mute':
      muteFailed(step, effect.leg, effect.on);
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

/** Those who were to come together for the first time are given up; a conversation that exists is put right. */
function bridgeFailed(step: Step, bridge: string, code: string, limits: CallLimits): void {
  const { offer, seek, consult } = step.state;
  const gone = code === 'SWITCH_NO_SUCH_LEG';
  // It may have been done all the same: the switch is asked how things stand, now and by the deadline of the attempt.
  const late = code === 'SWITCH_DEADLINE';
  const sought = seek?.state === 'joining' && [step.state.bridge, consult?.bridge].includes(bridge);
  if (offer && step.state.bridge === bridge) {
    if (late) step.ask({ do: 'verify-media' });
    else if (!gone) failOffer(step, offer.offer, 'switch-fault');
  } else if (sought && late) step.ask({ do: 'verify-media' });
  else if (sought && !gone) failSeek(step, seek.offer, 'switch-fault', limits);
  else lookAgain(step, limits);
}

/** What is at the switch is looked up a moment later and put right. */
function lookAgain(step: Step, limits: CallLimits): void {
  if (step.state.phase !== 'ended') step.deadline('media', limits.mediaMs);
}

/** The desk shows what is so, not what was asked for. */
function muteFailed(step: Step, leg: string, on: boolean): void {
  const { muted, legs, agent } = step.state;
  if (legs[leg]?.state !== 'up' || muted.includes(leg) !== on) return;
  if (on) step.tell('call.unmuted', { leg }, { agent });
  else step.tell('call.muted', { leg }, { agent });
}

/** Whether this was asked for by the flow that the caller is in: a flow waits for the link. */
const isFlowPlay = (step: Step, effect: CallEffect): boolean =>
  effect.do === 'play' && step.state.phase === 'ivr' && effect.request.playback !== step.state.farewell;
