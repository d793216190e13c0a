/** The agents of a former run of the process, folded from its journal. Pure. */
import type { CallEvent } from '../call/types.js';
import type { Event } from '../kernel/event.js';
import type { Instant } from '../kernel/time.js';
import { evolve, loggedOut } from './evolve.js';
import type { AgentLimits, AgentProfile } from './inputs.js';
import { settle } from './offers.js';
import { logOut } from './rules.js';
import { Step, type AgentStep } from './step.js';
import type { AgentEvent, AgentState } from './types.js';
import { conversationOver } from './wrap-up.js';

/** What calls say about offers; the agents' own events can be behind by the last few at the moment of a crash. */
export interface OffersOfCalls {
  /** Phone rung, nothing settled yet: the call goes on with it. */
  readonly rung: ReadonlySet<string>;
  readonly connectedAt: ReadonlyMap<string, Instant>;
  /** When the conversation that came of the offer was over. */
  readonly overAt: ReadonlyMap<string, Instant>;
}

export function offersOfCalls(events: readonly Event[]): OffersOfCalls {
  const rung = new Set<string>();
  const connectedAt = new Map<string, Instant>();
  const overAt = new Map<string, Instant>();
  /** The newest offer of a call. */
  const newest = new Map<string, string>();
  for (const event of events as readonly CallEvent[]) {
    if (!event.call) continue;
    const offer = newest.get(event.call);
    switch (event.type) {
      case 'call.agent-rung':
        newest.set(event.call, event.data.offer);
        rung.add(event.data.offer);
        break;
      case 'call.offer-failed':
        rung.delete(event.data.offer);
        break;
      case 'call.connected':
        rung.delete(event.data.offer);
        connectedAt.set(event.data.offer, event.at);
        break;
      case 'call.agent-lost':
      case 'call.ended':
        if (!offer) break;
        rung.delete(offer);
        if (connectedAt.has(offer) && !overAt.has(offer)) overAt.set(offer, event.at);
        break;
      default:
        break;
    }
  }
  return { rung, connectedAt, overAt };
}

/** Everybody of whom the journal tells. */
export function formerAgents(events: readonly Event[]): Map<string, AgentState> {
  const agents = new Map<string, AgentState>();
  for (const event of events)
    if (event.agent && event.type.startsWith('agent.')) {
      const before = agents.get(event.agent) ?? loggedOut(event.agent, event.at);
      agents.set(event.agent, evolve(before, event as AgentEvent, event.at));
    }
  return agents;
}

/**
 * How an agent goes on: who talks talks on, wrap-up ends when it would have ended, an offer that had not reached the
 * phone comes back at nobody's cost. Pages are gone with the former process; those with a phone in the page get nothing
 * until it is back.
 *
 * @param profile undefined: not an agent any more
 */
export function takeOver(
  state: AgentState,
  { rung, connectedAt, overAt }: OffersOfCalls,
  now: Instant,
  limits: AgentLimits,
  profile: AgentProfile | undefined,
): AgentStep {
  const isBrowser = profile?.phoneKind === 'browser';
  const step = new Step(state, now, isBrowser, true);
  if (state.desks > 0) step.tell('agent.desk-lost', { desks: 0, reachable: !isBrowser });
  const { name, work } = state;
  const offer = work?.offer ?? '';
  if ((name === 'reserved' || name === 'ringing') && !rung.has(offer)) {
    const since = connectedAt.get(offer);
    if (since === undefined) settle(step, 'withdrawn', limits);
    else step.tell('agent.talking', { offer, since, until: now + limits.maxTalkMs }, work);
  }
  const over = overAt.get(offer);
  if (step.state.name === 'talking' && over !== undefined) conversationOver(step, over, limits);
  if (!profile) {
    logOut(step, { by: 'system', reason: 'restart' }, limits);
    return step;
  }
  const { until } = step.state;
  if (isBrowser && step.state.name !== 'logged-out')
    step.ask({ do: 'deadline', name: 'desk', at: now + limits.deskLostMs });
  if (until !== undefined) {
    // The switch tells first what became of calls; wrap-up concerns nobody else.
    const soonest = step.state.name === 'wrap-up' ? now : now + limits.ringSlackMs;
    step.ask({ do: 'deadline', name: 'state', at: Math.max(until, soonest) });
  }
  return step;
}
