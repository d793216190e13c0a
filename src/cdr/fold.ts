/**
 * A call's record as a pure fold over its events: no clock, no table. Every time in it is the time of an event, so the
 * record, the agent log and the journal cannot disagree.
 */
import type { AgentEvent } from '../agent/types.js';
import type { AcdEvent } from '../acd/types.js';
import type { CallEvent } from '../call/types.js';
import type { Event } from '../kernel/event.js';
import type { RecordingEvent } from '../recording/types.js';
import type { Cdr, CdrLeg } from './contract.js';
import { Parts } from './parts.js';
import { Times, type Activity } from './times.js';

type Known = CallEvent | AgentEvent | AcdEvent | RecordingEvent;

export interface FoldedCall {
  readonly record: Cdr;
  readonly legs: readonly CdrLeg[];
}

type Opening = 'call.arrived' | 'call.placed' | 'call.callback-opened';
const OPENINGS: ReadonlySet<string> = new Set<Opening>([
  'call.arrived',
  'call.placed',
  'call.callback-opened',
]);

type Draft<T> = { -readonly [K in keyof T]: T[K] };

interface Work {
  record: Draft<Cdr>;
  legs: Map<string, Draft<CdrLeg>>;
  connected: boolean;
  queued: boolean;
  ringingSince: number | null;
  /** Attempts that ring: several, of a ring group. */
  readonly ringing: Set<string>;
  /** We hung up on the caller after a last message, or were about to. */
  leaving: boolean;
  /** The caller asked to be called back. */
  calledBack: boolean;
  readonly times: Times;
  readonly parts: Parts;
}

/**
 * @param events all events of one call in order of their numbers
 * @param customer id of the customer, when known
 * @returns undefined when the call's arrival or end is not among them
 */
export function foldCall(events: readonly Event[], customer: string | null): FoldedCall | undefined {
  const first = events.find((event): event is Extract<CallEvent, { type: Opening }> =>
    OPENINGS.has(event.type),
  );
  const end = events.find(
    (event): event is Extract<CallEvent, { type: 'call.ended' }> => event.type === 'call.ended',
  );
  if (!first?.call || !end) return undefined;
  const work: Work = {
    record: {
      call: first.call,
      site: first.site,
      switch: first.data.switch,
      trunk: first.data.trunk,
      number: first.data.from.number,
      callerName: first.data.from.name,
      dialled: first.data.dialled,
      customer,
      arrivedAt: first.at,
      answeredAt: null,
      queuedAt: null,
      connectedAt: null,
      endedAt: end.at,
      endedBy: end.data.by,
      cause: end.data.cause,
      outcome: 'failed',
      queue: null,
      agent: null,
      offers: 0,
      ivrMs: 0,
      waitMs: 0,
      ringMs: 0,
      talkMs: 0,
      holdMs: 0,
      visitMs: 0,
      transferMs: 0,
      parkMs: 0,
      transfers: 0,
      direction: directionOf(first),
      parts: [],
      result: null,
      note: '',
      recordings: [],
      recordingsIncomplete: [],
      inferred: events.some((event) => event.inferred === true),
    },
    legs: new Map(),
    connected: false,
    queued: false,
    ringingSince: null,
    ringing: new Set(),
    leaving: false,
    calledBack: false,
    times: new Times(callerLegOf(first)),
    parts: new Parts(),
  };
  for (const event of events) {
    apply(work, event as Known);
    if (!event.type.startsWith('call.')) continue;
    work.times.apply(event as CallEvent);
    work.parts.apply(event as CallEvent);
  }
  const { record, times, parts } = work;
  const { flow, wait, talk, visit, transfer, park } = times.spent;
  Object.assign(record, { ivrMs: flow, waitMs: wait, talkMs: talk, holdMs: times.holdMs });
  Object.assign(record, { visitMs: visit, transferMs: transfer, parkMs: park, parts: parts.list() });
  record.outcome = outcomeOf(work, end);
  return { record, legs: [...work.legs.values()] };
}

function directionOf(first: Extract<CallEvent, { type: Opening }>): Cdr['direction'] {
  if (first.type === 'call.placed') return first.data.direction;
  return first.type === 'call.callback-opened' ? 'out' : (first.data.direction ?? 'in');
}

/** A callback's is known once the customer was rung. */
function callerLegOf(first: Extract<CallEvent, { type: Opening }>): string {
  if (first.type === 'call.placed') return first.data.callerLeg;
  return first.type === 'call.arrived' ? first.data.leg : '';
}

/** An agent has served the caller, who is still cared for: not in line again. */
const SERVED: ReadonlySet<Activity> = new Set(['talk', 'visit', 'transfer', 'park']);

