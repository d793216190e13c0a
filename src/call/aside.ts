/**
 * What an agent alone is told, on the own phone, in mid-call: why a feature code was refused, in which slot the call is
 * parked. The phone is out of the conversation as long; the others hear nothing of it. Pure parts of `decide`.
 */
import { agentsOf } from './departures.js';
import { endCall } from './ending.js';
import { CallStateError } from './errors.js';
import { ASIDE_MS } from './in-vain.js';
import { park } from './parking.js';
import type { Step } from './step.js';
import type { CallInput, CallLimits } from './types.js';

/** @throws CallStateError when the agent's phone is not up, or hears something already on which more depends */
export function tellAgent(step: Step, input: Extract<CallInput, { kind: 'tell-agent' }>): void {
  const { aside, legs, phase } = step.state;
  const { agent, playback, prompts, language, then } = input;
  const leg = agentsOf(step.state).find((part) => part.agent === agent)?.leg;
  const up = leg !== undefined && legs[leg]?.state === 'up';
  if (!up || aside?.then || (phase !== 'talking' && phase !== 'dialling'))
    throw new CallStateError('a word to the agent', 'the phone is not free to hear it');
  step.tell(
    'call.agent-told',
    { leg, playback, prompts, ...(language ? { language } : {}), ...(then ? { then } : {}) },
    { agent },
  );
  step.deadline('aside', ASIDE_MS);
}

/**
 * The agent has heard it, or could not: back into the conversation, and whatever hung on it.
 * @param cutOff not said to its end: the agent is hanging up, and has not heard where the call would be parked
 */
export function asideOver(step: Step, limits: CallLimits, cutOff = false): void {
  const { aside, agent, phase } = step.state;
  if (!aside) return;
  const { leg, playback, then } = aside;
  step.cancel('aside');
  step.tell('call.agent-heard', { leg, playback }, { agent: step.state.legs[leg]?.agent });
  if (then?.do === 'end') endCall(step, limits, 'system', then.cause);
  // Meanwhile the call may have become another one.
  else if (then?.do === 'park' && !cutOff && phase === 'talking' && agent !== undefined)
    park(step, then.slot, limits);
}
