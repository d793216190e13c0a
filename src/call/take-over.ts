/**
 * The calls of a former run of the process, folded from its journal. Pure: the service goes on with them, and the first
 * snapshot of the switch tells what became of them meanwhile (see link-up.ts).
 */
import type { IvrEvent } from '../ivr/types.js';
import type { Event } from '../kernel/event.js';
import type { Instant } from '../kernel/time.js';
import { evolve } from './evolve.js';
import { LOOK } from './together.js';
import type { CallEffect, CallEvent, CallLimits, CallState, Seek } from './types.js';

/** Where in a flow a caller was. */
export interface FlowPlace {
  readonly flow: string;
  readonly node: string;
}

export interface FormerCall {
  readonly state: CallState;
  /** Begin of the phase. */
  readonly since: Instant;
  /** The node entered last; undefined before the first. */
  readonly place?: FlowPlace;
}

/**
 * Every call that has not been closed, oldest first.
 * @param events the journal in order, from before the arrival of the oldest call; calls that arrived before are left out
 */
export function formerCalls(events: readonly Event[]): FormerCall[] {
  const calls = new Map<string, FormerCall>();
  for (const event of events) {
    const { call } = event;
    if (!call) continue;
    const known = calls.get(call);
    if (event.type === 'call.closed') calls.delete(call);
    else if (event.type === 'ivr.node-entered' && known) {
      const { flow, node } = (event as Extract<IvrEvent, { type: 'ivr.node-entered' }>).data;
      calls.set(call, { ...known, place: { flow, node } });
    } else if (event.type.startsWith('call.')) {
      const state = evolve(known?.state, event as CallEvent, event.at);
      if (!state) continue;
      const begins = known?.state.phase !== state.phase || event.type === 'call.queued';
      calls.set(call, { ...known, state, since: begins ? event.at : known.since });
    }
  }
  return [...calls.values()];
}

/** How long an attempt may still take, by where it stands. */
const SEEK_MS: Readonly<Record<Seek['state'], (limits: CallLimits) => number>> = {
  wanted: ({ bridgeMs }) => bridgeMs,
  ringing: ({ directRingMs }) => directRingMs,
  joining: ({ togetherMs }) => togetherMs,
};

/** As long as a caller who leaves may take to hear why. */
const LEAVE_MS = 20_000;

/**
 * The deadlines of a call that is taken over, counted from where its phase began. None ends before the switch had time
 * to tell what became of the call.
 */
export function deadlinesOf({ state, since }: FormerCall, now: Instant, limits: CallLimits): CallEffect[] {
  const soonest = now + limits.closeMs;
  const deadlines: CallEffect[] = [];
  const until = (name: string, at: Instant): void =>
    void deadlines.push({ do: 'deadline', name, at: Math.max(at, soonest) });
  switch (state.phase) {
    case 'arriving':
      until('answer', since + limits.answerMs);
      break;
    case 'ivr':
      until('phase', since + limits.maxIvrMs);
      break;
    case 'waiting':
      until('phase', state.callback?.until ?? since + limits.maxWaitMs);
      break;
    case 'talking':
      until('phase', since + limits.maxCallMs);
      if (state.agentAway) until('away', since + limits.awayMs);
      for (const [leg, { since: left, back }] of Object.entries(state.partsAway)) {
        until(`away-${leg}`, left + limits.awayMs);
        if (back) until(`back-${leg}`, now + limits.directRingMs);
      }
      break;
    case 'dialling':
      until('phase', since + limits.maxIvrMs);
      break;
    case 'transferring':
      until('phase', since + limits.maxWaitMs);
      break;
    case 'parked':
      until('phase', state.park?.until ?? soonest);
      break;
    case 'leaving':
      until('leave', since + LEAVE_MS);
      break;
    case 'ended':
      until('close', soonest);
      break;
  }
  if (state.consult?.line && state.consult.state !== 'up')
    until('consult', state.consult.line.since + limits.consultWaitMs);
  const { offer, seek } = state;
  if (offer) until('offer', now + (offer.state === 'bridging' ? limits.togetherMs : limits.bridgeMs));
  if (seek) until('seek', now + SEEK_MS[seek.state](limits));
  for (const joining of [offer?.state === 'bridging' && offer, seek?.state === 'joining' && seek])
    if (joining) until(`${LOOK}${joining.offer}`, now + limits.bridgeMs);
  for (const { leg, role, state: is } of Object.values(state.legs))
    if (role === 'listener' && is !== 'up' && is !== 'ended') until(`listen-${leg}`, soonest);
  return deadlines;
}
