import type { Draft } from '../kernel/event.js';
import type { AgentEvent, AgentState, AgentStateName } from './types.js';

export type AgentDraft = Draft<AgentEvent>;

/** Successors of each state; test/shape holds the drawing against this. */
export const AGENT_STATES = {
  'logged-out': ['not-ready'],
  'not-ready': ['ready', 'logged-out'],
  ready: ['not-ready', 'reserved', 'logged-out'],
  reserved: ['ringing', 'talking', 'ready', 'not-ready', 'logged-out'], // a phone may answer without ever telling that it rings
  ringing: ['talking', 'ready', 'not-ready', 'logged-out'],
  talking: ['wrap-up'], // of no length where the queue has none, or where the agent is logged out
  'wrap-up': ['ready', 'not-ready', 'logged-out'],
} as const satisfies Record<AgentStateName, readonly AgentStateName[]>;

export const loggedOut = (agent: string, since: number): AgentState => ({
  agent,
  name: 'logged-out',
  since,
  serviceMs: 0,
  desks: 0,
});

/** The state after one more event. Events that do not fit change nothing. */
export function evolve(state: AgentState, event: AgentDraft, at: number): AgentState {
  const rest = (name: 'not-ready' | 'ready' | 'logged-out', more: Partial<AgentState>): AgentState => {
    const {
      work: _work,
      until: _until,
      reason: _reason,
      next: _next,
      readySince: _readySince,
      ...kept
    } = state;
    return { ...kept, name, since: at, ...more };
  };
  switch (event.type) {
    case 'agent.logged-in':
      return rest('not-ready', { reason: 'just-logged-in', serviceMs: 0, loggedInAt: at });
    case 'agent.logged-out': {
      const { loggedInAt: _loggedInAt, ...out } = rest('logged-out', { serviceMs: 0 });
      return out;
    }
    case 'agent.ready':
      return rest('ready', { since: event.data.readySince, readySince: event.data.readySince });
    case 'agent.not-ready':
      return rest('not-ready', { reason: event.data.reason });
    case 'agent.next-requested': {
      const { next: _next, ...kept } = state;
      return event.data.next ? { ...kept, next: event.data.next } : kept;
    }
    case 'agent.reserved': {
      const { offer, fence, until, ringMs, wrapUpMs } = event.data;
      if (!event.call || !event.queue) return state;
      const work = { call: event.call, queue: event.queue, offer, fence, ringMs, wrapUpMs };
      return { ...state, name: 'reserved', since: at, until, work };
    }
    case 'agent.pop-shown':
      return { ...state, until: event.data.until };
    case 'agent.ringing':
      return { ...state, name: 'ringing', since: at, until: event.data.until };
    case 'agent.talking': {
      const { readySince: _readySince, ...kept } = state;
      return {
        ...kept,
        name: 'talking',
        since: at,
        until: event.data.until,
        ...(state.work ? { work: { ...state.work, talkingSince: event.data.since } } : {}),
      };
    }
    case 'agent.offer-returned':
      return state; // the ready or not-ready that comes with it says where the agent is now
    case 'agent.wrap-up-started':
      return {
        ...state,
        name: 'wrap-up',
        since: at,
        until: event.data.until,
        serviceMs: state.serviceMs + event.data.talkMs,
      };
    case 'agent.wrap-up-ended':
      return { ...state, serviceMs: state.serviceMs + event.data.wrapUpMs };
    case 'agent.result-set':
      return state.work ? { ...state, work: { ...state.work, result: event.data.result } } : state;
    case 'agent.desk-connected':
    case 'agent.desk-lost':
      return { ...state, desks: event.data.desks };
  }
}
