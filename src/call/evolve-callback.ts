/** Folds callbacks: asked for, opened, taken by an agent, in vain. */
import { without } from './state-changes.js';
import type { CallDraft, CallState } from './types.js';

type Opened = Extract<CallDraft, { type: 'call.callback-opened' }>;

/** The leg that the customer has when the callback has been taken so many times. */
export const customerLeg = (call: string, taken: number): string => `leg-${customerOffer(call, taken)}`;

/** Id of the attempt to reach the customer. */
export const customerOffer = (call: string, taken: number): string => `${call}-dial-${taken}`;

/** What a callback begins with, beside what every call does. */
export function callbackOpened(
  { call = '', queue, data }: Opened,
  at: number,
): Omit<CallState, 'listens' | 'guests' | 'held' | 'muted' | 'partsAway' | 'lastFence'> {
  const { of, from, dialled, language, collected, reach, trunk, music, maxAttempts, retryMs, until } = data;
  return {
    call,
    switch: data.switch,
    phase: 'waiting',
    direction: 'out',
    from,
    dialled,
    trunk,
    arrivedAt: at,
    callerLeg: customerLeg(call, 1),
    legs: {},
    language,
    collected,
    music,
    dial: {
      to: { kind: 'outside', number: from.number },
      reach,
      caller: from,
      ...(queue ? { queue } : {}),
    },
    callback: { of, attempts: 0, maxAttempts, retryMs, until, taken: 0 },
  };
}

/** Undefined for events of other kinds. */
export function evolveCallback(state: CallState, event: CallDraft): CallState | undefined {
  const { callback, offer } = state;
  switch (event.type) {
    case 'call.callback-taken': {
      if (!callback || offer?.offer !== event.data.offer) return state;
      const { leg } = event.data;
      const known = state.legs[leg];
      const taken = callback.taken + 1;
      return {
        ...without(state, 'offer'),
        phase: 'dialling',
        ...(known ? { legs: { ...state.legs, [leg]: { ...known, state: 'up' } } } : {}),
        agent: offer.agent,
        agentLeg: leg,
        agentOffer: offer.offer,
        callerLeg: customerLeg(state.call, taken),
        callback: { ...callback, taken },
      };
    }
    case 'call.callback-failed':
      if (!callback) return state;
      return {
        ...without(state, 'seek', 'bridge', 'agent', 'agentLeg', 'agentOffer'),
        phase: 'waiting',
        callback: { ...callback, attempts: event.data.attempts },
      };
    case 'call.callback-asked':
    case 'call.callback-ended':
      return state;
    default:
      return undefined;
  }
}
