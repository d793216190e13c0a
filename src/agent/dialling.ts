/** The agent places a call. Pure. */
import { AgentStateError } from './errors.js';
import type { AgentInput, AgentLimits, AgentProfile } from './inputs.js';
import type { Step } from './step.js';
import { endOwed } from './wrap-up.js';

/**
 * From now on the agent is busy with this call: the line offers nothing meanwhile, and an offer of the line on its way
 * comes back. A call that comes to nothing leaves the agent where it was.
 * @throws AgentStateError when the agent is at work on another call, logged out, or has no phone to dial with
 * @throws ResultMissingError in a wrap-up that owes its result
 */
export function dialled(
  step: Step,
  { call, queue, purpose }: Extract<AgentInput, { kind: 'dial' }>,
  limits: AgentLimits,
  { phoneKind }: AgentProfile,
): void {
  const { name, work, desks } = step.state;
  if (work?.call === call) return; // told twice
  if (name !== 'ready' && name !== 'not-ready' && name !== 'wrap-up') throw new AgentStateError('dial', name);
  if (phoneKind === 'browser' && desks === 0) throw new AgentStateError('dial', 'away');
  if (name === 'wrap-up') endOwed(step, limits);
  const wrapUpMs = purpose === 'internal' ? 0 : limits.rulesOf(queue).wrapUpMs;
  step.tell('agent.dialling', { purpose, wrapUpMs, until: step.now + limits.maxDialMs }, { call, queue });
}

/** The call asks for the own phone: it is rung at once, what is called stands on the page already. */
export function ownPhoneWanted(
  step: Step,
  { call, offer, fence, ringMs }: Extract<AgentInput, { kind: 'own-phone-wanted' }>,
  limits: AgentLimits,
  { phone }: AgentProfile,
): void {
  const { name, work, desks, until } = step.state;
  if (name !== 'dialling' || work?.call !== call || until === undefined) {
    step.tell('agent.offer-returned', { offer, reason: 'busy' }, { call });
    return;
  }
  const by = desks > 0 ? 'desk' : 'no-desk';
  step.tell('agent.pop-shown', { offer, fence, phone, ringMs, by, until }, work);
}
