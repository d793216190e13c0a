/** Small changes of a call's state that several parts of the fold need. Pure. */
import type { CallLeg, CallState } from './types.js';

/** One leg of the call changed; nothing for a leg that is not the call's. */
export function withLeg(state: CallState, leg: string, change: Partial<CallLeg>): CallState {
  const old = state.legs[leg];
  if (!old) return state;
  return { ...state, legs: { ...state.legs, [leg]: { ...old, ...change } } };
}

/** The state without these parts. */
export function without<K extends keyof CallState>(
  state: CallState,
  ...keys: readonly K[]
): Omit<CallState, K> {
  const rest: Partial<Record<keyof CallState, unknown>> = { ...state };
  for (const key of keys) delete rest[key];
  return rest as Omit<CallState, K>;
}

/** A leg takes no part any more: neither held nor muted nor a guest. */
export function withoutParty(state: CallState, leg: string): CallState {
  return {
    ...state,
    guests: state.guests.filter((guest) => guest.leg !== leg),
    held: state.held.filter((one) => one !== leg),
    muted: state.muted.filter((one) => one !== leg),
  };
}
