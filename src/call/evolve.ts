import type { CallDraft, CallLeg, CallState } from './types.js';

/** Successors of each phase; test/shape holds the drawing in ARCHITECTURE.md against this. */
export const CALL_PHASES = {
  arriving: ['ivr', 'leaving', 'ended'],
  ivr: ['waiting', 'leaving', 'ended'],
  waiting: ['talking', 'leaving', 'ended'],
  talking: ['waiting', 'ended'],
  leaving: ['ended'],
  ended: [],
} as const satisfies Record<CallState['phase'], readonly CallState['phase'][]>;

const withLeg = (state: CallState, leg: string, change: Partial<CallLeg>): CallState => {
  const old = state.legs[leg];
  if (!old) return state;
  return { ...state, legs: { ...state.legs, [leg]: { ...old, ...change } } };
};

const without = <T>(record: Readonly<Record<string, T>>, key: string): Record<string, T> => {
  const { [key]: _gone, ...rest } = record;
  return rest;
};

/**
 * The state of a call after one more event: a fold, so that the journal alone gives the state back.
 * `undefined` before `call.arrived`. Events that do not fit (an old offer) change nothing.
 *
 * @param at when the event happened; only `call.arrived` needs it
 */
export function evolve(state: CallState | undefined, event: CallDraft, at: number): CallState | undefined {
  if (event.type === 'call.arrived') {
    const { leg, from, dialled, trunk, language } = event.data;
    return {
      call: event.call ?? '',
      switch: event.data.switch,
      phase: 'arriving',
      from,
      dialled,
      trunk,
      arrivedAt: at,
      callerLeg: leg,
      legs: { [leg]: { leg, role: 'caller', state: 'new' } },
      language,
      collected: {},
      listens: {},
      music: 'default',
      lastFence: 0,
    };
  }
  if (!state) return undefined;
  switch (event.type) {
    case 'call.answered':
      return { ...withLeg(state, event.data.leg, { state: 'up' }), phase: 'ivr' };
    case 'call.collected':
      return { ...state, collected: { ...state.collected, [event.data.name]: event.data.value } };
    case 'call.language-set':
      return { ...state, language: event.data.language };
    case 'call.queued': {
      const { music, again: _again, ...waiting } = event.data;
      const { offer: _offer, bridge: _bridge, agent: _agent, agentLeg: _leg, ...rest } = state;
      return { ...rest, phase: 'waiting', music, waiting };
    }
    case 'call.place-changed': {
      const { priority, music } = event.data;
      const { waiting } = state;
      return waiting && event.queue
        ? { ...state, music, waiting: { ...waiting, queue: event.queue, priority } }
        : state;
    }
    case 'call.agent-rung': {
      const { offer, fence, leg } = event.data;
      if (!event.agent || !event.queue) return state;
      return {
        ...state,
        lastFence: fence,
        offer: { offer, fence, agent: event.agent, queue: event.queue, leg, state: 'ringing', joined: [] },
        legs: { ...state.legs, [leg]: { leg, role: 'agent', state: 'new', agent: event.agent, offer } },
      };
    }
    case 'call.agent-ringing':
      return withLeg(state, event.data.leg, { state: 'ringing' });
    case 'call.agent-answered':
      return state.offer?.offer === event.data.offer
        ? {
            ...withLeg(state, event.data.leg, { state: 'up' }),
            bridge: event.data.bridge,
            offer: { ...state.offer, state: 'bridging' },
          }
        : state;
    case 'call.leg-joined':
      return state.offer
        ? { ...state, offer: { ...state.offer, joined: [...state.offer.joined, event.data.leg] } }
        : state;
    case 'call.connected': {
      const { offer, ...rest } = state;
      return { ...rest, phase: 'talking', ...(offer ? { agent: offer.agent, agentLeg: offer.leg } : {}) };
    }
    case 'call.offer-failed': {
      if (state.offer?.offer !== event.data.offer) return state;
      const { offer: _offer, bridge: _bridge, ...rest } = state;
      return rest;
    }
    case 'call.agent-lost':
    case 'call.wait-expired':
      return state;
    case 'call.leaving':
      return { ...state, phase: 'leaving', farewell: event.data.playback };
    case 'call.listen-started':
      return {
        ...state,
        listens: { ...state.listens, [event.data.leg]: event.data.listen },
        legs: {
          ...state.legs,
          [event.data.leg]: { leg: event.data.leg, role: 'listener', state: 'new', user: event.data.user },
        },
      };
    case 'call.listen-connected':
      return withLeg(state, event.data.leg, { state: 'up' });
    case 'call.listen-ended':
      return { ...state, listens: without(state.listens, event.data.leg) };
    case 'call.leg-ended':
      return withLeg(state, event.data.leg, {
        state: 'ended',
        ...(event.data.cause === 'lost' ? { lost: true } : {}),
      });
    case 'call.ended': {
      const { offer: _offer, ...rest } = state;
      return { ...rest, phase: 'ended' };
    }
    case 'call.closed':
      return state;
  }
}
