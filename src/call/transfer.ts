/** The caller goes to somebody else: attended, blind, to a queue, into a flow. Pure parts of `decide`. */
import { addConsulted } from './consult.js';
import { settleConversation } from './conversation.js';
import { endConsult, ownerLeaves, sendGuestsAway } from './departures.js';
import { seekParty } from './seek.js';
import type { Step } from './step.js';
import type { CallLimits, EndedBy, Reach, Target } from './types.js';

/** The consulted party talks with the caller from here on. An agent becomes the owner. */
export function transferAttended(step: Step, limits: CallLimits, by: EndedBy = 'agent'): void {
  const { consult, agent, bridge, held } = step.state;
  if (consult?.leg === undefined || agent === undefined || bridge === undefined) return;
  const { to } = consult;
  if (held.length > 0) step.tell('call.resumed', { legs: held }, { agent });
  addConsulted(step, 'transferred', consult.withCaller ? bridge : consult.bridge);
  step.tell('call.transferred', { kind: 'attended', to, by: agent }, { agent });
  ownerLeaves(step, 'transferred');
  settleConversation(step, limits, by);
}

/**
 * The consulted party still rings: it is the caller from here on who waits for it. A consult in a queue's line leaves its
 * place to the caller, whose clock is the older one.
 */
export function transferRinging(step: Step, limits: CallLimits): void {
  const { consult, agent, seek } = step.state;
  if (!consult || agent === undefined) return;
  if (consult.line && !seek) return transferToQueue(step, consult.line.queue, step.state.music, limits);
  const to: Target = seek?.reach.kind === 'agent' ? { kind: 'agent', agent: seek.reach.agent } : consult.to;
  step.tell('call.consult-ended', { consult: consult.consult, reason: 'transferred' }, { agent });
  sendGuestsAway(step);
  ownerLeaves(step, 'transferred');
  step.tell('call.transferred', { kind: 'blind', to, by: agent }, { agent });
  step.deadline('phase', limits.maxWaitMs);
}

/** To an agent, an extension or an outside number, which is rung while the caller hears music. */
export function transferBlind(
  step: Step,
  sought: { readonly to: Target; readonly reach: Reach; readonly offer: string },
  limits: CallLimits,
): void {
  const by = leaveTo(step);
  if (by === undefined) return;
  const { to, reach, offer } = sought;
  step.tell('call.transferred', { kind: 'blind', to, by }, { agent: by });
  step.deadline('phase', limits.maxWaitMs);
  seekParty(step, { purpose: 'transfer', to, reach, offer }, limits);
}

/** In line there; the waiting clock goes on. */
export function transferToQueue(step: Step, queue: string, music: string, limits: CallLimits): void {
  const by = leaveTo(step);
  if (by === undefined) return;
  const { waiting } = step.state;
  step.tell('call.transferred', { kind: 'blind', to: { kind: 'queue', queue }, by }, { agent: by });
  step.tell(
    'call.queued',
    {
      queue,
      priority: waiting?.priority ?? 0,
      grade: waiting?.grade ?? 0,
      // What the first queue required of an agent says nothing about the second.
      skills: {},
      since: waiting?.since ?? step.now,
      music,
      again: true,
    },
    { queue },
  );
  step.deadline('phase', limits.maxWaitMs);
}

/** The agent's part ends, and with it whatever the agent had begun. @returns the agent */
export function leaveTo(
  step: Step,
  reason: 'transferred' | 'sent-to-flow' | 'parked' = 'transferred',
): string | undefined {
  const { agent } = step.state;
  endConsult(step, 'cancelled');
  sendGuestsAway(step);
  ownerLeaves(step, reason);
  return agent;
}
