import type { Draft } from '../kernel/event.js';
import { RECENT_CALLS, type AgentEvent, type AgentState, type AgentStateName } from './types.js';

export type AgentDraft = Draft<AgentEvent>;

/** Successors of each state; test/shape holds the drawing against this. */
export const AGENT_STATES = {
  'logged-out': ['not-ready'],
  'not-ready': ['ready', 'reserved', 'dialling', 'logged-out'],
  ready: ['not-ready', 'reserved', 'dialling', 'logged-out'],
  reserved: ['ringing', 'dialling', 'talking', 'ready', 'not-ready', 'logged-out'], // a phone may answer without ever telling that it rings
  ringing: ['dialling', 'talking', 'ready', 'not-ready', 'logged-out'],
  dialling: ['talking', 'ready', 'not-ready', 'logged-out'],
  talking: ['wrap-up', 'ready', 'not-ready', 'logged-out'], // of no length where the queue has none; a consultation has none
  'wrap-up': ['ready', 'not-ready', 'reserved', 'dialling', 'logged-out'],
} as const satisfies Record<AgentStateName, readonly AgentStateName[]>;

const NONE_MISSED: AgentState['missed'] = { inRow: 0, inShift: 0 };

export const loggedOut = (agent: string, since: number): AgentState => ({
  agent,
  name: 'logged-out',
  since,
  missed: NONE_MISSED,
  recent: [],
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
      wasNotReady: _wasNotReady,
      ...kept
    } = state;
    return { ...kept, name, since: at, ...more };
  };
  switch (event.type) {
    case 'agent.logged-in':
      return rest('not-ready', {
        reason: 'just-logged-in',
        serviceMs: 0,
        loggedInAt: at,
        missed: NONE_MISSED,
        recent: [],
      });
    case 'agent.logged-out': {
      const { loggedInAt: _loggedInAt, ...out } = rest('logged-out', { serviceMs: 0 });
      return out;
    }
    case 'agent.ready':
      return rest('ready', { since: event.data.readySince, readySince: event.data.readySince });
    case 'agent.not-ready':
      return rest('not-ready', { reason: event.data.reason, missed: { ...state.missed, inRow: 0 } });
    case 'agent.next-requested': {
      const { next: _next, ...kept } = state;
      return event.data.next ? { ...kept, next: event.data.next } : kept;
    }
    case 'agent.reserved': {
      const { offer, fence, until, ringMs, wrapUpMs, purpose = 'serve' } = event.data;
      if (!event.call) return state;
      const queue = event.queue ? { queue: event.queue } : {};
      const work = { call: event.call, ...queue, purpose, offer, fence, ringMs, wrapUpMs };
      const { reason, ...kept } = state;
      const was = state.name === 'not-ready' && reason !== undefined ? { wasNotReady: reason } : {};
      return { ...kept, ...was, name: 'reserved', since: at, until, work };
    }
    case 'agent.dialling': {
      const { purpose, wrapUpMs, until } = event.data;
      if (!event.call) return state;
      const { reason, ...kept } = state;
      const was = state.name === 'not-ready' && reason !== undefined ? { wasNotReady: reason } : {};
      const queue = event.queue ? { queue: event.queue } : {};
      const work = { call: event.call, ...queue, purpose, offer: event.call, fence: 0, ringMs: 0, wrapUpMs };
      return { ...kept, ...was, name: 'dialling', since: at, until, work };
    }
    case 'agent.pop-shown':
      return { ...state, until: event.data.until };
    case 'agent.ringing':
      return { ...state, name: 'ringing', since: at, until: event.data.until };
    case 'agent.talking': {
      // Advice or a word with a colleague costs nobody the place among the ready ones.
      const { readySince, ...rest } = state;
      const keeps = state.work?.purpose === 'consult' || state.work?.purpose === 'internal';
      const kept = keeps && readySince !== undefined ? { ...rest, readySince } : rest;
      return {
        ...kept,
        name: 'talking',
        since: at,
        until: event.data.until,
        missed: { ...state.missed, inRow: 0 },
        ...(state.work ? { work: { ...state.work, talkingSince: event.data.since } } : {}),
      };
    }
    case 'agent.offer-returned':
      return state; // the ready or not-ready that comes with it says where the agent is now
    case 'agent.wrap-up-started': {
      const { readySince: _readySince, ...kept } = state;
      return {
        ...kept,
        name: 'wrap-up',
        since: at,
        until: event.data.until,
        serviceMs: state.serviceMs + event.data.talkMs,
      };
    }
    case 'agent.conversation-ended':
      return { ...state, serviceMs: state.serviceMs + event.data.talkMs };
    case 'agent.offer-missed': {
      const { inRow, inShift } = event.data;
      return { ...state, missed: { inRow, inShift } };
    }
    case 'agent.miss-alarm':
    case 'agent.phone-refused':
      return state;
    case 'agent.wrap-up-extended': {
      const { until, byMs } = event.data;
      if (!state.work) return state;
      return { ...state, until, work: { ...state.work, extendedMs: (state.work.extendedMs ?? 0) + byMs } };
    }
    case 'agent.wrap-up-ended': {
      const { work, recent } = state;
      const done = work && { call: work.call, ...(work.queue ? { queue: work.queue } : {}) };
      return {
        ...state,
        serviceMs: state.serviceMs + event.data.wrapUpMs,
        recent: done ? [...recent, done].slice(-RECENT_CALLS) : recent,
      };
    }
    case 'agent.result-set':
      return state.work && state.work.call === event.call
        ? { ...state, work: { ...state.work, result: event.data.result } }
        : state;
    case 'agent.desk-connected':
    case 'agent.desk-lost':
      return { ...state, desks: event.data.desks };
  }
}
