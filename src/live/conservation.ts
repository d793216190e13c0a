/**
 * Conservation, held all the time against every event (DESIGN.md 3.6): what comes must go. A thing that has no owner,
 * comes twice or never goes is a violation with its ids. Each event costs what it names; nothing is ever walked.
 */
import type { AcdEvent } from '../acd/types.js';
import type { AgentEvent } from '../agent/types.js';
import type { CallEvent } from '../call/types.js';
import type { Event } from '../kernel/event.js';
import type { RecordingEvent } from '../recording/types.js';
import { OpenThings, type OpenCall } from './open-things.js';

/** What can be wrong; the sentence of each stands in ARCHITECTURE.md. */
export const VIOLATION_KINDS = [
  'entered-twice',
  'left-unknown',
  'never-left',
  'double-offer',
  'offer-never-ended',
  'agent-still-at-work',
  'leg-never-ended',
  'leg-without-owner',
  'call-never-closed',
  'recording-without-call',
  'recording-never-ended',
] as const;
export type ViolationKind = (typeof VIOLATION_KINDS)[number];

/** Ids of what is concerned; null where none is. */
export interface Concerned {
  readonly call: string | null;
  readonly agent: string | null;
  readonly queue: string | null;
  readonly offer: string | null;
  readonly leg: string | null;
  readonly recording: string | null;
}

export interface Violation extends Concerned {
  readonly kind: ViolationKind;
  /** When it was found; what it is about may have begun earlier. */
  readonly at: number;
  /** When it had settled by itself; null while it stands. What has happened once cannot settle. */
  resolvedAt: number | null;
}

/** Violations kept for the page, newest last. */
const KEPT = 200;
/** What belongs to a call may be this much later than its last leg. */
const AFTER_CLOSED_MS = 60_000;
/** From the end of a call to its last leg, also over a lost link. */
const AFTER_ENDED_MS = 600_000;
/** Legs whose end was seen and which may be heard of once more, by an event that was late. */
const ENDED_LEGS_KEPT = 2000;

type Known = CallEvent | AcdEvent | AgentEvent | RecordingEvent;
const NOTHING: Concerned = { call: null, agent: null, queue: null, offer: null, leg: null, recording: null };

export class ConservationWatch {
  /** The newest, oldest first. */
  readonly violations: Violation[] = [];
  /** How many were ever found of each kind, and how many of them stand now. */
  readonly counts: Readonly<Record<ViolationKind, { found: number; open: number }>>;
  /** Those that can settle, by kind and thing. */
  private readonly standing = new Map<string, Violation>();
  private readonly things = new OpenThings();
  private readonly endedLegs = new Set<string>();
  /** Legs at the switch that no call owned when they were seen, until they are gone. */
  private readonly ownerless = new Map<string, string | undefined>();
  /** To be looked at when their time has come; in each list that is the order of coming. */
  private readonly closed = new Map<string, number>();
  private readonly ended = new Map<string, number>();

  constructor() {
    this.counts = Object.fromEntries(
      VIOLATION_KINDS.map((kind) => [kind, { found: 0, open: 0 }]),
    ) as unknown as typeof this.counts;
  }

  apply(event: Event): void {
    this.settle(event.at);
    const known = event as Known;
    if (known.type.startsWith('call.')) this.applyCall(known as CallEvent);
    else if (known.type.startsWith('acd.')) this.applyAcd(known as AcdEvent);
    else if (known.type.startsWith('agent.')) this.applyAgent(known as AgentEvent);
    else if (known.type.startsWith('recording.')) this.applyRecording(known as RecordingEvent);
  }

  /** Looks at what should be gone by now. Called with every event; also to be called before the page is shown. */
  settle(now: number): void {
    for (const [call, at] of this.closed) {
      if (at + AFTER_CLOSED_MS > now) break;
      this.closed.delete(call);
      this.checkClosed(call, now);
    }
    for (const [call, at] of this.ended) {
      if (at + AFTER_ENDED_MS > now) break;
      this.ended.delete(call);
      this.found('call-never-closed', now, { call }, call);
    }
  }

  /**
   * All legs that are at a switch, as a snapshot tells. One without an owner that is gone by now has settled.
   * @param place name of the switch, where there are several
   */
  legsSeen(legs: readonly string[], at: number, place?: string): void {
    const there = new Set(legs);
    for (const [leg, where] of [...this.ownerless])
      if (where === place && !there.has(leg)) this.legGone(leg, at);
    for (const leg of legs) {
      if (this.things.callOfLeg.has(leg) || this.endedLegs.has(leg)) continue;
      this.ownerless.set(leg, place);
      this.found('leg-without-owner', at, { leg }, leg);
    }
  }

  /** A leg that is at the switch no more. */
  legGone(leg: string, at: number): void {
    this.ownerless.delete(leg);
    this.resolved('leg-without-owner', leg, at);
  }

