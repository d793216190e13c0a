/** Folds what happens to offers and to whoever is sought outside the pool. */
import { labelOf } from './evolve-control.js';
import { withLeg, without } from './state-changes.js';
import type { Attempt, CallDraft, CallState, Reach } from './types.js';

/** Undefined for events of other kinds. */
export function evolveSought(state: CallState, event: CallDraft): CallState | undefined {
  const { seek } = state;
  switch (event.type) {
    case 'call.agent-wanted': {
      const { offer, purpose, to, reach, group, leg } = event.data;
      if (group !== undefined) return withAttempt(state, group, { offer, reach, state: 'wanted' });
      const sought = { offer, purpose, to, reach, state: 'wanted', joined: [] } as const;
      const { consult } = state;
      if (leg === undefined)
        return purpose === 'consult' && consult
          ? { ...state, seek: sought, consult: { ...consult, offer, ...labelOf(reach) } }
          : { ...state, seek: sought };
      const own = {
        leg,
        role: 'agent',
        state: 'new',
        offer,
        ...(event.agent ? { agent: event.agent } : {}),
      } as const;
      return { ...state, seek: { ...sought, leg }, legs: { ...state.legs, [leg]: own } };
    }
    case 'call.agent-rung':
      return agentRung(state, event);
    case 'call.party-rung': {
      const { offer, leg, purpose, to, reach, group } = event.data;
      const role = purpose === 'dial' ? 'caller' : 'guest';
      if (group !== undefined)
        return withAttempt(
          { ...state, legs: { ...state.legs, [leg]: { leg, role, state: 'new', offer } } },
          group,
          { offer, reach, state: 'ringing', leg },
        );
      return {
        ...state,
        seek: { offer, purpose, to, reach, state: 'ringing', leg, joined: [] },
        legs: { ...state.legs, [leg]: { leg, role, state: 'new', offer } },
      };
    }
    case 'call.group-rung': {
      const { offer, purpose, to, reach } = event.data;
      return {
        ...state,
        seek: { offer, purpose, to, reach, state: 'ringing', joined: [], attempts: [], tried: 0 },
      };
    }
    case 'call.routed':
      return {
        ...without(state, 'transfer', 'flowVisit', 'bridge'),
        phase: 'transferring',
        routed: { to: event.data.to },
      };
    case 'call.agent-ringing':
    case 'call.party-ringing':
      return withLeg(state, event.data.leg, { state: 'ringing' });
    case 'call.party-answered': {
      const { offer, leg, purpose, bridge } = event.data;
      const member = seek?.attempts?.find((one) => one.offer === offer);
      if (!seek || (seek.offer !== offer && !member)) return state;
      const { attempts: _attempts, tried: _tried, ...sought } = seek;
      return {
        ...withLeg(state, leg, { state: 'up' }),
        ...(purpose === 'consult' ? {} : { bridge }),
        // Who of a ring group the other side is shows only now.
        ...(purpose === 'dial' ? { callerLeg: leg } : {}),
        seek: { ...sought, offer, leg, state: 'joining', ...(member ? { reach: member.reach } : {}) },
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
    case 'call.offer-failed': {
      const given = Object.entries(state.partsAway).find(([, { back }]) => back?.offer === event.data.offer);
      if (given) {
        const [leg, { back: _, ...away }] = given;
        return { ...state, partsAway: { ...state.partsAway, [leg]: away } };
      }
      if (seek?.attempts?.some(({ offer }) => offer === event.data.offer))
        return {
          ...state,
          seek: { ...seek, attempts: seek.attempts.filter(({ offer }) => offer !== event.data.offer) },
        };
      if (seek?.offer === event.data.offer)
        return seek.purpose === 'consult' || seek.purpose === 'rejoin' || seek.state !== 'joining'
          ? without(state, 'seek')
          : without(state, 'seek', 'bridge');
      return state.offer?.offer === event.data.offer ? without(state, 'offer', 'bridge') : state;
    }
    default:
      return undefined;
  }
}

/** One more member of the ring group that is sought; nothing when it is sought no more. */
function withAttempt(
  state: CallState,
  group: string,
  { reach, ...attempt }: Omit<Attempt, 'reach'> & { readonly reach: Reach },
): CallState {
  const { seek } = state;
  if (seek?.offer !== group || (reach.kind !== 'agent' && reach.kind !== 'phone')) return state;
  const attempts = [...(seek.attempts ?? []), { ...attempt, reach }];
  return { ...state, seek: { ...seek, attempts, tried: (seek.tried ?? 0) + 1 } };
}

function agentRung(state: CallState, event: Extract<CallDraft, { type: 'call.agent-rung' }>): CallState {
  const { offer, fence, leg, purpose, instead } = event.data;
  const { agent, queue } = event;
  if (!agent) return state;
  const away = instead === undefined ? undefined : state.partsAway[instead];
  if (instead !== undefined) {
    if (!away) return state;
    const role = instead === state.callerLeg ? 'caller' : 'agent';
    return {
      ...state,
      legs: { ...state.legs, [leg]: { leg, role, state: 'new', agent, offer } },
      partsAway: { ...state.partsAway, [instead]: { ...away, back: { offer, leg } } },
    };
  }
  const legs = {
    ...state.legs,
    [leg]: { leg, role: purpose === 'dial' ? 'caller' : 'agent', state: 'new', agent, offer },
  } as const;
  const { seek } = state;
  if (seek?.attempts?.some((one) => one.offer === offer)) {
    const attempts = seek.attempts.map((one) =>
      one.offer === offer ? ({ ...one, state: 'ringing', leg } as const) : one,
    );
    return { ...state, legs, seek: { ...seek, attempts } };
  }
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
  const rest = without(state, 'offer', 'seek', 'transfer', 'routed', 'park', 'callback');
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
