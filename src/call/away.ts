/**
 * The agent's page, which is the phone, goes away in mid-call and comes back: the customer hears music meanwhile and is
 * given back. Pure parts of `decide`.
 */
import { dropSeek, endConsult, hangUpLeg } from './departures.js';
import { requeue } from './requeue.js';
import { ringAgentsPhone } from './asking.js';
import type { Step } from './step.js';
import type { CallInput, CallLimits } from './types.js';

export function agentAway(step: Step, agent: string, limits: CallLimits): void {
  const { phase, agentLeg } = step.state;
  if (phase !== 'talking' || step.state.agent !== agent || step.state.agentAway || agentLeg === undefined)
    return;
  endConsult(step, 'cancelled');
  dropSeek(step, 'withdrawn');
  step.tell('call.agent-away', { leg: agentLeg }, { agent });
  hangUpLeg(step, agentLeg);
  step.deadline('away', limits.awayMs);
}

/** The own phone is rung and answers by itself. Nothing while it is being rung already. */
export function agentBack(
  step: Step,
  { agent, phone, offer }: Extract<CallInput, { kind: 'agent-back' }>,
  limits: CallLimits,
): void {
  if (!step.state.agentAway || step.state.agent !== agent || step.state.seek) return;
  step.cancel('rejoin');
  ringAgentsPhone(step, { offer, purpose: 'rejoin' }, agent, phone, limits.directRingMs);
  step.deadline('seek', limits.directRingMs + limits.ringSlackMs);
}

/** The phone did not answer, though the page is there: the shell tries again. */
export function tryAgain(step: Step): void {
  const { agentAway: away, seek, agent } = step.state;
  if (away && !seek && agent !== undefined) step.ask({ do: 'rejoin', agent });
}

/** Too long away: the caller goes back in line with the old clock. */
export function awayTooLong(step: Step, limits: CallLimits): void {
  if (step.state.agentAway) requeue(step, limits);
}