function outcomeOf(work: Work, end: Extract<CallEvent, { type: 'call.ended' }>): Cdr['outcome'] {
  // A callback that has come to its customer is served, or waits, like a caller.
  if (work.record.direction !== 'in' && !(work.connected && work.queued))
    return work.connected ? 'answered' : 'not-reached';
  if (work.calledBack) return 'called-back';
  if (work.connected && SERVED.has(work.times.last)) return 'answered';
  if (work.leaving) return 'ended-by-flow'; // also when the caller did not hear it out
  if (end.data.by === 'caller') return work.queued ? 'abandoned-in-queue' : 'abandoned-in-flow';
  if (end.data.by === 'flow') return 'ended-by-flow';
  return work.connected ? 'answered' : 'failed';
}

function newLeg(work: Work, leg: string, role: CdrLeg['role'], at: number, agent: string | null): void {
  work.legs.set(leg, {
    leg,
    role,
    agent,
    startedAt: at,
    ringingAt: null,
    answeredAt: null,
    bridgedAt: null,
    endedAt: at,
    cause: '',
  });
}

function startRinging(work: Work, offer: string, at: number): void {
  work.ringing.add(offer);
  work.ringingSince ??= at;
}

/** Somebody has answered, or it is over. */
function stopRinging(work: Work, at: number): void {
  work.ringing.clear();
  if (work.ringingSince !== null) work.record.ringMs += at - work.ringingSince;
  work.ringingSince = null;
}

function set(work: Work, leg: string, change: Partial<CdrLeg>): void {
  const known = work.legs.get(leg);
  if (known) Object.assign(known, change);
}

function apply(work: Work, event: Known): void {
  const { record } = work;
  switch (event.type) {
    case 'call.arrived':
      newLeg(work, event.data.leg, 'caller', event.at, null);
      return;
    case 'call.placed':
      record.agent = event.agent ?? null;
      record.queue = event.queue ?? null;
      if (event.data.leg) newLeg(work, event.data.leg, 'agent', event.at, event.agent ?? null);
      return;
    case 'call.answered':
      record.answeredAt = event.at;
      set(work, event.data.leg, { answeredAt: event.at });
      return;
    case 'call.queued':
      work.queued = true;
      record.queuedAt ??= event.at;
      record.queue = event.queue ?? null;
      return;
    case 'call.place-changed':
      record.queue = event.queue ?? record.queue;
      return;
    case 'call.overflowed': // into another queue the wait goes on: `call.queued` follows
    case 'call.wait-expired':
      return;
    case 'call.callback-asked':
      work.calledBack = true;
      return;
    case 'call.callback-taken':
      set(work, event.data.leg, { answeredAt: event.at });
      stopRinging(work, event.at);
      return;
    case 'call.leaving':
      work.leaving = true;
      return;
    case 'acd.offer-made':
      record.offers++;
      return;
    case 'call.agent-rung':
      newLeg(
        work,
        event.data.leg,
        event.data.purpose === 'dial' ? 'caller' : 'agent',
        event.at,
        event.agent ?? null,
      );
      startRinging(work, event.data.offer, event.at);
      return;
    case 'call.party-rung':
      newLeg(work, event.data.leg, event.data.purpose === 'dial' ? 'caller' : 'guest', event.at, null);
      startRinging(work, event.data.offer, event.at);
      return;
    case 'call.party-answered':
    case 'call.own-phone-up':
      set(work, event.data.leg, { answeredAt: event.at });
      stopRinging(work, event.at);
      return;
    case 'call.transferred':
      record.transfers++;
      return;
    case 'call.owner-changed':
      record.agent = event.agent ?? record.agent;
      return;
    case 'call.party-ringing':
    case 'call.agent-ringing':
      set(work, event.data.leg, { ringingAt: event.at });
      return;
    case 'call.agent-answered':
      set(work, event.data.leg, { answeredAt: event.at });
      stopRinging(work, event.at);
      return;
    case 'call.offer-failed':
      work.ringing.delete(event.data.offer);
      if (work.ringing.size === 0) stopRinging(work, event.at);
      return;
    case 'call.leg-joined':
      set(work, event.data.leg, { bridgedAt: event.at });
      return;
    case 'call.connected':
      work.connected = true;
      record.connectedAt ??= event.at;
      record.agent = event.agent ?? null;
      record.queue = event.queue ?? record.queue;
      return;
    case 'call.agent-lost':
      return;
    case 'call.listen-started':
      newLeg(work, event.data.leg, 'listener', event.at, null);
      return;
    case 'call.listen-connected':
      set(work, event.data.leg, { answeredAt: event.at });
      return;
    case 'call.leg-ended':
      set(work, event.data.leg, { endedAt: event.at, cause: event.data.cause });
      return;
    case 'call.ended':
      stopRinging(work, event.at);
      return;
    case 'agent.result-set':
      record.result = event.data.result;
      record.note = event.data.note;
      return;
    case 'recording.stored':
      record.recordings = [...record.recordings, event.data.recording];
      if (event.data.incomplete !== undefined)
        record.recordingsIncomplete = [...record.recordingsIncomplete, event.data.recording];
      return;
    default:
      return;
  }
}
