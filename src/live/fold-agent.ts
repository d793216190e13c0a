/** What an agent is doing, folded from the agent's own events for desks and boards. */
import type { AgentEvent, AgentStateName } from '../agent/types.js';
import { isOwnDoing } from './supervision.js';
import type { LiveAgent } from './types.js';

const TODAY = { answered: 0, missed: 0, missAlarm: false, talkMs: 0, wrapUpMs: 0 };

/** What happens beside what the agent does: a refusal stays on the desk. */
const BESIDE: ReadonlySet<AgentEvent['type']> = new Set([
  'agent.desk-connected',
  'agent.desk-lost',
  'agent.miss-alarm',
  'agent.pop-shown',
  'agent.result-set',
]);

/** Changes the agent as the event says. */
export function foldAgent(agent: LiveAgent, event: AgentEvent): void {
  if (isOwnDoing(event)) agent.intervention = null;
  if (!BESIDE.has(event.type)) agent.refusal = null;
  switch (event.type) {
    case 'agent.logged-in':
      rest(agent, event, 'not-ready', 'just-logged-in');
      Object.assign(agent, TODAY);
      break;
    case 'agent.logged-out':
      rest(agent, event, 'logged-out', event.data.reason);
      break;
    case 'agent.ready':
      rest(agent, event, 'ready', null, event.data.readySince);
      break;
    case 'agent.not-ready':
      rest(agent, event, 'not-ready', event.data.reason);
      break;
    case 'agent.next-requested':
      agent.next = event.data.next;
      break;
    case 'agent.reserved':
      atWork(agent, event, 'reserved', event.data.offer);
      break;
    case 'agent.dialling':
      atWork(agent, event, 'dialling', event.call ?? null);
      break;
    case 'agent.ringing':
      Object.assign(agent, { state: 'ringing', since: event.at, until: event.data.until });
      break;
    case 'agent.talking':
      Object.assign(agent, { state: 'talking', since: event.at, until: null });
      agent.answered++;
      break;
    case 'agent.conversation-ended':
      agent.talkMs += event.data.talkMs;
      break;
    case 'agent.offer-missed':
      agent.missed++;
      break;
    case 'agent.phone-refused':
      agent.refusal = { word: event.data.word, at: event.at };
      break;
    case 'agent.miss-alarm':
      agent.missAlarm = true;
      break;
    case 'agent.wrap-up-started':
      Object.assign(agent, { state: 'wrap-up', since: event.at, until: event.data.until, extendedMs: 0 });
      agent.talkMs += event.data.talkMs;
      break;
    case 'agent.wrap-up-extended':
      agent.until = event.data.until;
      agent.extendedMs += event.data.byMs;
      break;
    case 'agent.wrap-up-ended':
      agent.wrapUpMs += event.data.wrapUpMs;
      break;
    case 'agent.result-set':
      if (event.call === agent.call) agent.resultGiven = true;
      break;
    case 'agent.offer-returned':
    case 'agent.pop-shown':
    case 'agent.desk-connected':
    case 'agent.desk-lost':
      break;
  }
}

function rest(
  agent: LiveAgent,
  { at }: AgentEvent,
  state: AgentStateName,
  reason: string | null,
  since = at,
): void {
  const nothing = { until: null, next: null, call: null, offer: null, queue: null, resultGiven: false };
  Object.assign(agent, { state, reason, since, ...nothing });
}

function atWork(
  agent: LiveAgent,
  { at, call, queue }: AgentEvent,
  state: AgentStateName,
  offer: string | null,
): void {
  const work = { call: call ?? null, offer, queue: queue ?? null, resultGiven: false };
  Object.assign(agent, { state, since: at, until: null, ...work });
}
