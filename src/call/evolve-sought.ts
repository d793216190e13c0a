/** Folds what happens to offers and to whoever is sought outside the pool. */
import { withLeg, without } from './state-changes.js';
import type { CallDraft, CallState } from './types.js';

/** Undefined for events of other kinds. */
export function evolveSought(state: CallState, event: CallDraft): CallState | undefined {
  const { seek } = state;
  switch (event.type) {
    case 'call.agent-wanted': {
      const { offer, purpose, to, reach } = event.data;
      return { ...state, seek: { offer, purpose, to, reach, state: 'wanted', joined: [] } };
    }
    case 'call.agent-rung':
      return agentRung(state, event);
    case 'call.party-rung': {
      const { offer, leg, purpose, to, reach } = event.data;
      const role = purpose === 'dial' ? 'caller' : 'guest';
      return {
        ...state,
        seek: { offer, purpose, to, reach, state: 'ringing', leg, joined: [] },
        legs: { ...state.legs, [leg]: { leg, role, state: 'new', offer } },
      };
    }
    case 'call.agent-ringing':
    case 'call.party-ringing':
      return withLeg(state, event.data.leg, { state: 'ringing' });
    case 'call.party-answered': {
      const { offer, leg, purpose, bridge } = event.data;
      if (seek?.offer !== offer) return state;
      return {
        ...withLeg(state, leg, { state: 'up' }),
        ...(purpose === 'consult' ? {} : { bridge }),
        seek: { ...seek, leg, state: 'joining' },
      };
    }
    case 'call.own-phone-up': {
      const { offer, leg } = event.data;
      return {
        ...without(withLeg(state, leg, { state: 'up' }), 'seek'),
        agentLeg: leg,
        agentOffer: offer,
      };
    }
    case 'call.leg-joined': {
      const { leg } = event.data;
      if (seek) return { ...state, seek: { ...seek, joined: [...seek.joined, leg] } };
      return state.offer
        ? { ...state, offer: { ...state.offer, joined: [...state.offer.joined, leg] } }
        : state;
    }
    case 'call.connected':
      return connected(state, event);
    case 'call.party-connected':
      return state;
    case 'call.offer-failed':
      if (seek?.offer === event.data.offer)
        return seek.purpose === 'consult' || seek.purpose === 'rejoin' || seek.state !== 'joining'
          ? without(state, 'seek')
          : without(state, 'seek', 'bridge');
      return state.offer?.offer === event.data.offer ? without(state, 'offer', 'bridge') : state;
    default:
      return undefined;
  }
}

function agentRung(state: CallState, event: Extract<CallDraft, { type: 'call.agent-rung' }>): CallState {
  const { offer, fence, leg, purpose } = event.data;
  const { agent, queue } = event;
  if (!agent) return state;
  const legs = {
    ...state.legs,
    [leg]: { leg, role: purpose === 'dial' ? 'caller' : 'agent', state: 'new', agent, offer },
  } as const;
  if (purpose) {
    const known = state.seek?.offer === offer ? state.seek : undefined;
    const to = { kind: 'agent', agent } as const;
    const reach = known?.reach ?? ({ kind: 'agent', agent, name: '' } as const);
    return { ...state, legs, seek: { offer, purpose, to, reach, state: 'ringing', leg, joined: [] } };
  }
  if (!queue) return state;
  return {
    ...state,
    switch: event.data.switch ?? state.switch,
    lastFence: fence,
    legs,
    offer: { offer, fence, agent, queue, leg, state: 'ringing', joined: [] },
  };
}

/** The conversation begins, with an agent or between two parties outside the desk. */
function connected(state: CallState, event: Extract<CallDraft, { type: 'call.connected' }>): CallState {
  const { offer, leg, purpose } = event.data;
  const rest = without(state, 'offer', 'seek', 'transfer', 'park', 'callback');
  const talking = { ...rest, phase: 'talking' } as const;
  if (!purpose) {
    const served = state.offer;
    return served
      ? { ...talking, agent: served.agent, agentLeg: served.leg, agentOffer: served.offer }
      : talking;
  }
  if (purpose === 'dial') return talking;
  if (event.agent) return { ...talking, agent: event.agent, agentLeg: leg, agentOffer: offer };
  const reach = state.seek?.reach;
  const number = reach?.kind === 'trunk' ? reach.number : reach?.kind === 'phone' ? reach.phone : '';
  const name = reach && reach.kind !== 'trunk' ? reach.name : '';
  return { ...talking, guests: [...state.guests, { leg, kind: 'guest', offer, number, name }] };
}
