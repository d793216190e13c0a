/** The agent speaks with somebody else about the call: consult, swap, conference. Pure parts of `decide`. */
import { standInLine } from './consult-line.js';
import { endConsult } from './departures.js';
import { seekParty } from './seek.js';
import type { Step } from './step.js';
import type { CallInput, CallLimits, Reach, Target } from './types.js';

/** The caller and guests hear music from here on; the other side is rung, or an agent of the queue sought by its line. */
export function startConsult(
  step: Step,
  sought: { readonly to: Target; readonly reach?: Reach; readonly offer: string },
  limits: CallLimits,
): void {
  const { to, reach, offer } = sought;
  const consult = `cns-${offer}`;
  step.tell(
    'call.consult-started',
    { consult, to, offer, ...(reach ? { reach } : {}), bridge: `brg-${offer}` },
    { agent: step.state.agent },
  );
  if (reach) return seekParty(step, { purpose: 'consult', to, reach, offer }, limits);
  if (to.kind !== 'queue') return endConsult(step, 'unreachable');
  standInLine(step, to.queue, step.now);
  step.deadline('consult', limits.consultWaitMs);
}

/** The line has an agent for the consult: asked for like one who was named. Too late when the consult is over. */
export function consultAgent(
  step: Step,
  { consult: id, agent, offer }: Extract<CallInput, { kind: 'consult-agent' }>,
  limits: CallLimits,
): void {
  const { consult, seek } = step.state;
  if (!consult?.line || consult.consult !== id || consult.state === 'up' || seek) return;
  seekParty(
    step,
    { purpose: 'consult', to: consult.to, reach: { kind: 'agent', agent, name: '' }, offer },
    limits,
  );
}

/** The agent talks with the other one of the two; the one left hears music. */
export function swap(step: Step): void {
  const { consult, agent } = step.state;
  if (consult) step.tell('call.swapped', { withCaller: !consult.withCaller }, { agent });
}

/** All in one conversation, in the bridge in which the agent is already. */
export function makeConference(step: Step): void {
  const { consult, bridge, held, agent } = step.state;
  if (consult?.leg === undefined || bridge === undefined) return;
  if (held.length > 0) step.tell('call.resumed', { legs: held }, { agent });
  addConsulted(step, 'conference', consult.withCaller ? bridge : consult.bridge);
}

/** The consulted party becomes a member of the conversation. */
export function addConsulted(step: Step, reason: 'conference' | 'transferred', bridge: string): void {
  const { consult, agent } = step.state;
  if (consult?.leg === undefined) return;
  const { leg, name, number, offer } = consult;
  step.tell('call.consult-ended', { consult: consult.consult, reason }, { agent });
  step.tell(
    'call.party-added',
    { leg, kind: consult.agent ? 'agent' : 'guest', name, number, offer, bridge },
    { agent: consult.agent },
  );
}

/** The consulted party has hung up, or its leg was lost. */
export function consultedLeft(step: Step): void {
  endConsult(step, 'left');
}
