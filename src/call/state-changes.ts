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

/** A leg takes no part any more: neither held nor muted nor a guest, nor waited for. */
export function withoutParty(state: CallState, leg: string): CallState {
  const { [leg]: _away, ...partsAway } = state.partsAway;
  return {
    ...state,
    partsAway,
    guests: state.guests.filter((guest) => guest.leg !== leg),
    held: state.held.filter((one) => one !== leg),
    muted: state.muted.filter((one) => one !== leg),
  };
}

/** The phone of a new page takes the place of the leg that went with the old one: in every role that this had. */
export function withLegInstead(state: CallState, instead: string, leg: string): CallState {
  const { [instead]: away, ...partsAway } = state.partsAway;
  const known = state.legs[leg];
  if (!away || !known) return state;
  const { consult, guests, callerLeg, held, muted, legs } = state;
  const now = (one: string): string => (one === instead ? leg : one);
  const offer = legs[instead]?.offer;
  return {
    ...state,
    legs: { ...legs, [leg]: { ...known, state: 'up', ...(offer === undefined ? {} : { offer }) } },
    callerLeg: now(callerLeg),
    guests: guests.map((guest) => ({ ...guest, leg: now(guest.leg) })),
    held: held.map(now),
    muted: muted.map(now),
    ...(consult?.leg === undefined ? {} : { consult: { ...consult, leg: now(consult.leg) } }),
    partsAway,
  };
}
