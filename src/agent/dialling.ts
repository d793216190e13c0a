/** The agent places a call. Pure. */
import type { AgentInput, AgentLimits, AgentProfile } from './inputs.js';
import { giveBack } from './offers.js';
import type { Step } from './step.js';
import { tellWrapUpEnded } from './wrap-up.js';

/**
 * From now on the agent is busy with this call: the line offers nothing meanwhile, and an offer that is on its way
 * comes back. A call that comes to nothing leaves the agent where it was. Ignored when the agent talks or is logged out.
 */
export function placed(
  step: Step,
  { call, queue, purpose }: Extract<AgentInput, { kind: 'placed' }>,
  limits: AgentLimits,
): void {
  const { name, work } = step.state;
  if (work?.call === call || name === 'talking' || name === 'dialling' || name === 'logged-out') return;
  if (name === 'reserved' || name === 'ringing') giveBack(step, 'withdrawn', limits);
  if (name === 'wrap-up') tellWrapUpEnded(step, 'agent', limits);
  if (step.state.name === 'logged-out') return; // asked for before the offer that came back
  const wrapUpMs = purpose === 'internal' ? 0 : limits.rulesOf(queue).wrapUpMs;
  step.tell('agent.dialling', { purpose, wrapUpMs, until: step.now + limits.maxDialMs }, { call, queue });
}

/** The call asks for the own phone: it is rung at once, what is called stands on the page already. */
export function ownPhoneWanted(
  step: Step,
  { call, offer, fence, ringMs }: Extract<AgentInput, { kind: 'own-phone-wanted' }>,
  { phone, phoneKind }: AgentProfile,
): void {
  const { name, work, desks, until } = step.state;
  if (name !== 'dialling' || work?.call !== call || until === undefined) {
    step.tell('agent.offer-returned', { offer, reason: 'busy' }, { call });
    return;
  }
  if (phoneKind === 'browser' && desks === 0) {
    step.tell('agent.offer-returned', { offer, reason: 'unreachable' }, work);
    return;
  }
  const by = desks > 0 ? 'desk' : 'no-desk';
  step.tell('agent.pop-shown', { offer, fence, phone, ringMs, by, until }, work);
}
