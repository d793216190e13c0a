/** Folds what agents do with a call in hand. */
import { withLegInstead, without, withoutParty } from './state-changes.js';
import type { CallDraft, CallState, Reach } from './types.js';

/** Undefined for events of other kinds. */
export function evolveControl(state: CallState, event: CallDraft, at: number): CallState | undefined {
  const { held, muted, consult } = state;
  switch (event.type) {
    case 'call.held':
      return { ...state, held: [...held, ...event.data.legs.filter((leg) => !held.includes(leg))] };
    case 'call.resumed':
      return { ...state, held: held.filter((leg) => !event.data.legs.includes(leg)) };
    case 'call.muted':
      return { ...state, muted: [...muted, event.data.leg] };
    case 'call.unmuted':
      return { ...state, muted: muted.filter((leg) => leg !== event.data.leg) };
    case 'call.digits-sent':
      return state;
    case 'call.consult-started': {
      const { consult: id, to, offer, reach, bridge } = event.data;
      const begun = { consult: id, to, offer, bridge, ...(reach ? labelOf(reach) : NOBODY_YET) };
      return { ...state, consult: { ...begun, state: 'seeking', withCaller: false } };
    }
    case 'call.consult-queued': {
      if (consult?.consult !== event.data.consult || event.queue === undefined) return state;
      const { agent: _, ...sought } = consult;
      const line = { queue: event.queue, since: event.data.since };
      return { ...state, consult: { ...sought, ...NOBODY_YET, line } };
    }
    case 'call.consult-connected':
      if (consult?.consult !== event.data.consult) return state;
      return {
        ...without(state, 'seek'),
        consult: {
          ...consult,
          state: 'up',
          leg: event.data.leg,
          // Of a ring group it shows only now who is consulted.
          offer: event.data.offer,
          ...(event.agent ? { agent: event.agent } : {}),
        },
      };
    case 'call.consult-ended':
      return consult?.consult === event.data.consult ? without(state, 'consult') : state;
    case 'call.swapped':
      return consult ? { ...state, consult: { ...consult, withCaller: event.data.withCaller } } : state;
    case 'call.party-added': {
      const { bridge, ...guest } = event.data;
      const added = { ...guest, ...(event.agent ? { agent: event.agent } : {}) };
      return { ...state, bridge, guests: [...state.guests, added] };
    }
    case 'call.party-left':
      return withoutParty(state, event.data.leg);
    case 'call.transferred': {
      const { kind, to, by } = event.data;
      if (kind === 'attended' || to.kind === 'queue' || to.kind === 'flow') return state;
      // A consult that still rings goes on as the transfer's attempt.
      const seek = state.seek && { ...state.seek, purpose: 'transfer' as const };
      const rest = without(state, 'flowVisit', 'park', 'bridge');
      return { ...rest, ...(seek ? { seek } : {}), phase: 'transferring', transfer: { by, to } };
    }
    case 'call.agent-left':
      return agentLeft(state, event.data.leg);
    case 'call.owner-changed': {
      const { leg, offer } = event.data;
      const guests = state.guests.filter((guest) => guest.leg !== leg);
      const owner = { agentLeg: leg, ...(offer ? { agentOffer: offer } : {}) };
      const { [leg]: away, ...partsAway } = state.partsAway;
      return {
        ...{ ...state, guests, ...owner, partsAway },
        ...(event.agent ? { agent: event.agent } : {}),
        ...(away ? { agentAway: true } : {}),
      };
    }
    case 'call.sent-to-flow': {
      const { flow, agentWaits } = event.data;
      const visit = { flow, agentWaits, agent: event.agent ?? '', results: {} };
      const kept = agentWaits ? state : without(state, 'bridge');
      return { ...kept, phase: 'ivr', flowVisit: visit };
    }
    case 'call.returned':
      return { ...without(state, 'flowVisit'), phase: 'talking' };
    case 'call.parked': {
      const { slot, until } = event.data;
      return { ...without(state, 'bridge'), phase: 'parked', park: { slot, by: event.agent ?? '', until } };
    }
    case 'call.unparked':
      return without(state, 'park');
    case 'call.recording-paused':
      return { ...state, recordingPaused: { at, by: event.data.by } };
    case 'call.recording-resumed':
      return without(state, 'recordingPaused');
    case 'call.agent-told': {
      const { leg, playback, prompts, language, then } = event.data;
      return {
        ...state,
        aside: { leg, playback, prompts, ...(language ? { language } : {}), ...(then ? { then } : {}) },
      };
    }
    case 'call.agent-heard':
      return state.aside?.playback === event.data.playback ? without(state, 'aside') : state;
    case 'call.agent-away': {
      const { leg, part } = event.data;
      if (!part) return { ...state, agentAway: true };
      return { ...state, partsAway: { ...state.partsAway, [leg]: { agent: event.agent ?? '', since: at } } };
    }
    case 'call.agent-back':
      if (event.data.instead !== undefined) return withLegInstead(state, event.data.instead, event.data.leg);
      return { ...without(state, 'agentAway', 'seek'), agentLeg: event.data.leg };
    default:
      return undefined;
  }
}

/** Somebody's part is over; the owner's leaves the call without one. */
function agentLeft(state: CallState, leg: string): CallState {
  const left = withoutParty(state.aside?.leg === leg ? without(state, 'aside') : state, leg);
  if (leg !== state.agentLeg) return left;
  const rest = without(left, 'agent', 'agentLeg', 'agentOffer', 'agentAway');
  return rest.flowVisit ? { ...rest, flowVisit: { ...rest.flowVisit, agentWaits: false } } : rest;
}

const NOBODY_YET = { name: '', number: '' } as const;

/** How a party is named on the desk before and after it has answered. */
export function labelOf(reach: Reach): { agent?: string; name: string; number: string } {
  switch (reach.kind) {
    case 'agent':
      return { agent: reach.agent, name: reach.name, number: '' };
    case 'phone':
      return { name: reach.name, number: reach.phone };
    case 'group':
      return { name: reach.name, number: reach.group };
    case 'trunk':
      return { name: '', number: reach.number };
  }
}
