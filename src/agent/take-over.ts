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
import { backToBefore, conversationOver } from './wrap-up.js';

/** What calls say about agents; the agents' own events can be behind by the last few at the moment of a crash. */
export interface WordOfCalls {
  /** Offers whose phone was rung and of which nothing is settled yet: the call goes on with them. */
  readonly rung: ReadonlySet<string>;
  /** By offer; a call that an agent placed by its own id. */
  readonly connectedAt: ReadonlyMap<string, Instant>;
  /** When the last part of an agent in a call was over, with the call or before. */
  readonly over: (
    call: string,
    agent: string,
  ) => { readonly at: Instant; readonly consultOver: boolean } | undefined;
}

export function wordOfCalls(events: readonly Event[]): WordOfCalls {
  const rung = new Set<string>();
  const connectedAt = new Map<string, Instant>();
  const endedAt = new Map<string, Instant>();
  const left = new Map<string, { at: Instant; consultOver: boolean }>();
  const offersOf = new Map<string, string[]>();
  for (const event of events as readonly CallEvent[]) {
    const { call, agent } = event;
    if (!call) continue;
    switch (event.type) {
      case 'call.agent-rung':
        rung.add(event.data.offer);
        offersOf.set(call, [...(offersOf.get(call) ?? []), event.data.offer]);
        break;
      case 'call.offer-failed':
        rung.delete(event.data.offer);
        break;
      case 'call.connected':
      case 'call.consult-connected':
      case 'call.party-connected':
        rung.delete(event.data.offer);
        connectedAt.set(event.data.offer, event.at);
        if (event.type === 'call.connected' && event.data.purpose === 'dial') connectedAt.set(call, event.at);
        break;
      case 'call.agent-left':
      case 'call.agent-lost': {
        const consultOver = event.type === 'call.agent-left' && event.data.reason === 'consult-over';
        if (agent) left.set(`${call} ${agent}`, { at: event.at, consultOver });
        break;
      }
      case 'call.ended':
        endedAt.set(call, event.at);
        for (const offer of offersOf.get(call) ?? []) rung.delete(offer);
        break;
      default:
        break;
    }
  }
  const over: WordOfCalls['over'] = (call, agent) => {
    const at = endedAt.get(call);
    return left.get(`${call} ${agent}`) ?? (at === undefined ? undefined : { at, consultOver: false });
  };
  return { rung, connectedAt, over };
}

const isOffered = (name: AgentState['name']): boolean => name === 'reserved' || name === 'ringing';

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
  { rung, connectedAt, over }: WordOfCalls,
  now: Instant,
  limits: AgentLimits,
  profile: AgentProfile | undefined,
): AgentStep {
  const isBrowser = profile?.phoneKind === 'browser';
  const step = new Step(state, now, isBrowser, true);
  if (state.desks > 0) step.tell('agent.desk-lost', { desks: 0, reachable: !isBrowser });
  const { name, work } = state;
  const offer = work?.offer ?? '';
  const since = connectedAt.get(offer);
  const word = work && over(work.call, state.agent);
  if (name === 'dialling' ? since !== undefined : isOffered(name) && !rung.has(offer)) {
    if (since === undefined) settle(step, 'withdrawn', limits);
    else step.tell('agent.talking', { offer, since, until: now + limits.maxTalkMs }, work);
  }
  const talkingSince = step.state.work?.talkingSince ?? step.state.since;
  // An earlier part in the same call is none of this one's business.
  if (word && step.state.name === 'talking' && word.at >= talkingSince)
    conversationOver(step, word.at, limits, word.consultOver);
  else if (word && step.state.name === 'dialling') backToBefore(step);
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
