/** The agent's page: with a phone in the browser, no page means no calls. Pure. */
import type { AgentLimits, AgentProfile } from './inputs.js';
import { giveBack } from './offers.js';
import type { Step } from './step.js';

export function onDeskConnected(step: Step, profile: AgentProfile): void {
  const { name, desks, readySince, serviceMs } = step.state;
  step.tell('agent.desk-connected', { desks: desks + 1 });
  step.ask({ do: 'cancel-deadline', name: 'desk' });
  // The place among the ready ones was kept while the page was away.
  if (name === 'ready' && desks === 0 && profile.phoneKind === 'browser')
    step.tell('agent.ready', { readySince: readySince ?? step.now, serviceMs });
}

export function onDeskDisconnected(step: Step, limits: AgentLimits, profile: AgentProfile): void {
  const { desks, name } = step.state;
  if (desks === 0) return;
  const reachable = desks > 1 || profile.phoneKind === 'sip';
  step.tell('agent.desk-lost', { desks: desks - 1, reachable });
  if (reachable) return;
  if (name === 'reserved' || name === 'ringing') giveBack(step, 'desk-lost', limits);
  if (step.state.name !== 'logged-out')
    step.ask({ do: 'deadline', name: 'desk', at: step.now + limits.deskLostMs });
}

/**
 * The newest page is the desk. For the call it is as if the old page had gone and come back as the new one, in one
 * moment; a call that rings on the old page comes back at nobody's cost.
 */
export function takenOver(step: Step, limits: AgentLimits, profile: AgentProfile): void {
  const { desks, name } = step.state;
  if (desks > 0) {
    const reachable = profile.phoneKind === 'sip';
    step.tell('agent.desk-lost', { desks: 0, reachable, takenOver: true });
    if (!reachable && (name === 'reserved' || name === 'ringing')) giveBack(step, 'withdrawn', limits);
  }
  onDeskConnected(step, profile);
}