  private applyCall(event: CallEvent): void {
    const { call, at } = event;
    if (!call) return;
    switch (event.type) {
      case 'call.arrived':
        this.things.openLeg(this.things.openCall(call), event.data.leg);
        return;
      case 'call.callback-opened':
        this.things.openCall(call);
        return;
      case 'call.placed': {
        const opened = this.things.openCall(call);
        if (event.data.leg) this.things.openLeg(opened, event.data.leg);
        return;
      }
      case 'call.agent-rung':
      case 'call.party-rung':
      case 'call.listen-started': {
        const known = this.things.calls.get(call);
        if (known) this.things.openLeg(known, event.data.leg);
        return;
      }
      case 'call.leg-ended': {
        const { leg } = event.data;
        const known = this.things.closeLeg(leg);
        this.endedLegs.add(leg);
        if (this.endedLegs.size > ENDED_LEGS_KEPT)
          this.endedLegs.delete(this.endedLegs.values().next().value!);
        this.resolved('leg-never-ended', leg, at);
        if (known) this.forgetIfDone(known);
        return;
      }
      case 'call.ended':
        if (this.things.calls.has(call)) this.ended.set(call, at);
        return;
      case 'call.closed': {
        this.ended.delete(call);
        this.resolved('call-never-closed', call, at);
        const known = this.things.calls.get(call);
        if (!known) return;
        known.closed = true;
        if (!this.forgetIfDone(known)) this.closed.set(call, at);
        return;
      }
      default:
        return;
    }
  }

  private applyAcd(event: AcdEvent): void {
    const { call, agent, queue, at } = event;
    const known = call ? this.things.calls.get(call) : undefined;
    if (!call || !known) return;
    switch (event.type) {
      case 'acd.queue-entered':
        if (known.queue !== undefined)
          this.found('entered-twice', at, { call, queue: queue ?? null, agent: agent ?? null });
        known.queue = queue ?? '';
        return;
      case 'acd.moved':
        if (known.queue !== undefined && queue) known.queue = queue;
        return;
      case 'acd.queue-left':
        if (known.queue === undefined) this.found('left-unknown', at, { call, queue: queue ?? null });
        delete known.queue;
        this.resolved('never-left', call, at);
        this.forgetIfDone(known);
        return;
      case 'acd.offer-made': {
        const { offer } = event.data;
        const other = agent && this.things.offerOfAgent.get(agent);
        if (agent && other) this.found('double-offer', at, { call, agent, offer, queue: queue ?? null });
        this.things.openOffer(known, offer, agent);
        return;
      }
      case 'acd.offer-ended': {
        const { offer } = event.data;
        this.things.closeOffer(known, offer, agent);
        this.resolved('offer-never-ended', offer, at);
        this.forgetIfDone(known);
        return;
      }
      default:
        return;
    }
  }

  private applyAgent(event: AgentEvent): void {
    const { agent, call, at } = event;
    if (!agent) return;
    switch (event.type) {
      case 'agent.reserved':
      case 'agent.dialling': {
        const other = this.things.callOfAgent.get(agent);
        // The agent who has answered for a callback rings the customer of the same call.
        if (other && !(event.type === 'agent.dialling' && other.call === call))
          this.found('double-offer', at, { call: call ?? null, agent, offer: offerOf(event) });
        const known = call ? this.things.calls.get(call) : undefined;
        if (known) this.things.startWork(known, agent);
        return;
      }
      case 'agent.wrap-up-started':
      case 'agent.ready':
      case 'agent.not-ready':
      case 'agent.logged-out': {
        const known = this.things.stopWork(agent);
        this.resolved('agent-still-at-work', agent, at);
        if (known) this.forgetIfDone(known);
        return;
      }
      default:
        return;
    }
  }

  private applyRecording(event: RecordingEvent): void {
    const { call, at } = event;
    const { recording } = event.data;
    const known = call ? this.things.calls.get(call) : undefined;
    switch (event.type) {
      case 'recording.expected':
        if (known) known.recordings.add(recording);
        else this.found('recording-without-call', at, { call: call ?? null, recording });
        return;
      case 'recording.stored':
      case 'recording.missing':
        this.resolved('recording-never-ended', recording, at);
        if (!known) return;
        known.recordings.delete(recording);
        this.forgetIfDone(known);
        return;
      default:
        return;
    }
  }

  /** A call that is closed and has left something behind. */
  private checkClosed(call: string, now: number): void {
    const known = this.things.calls.get(call);
    if (!known) return;
    if (known.queue !== undefined) this.found('never-left', now, { call, queue: known.queue }, call);
    for (const leg of known.legs) this.found('leg-never-ended', now, { call, leg }, leg);
    for (const offer of known.offers) this.found('offer-never-ended', now, { call, offer }, offer);
    for (const agent of known.agents) this.found('agent-still-at-work', now, { call, agent }, agent);
    for (const recording of known.recordings)
      this.found('recording-never-ended', now, { call, recording }, recording);
  }

  /** @returns whether nothing is left of it */
  private forgetIfDone(known: OpenCall): boolean {
    if (!this.things.isDone(known)) return false;
    this.things.calls.delete(known.call);
    this.closed.delete(known.call);
    return true;
  }

  /** @param thing by which it can settle; absent: what has happened has happened */
  private found(kind: ViolationKind, at: number, about: Partial<Concerned>, thing?: string): void {
    const key = thing === undefined ? undefined : `${kind} ${thing}`;
    if (key !== undefined && this.standing.has(key)) return;
    const violation: Violation = { ...NOTHING, ...about, kind, at, resolvedAt: null };
    this.violations.push(violation);
    if (this.violations.length > KEPT) this.violations.shift();
    this.counts[kind].found++;
    this.counts[kind].open++;
    if (key !== undefined) this.standing.set(key, violation);
  }

  private resolved(kind: ViolationKind, thing: string, at: number): void {
    const violation = this.standing.get(`${kind} ${thing}`);
    if (!violation) return;
    this.standing.delete(`${kind} ${thing}`);
    violation.resolvedAt = at;
    this.counts[kind].open--;
  }
}

const offerOf = (event: AgentEvent): string | null =>
  event.type === 'agent.reserved' ? event.data.offer : null;
