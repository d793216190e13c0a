import { callbackOpened, evolveCallback } from './evolve-callback.js';
import { evolveControl } from './evolve-control.js';
import { evolveListening } from './evolve-listening.js';
import { evolveSought } from './evolve-sought.js';
import { withLeg, without } from './state-changes.js';
import type { CallDraft, CallState } from './types.js';

/** Successors of each phase; test/shape holds the drawing in ARCHITECTURE.md against this. */
export const CALL_PHASES = {
  arriving: ['ivr', 'leaving', 'ended'],
  ivr: ['waiting', 'talking', 'transferring', 'leaving', 'ended'],
  waiting: ['talking', 'dialling', 'ivr', 'leaving', 'ended'],
  dialling: ['talking', 'waiting', 'ended'],
  talking: ['waiting', 'ivr', 'transferring', 'parked', 'ended'],
  transferring: ['talking', 'waiting', 'leaving', 'ended'],
  parked: ['talking', 'waiting', 'transferring', 'ended'],
  leaving: ['ended'],
  ended: [],
} as const satisfies Record<CallState['phase'], readonly CallState['phase'][]>;

/** What every call begins with, whoever began it. */
const NOTHING_YET = {
  collected: {},
  listens: {},
  guests: [],
  held: [],
  muted: [],
  partsAway: {},
  lastFence: 0,
} as const satisfies Partial<CallState>;

/**
 * The state of a call after one more event: a fold, so that the journal alone gives the state back.
 * `undefined` before `call.arrived`, `call.placed` or `call.callback-opened`. Events that do not fit (an old offer) change nothing.
 *
 * @param at when the event happened
 */
export function evolve(state: CallState | undefined, event: CallDraft, at: number): CallState | undefined {
  if (event.type === 'call.arrived') {
    const { leg, from, dialled, trunk, language, direction = 'in', wish } = event.data;
    return {
      ...NOTHING_YET,
      call: event.call ?? '',
      switch: event.data.switch,
      phase: 'arriving',
      direction,
      from,
      dialled,
      trunk,
      arrivedAt: at,
      ...(wish ? { wish } : {}),
      callerLeg: leg,
      legs: { [leg]: { leg, role: 'caller', state: 'new' } },
      language,
      music: 'default',
    };
  }
  if (event.type === 'call.placed') {
    const { leg, to, reach, caller, direction, from, dialled, trunk, callerLeg, language, music } =
      event.data;
    const agent = event.agent ?? '';
    return {
      ...NOTHING_YET,
      call: event.call ?? '',
      switch: event.data.switch,
      phase: 'dialling',
      direction,
      from,
      dialled,
      trunk,
      arrivedAt: at,
      callerLeg,
      dial: {
        ...{ to, reach, caller },
        ...(event.queue ? { queue: event.queue } : {}),
        ...(leg ? { byPhone: true as const } : {}),
      },
      agent,
      legs: leg ? { [leg]: { leg, role: 'agent', state: 'new', agent } } : {},
      ...(leg ? { agentLeg: leg } : {}),
      language,
      music,
    };
  }
  if (event.type === 'call.callback-opened') return { ...NOTHING_YET, ...callbackOpened(event, at) };
  return state && (evolveServed(state, event) ?? evolveFurther(state, event, at));
}

const evolveFurther = (state: CallState, event: CallDraft, at: number): CallState =>
  evolveSought(state, event) ??
  evolveControl(state, event, at) ??
  evolveCallback(state, event) ??
  evolveListening(state, event) ??
  state;

/** Arrival to end as far as the pool serves it; undefined for other events. */
function evolveServed(state: CallState, event: CallDraft): CallState | undefined {
  switch (event.type) {
    case 'call.answered':
      return { ...withLeg(state, event.data.leg, { state: 'up' }), phase: 'ivr' };
    case 'call.collected':
      return collect(state, event.data.name, event.data.value);
    case 'call.language-set':
      return { ...state, language: event.data.language };
    case 'call.queued': {
      const { music, again: _again, callback: _callback, ...waiting } = event.data;
      return {
        ...without(state, ...SERVICE),
        guests: [],
        held: [],
        muted: [],
        partsAway: {},
        phase: 'waiting',
        music,
        waiting,
      };
    }
    case 'call.place-changed': {
      const { priority, music } = event.data;
      const { waiting } = state;
      return waiting && event.queue
        ? { ...state, music, waiting: { ...waiting, queue: event.queue, priority } }
        : state;
    }
    case 'call.agent-answered':
      return state.offer?.offer === event.data.offer
        ? {
            ...withLeg(state, event.data.leg, { state: 'up' }),
            bridge: event.data.bridge,
            offer: { ...state.offer, state: 'bridging' },
          }
        : state;
    case 'call.announced':
      return { ...state, announcement: event.data.playback };
    case 'call.overflowed':
      return event.data.target.to === 'flow' ? { ...state, phase: 'ivr' } : state;
    case 'call.agent-lost':
    case 'call.wait-expired':
    case 'call.closed':
      return state;
    case 'call.leaving':
      return {
        ...without(state, 'seek', 'transfer', 'flowVisit'),
        phase: 'leaving',
        farewell: event.data.playback,
      };
    case 'call.leg-ended': {
      const { leg, cause } = event.data;
      const { held, muted, aside, partsAway } = state;
      return {
        ...withLeg(aside?.leg === leg ? { ...without(state, 'aside') } : state, leg, {
          state: 'ended',
          ...(cause === 'lost' ? { lost: true } : {}),
        }),
        // Whose page is away is held and muted as before when it is back.
        held: held.filter((one) => one !== leg || partsAway[leg]),
        muted: muted.filter((one) => one !== leg || partsAway[leg]),
      };
    }
    case 'call.ended':
      return {
        ...without(state, 'offer', 'seek', 'consult', 'park', 'agentAway', 'aside'),
        partsAway: {},
        phase: 'ended',
      };
    default:
      return undefined;
  }
}

/** A name that is collected again stands with its last value. */
function collect(state: CallState, name: string, value: string): CallState {
  const { flowVisit, collected } = state;
  const visited = flowVisit && { ...flowVisit, results: { ...flowVisit.results, [name]: value } };
  return {
    ...state,
    collected: { ...collected, [name]: value },
    ...(visited ? { flowVisit: visited } : {}),
  };
}

/** What a caller who goes back into line leaves behind. */
const SERVICE = [
  'offer',
  'seek',
  'bridge',
  'agent',
  'agentLeg',
  'agentOffer',
  'consult',
  'transfer',
  'flowVisit',
  'park',
  'agentAway',
  'aside',
  'routed',
] as const;
