/** "Why?": how a caller's waiting went, from the journal, and what keeps an agent from being offered a call now. Pure. */
import type { CallEvent } from '../call/types.js';
import type { Event } from '../kernel/event.js';
import type { AgentId, CallId, OfferId } from '../kernel/ids.js';
import type { Instant } from '../kernel/time.js';
import type { Matcher } from './matcher.js';
import type { AcdEvent } from './types.js';
import type { AgentWhy, StandingNow, WaitingStep, WaitingStory } from './why-types.js';

/** How many callers of a queue are told of one by one. */
const MAX_CALLERS = 20;
/** How many members of a queue are told of one by one. */
const MAX_MEMBERS = 50;

type Asked = Extract<CallEvent, { type: 'call.queued' }>['data'];

/**
 * The story of a call's waiting.
 *
 * @param events all events of one call in order of their numbers; others are passed by. None: a caller who never queued
 */
export function whyCaller(events: readonly Event[]): WaitingStory {
  const steps: WaitingStep[] = [];
  const madeAt = new Map<OfferId, Instant>();
  let asked: Asked | undefined;
  let since: Instant | null = null;
  let outcome: WaitingStory['outcome'] = 'never';
  let failedOffers = 0;
  let answeredBy: AgentId | null = null;
  for (const event of events as readonly (AcdEvent | CallEvent)[]) {
    if (event.type === 'call.queued') asked = event.data;
    else if (event.type === 'call.connected') answeredBy = event.agent ?? null;
    if (!event.type.startsWith('acd.') || event.queue === undefined) continue;
    if (event.type === 'acd.queue-entered') since ??= event.data.since;
    const about = {
      seq: event.seq,
      at: event.at,
      waitedMs: since === null ? 0 : Math.max(0, event.at - since),
      queue: event.queue,
      inferred: event.inferred === true,
    };
    const agent = event.agent ?? '';
    switch (event.type) {
      case 'acd.queue-entered': {
        outcome = 'waiting';
        const { again, position = null, length, designations = [] } = event.data;
        const { priority = 0, grade = 0, skills = {} } = asked ?? {};
        // Into the line to which the caller was moved: that was told by the step before.
        if (steps.at(-1)?.kind === 'moved-to-queue' && steps.at(-1)?.queue === event.queue) break;
        steps.push({
          ...about,
          kind: 'entered',
          again,
          position,
          length,
          priority,
          grade,
          skills,
          designations,
        });
        break;
      }
      case 'acd.offer-made': {
        const { offer, decision } = event.data;
        madeAt.set(offer, event.at);
        steps.push({ ...about, kind: 'offered', offer, agent, decision });
        break;
      }
      case 'acd.offer-ended': {
        const { offer, outcome: reason } = event.data;
        if (reason === 'confirmed') break;
        failedOffers++;
        const afterMs = event.at - (madeAt.get(offer) ?? event.at);
        steps.push({ ...about, kind: 'offer-failed', offer, agent, reason, afterMs });
        break;
      }
      case 'acd.consult-entered': {
        // A consult has a clock of its own: the caller does not wait in this line.
        const { again, position, length, since: from } = event.data;
        steps.push({ ...about, waitedMs: event.at - from, kind: 'consult-entered', again, position, length });
        break;
      }
      case 'acd.consult-matched': {
        const { decision } = event.data;
        steps.push({ ...about, waitedMs: decision.waitedMs, kind: 'consult-offered', agent, decision });
        break;
      }
      case 'acd.priority-changed':
        steps.push({ ...about, kind: 'priority-changed', ...event.data });
        break;
      case 'acd.moved': {
        const { by, position } = event.data;
        if (event.data.to === 'front') steps.push({ ...about, kind: 'moved-to-front', position, by });
        else steps.push({ ...about, kind: 'moved-to-queue', from: event.data.from, position, by });
        break;
      }
      case 'acd.assigned':
        steps.push({ ...about, kind: 'assigned', agent, by: event.data.by });
        break;
      case 'acd.queue-left': {
        const left = event.data.outcome;
        if (left === 'moved') break;
        outcome = left;
        steps.push({ ...about, kind: 'left', outcome: left, agent: left === 'answered' ? answeredBy : null });
        break;
      }
      default:
        break;
    }
  }
  const last = steps.filter(({ kind }) => kind !== 'consult-entered' && kind !== 'consult-offered').at(-1);
  return {
    call: events[0]?.call ?? '',
    since,
    waitedMs: last?.waitedMs ?? 0,
    queue: last?.queue ?? null,
    outcome,
    offers: madeAt.size,
    failedOffers,
    steps,
  };
}

/** How a caller stands now, and what keeps each member away; null when the call does not stand in line. */
export function standingNow(matcher: Matcher, call: CallId, now: Instant): StandingNow | null {
  const caller = matcher.caller(call);
  if (!caller) return null;
  const { queue } = caller;
  const standing = matcher.standing(call, now)!;
  const ready = new Set(matcher.ready(queue).map(({ agent }) => agent));
  const members = [...matcher.members(queue)].sort(
    (a, b) => Number(ready.has(b.agent)) - Number(ready.has(a.agent)) || (a.level ?? 1) - (b.level ?? 1),
  );
  return {
    queue,
    position: matcher.positionOf(call)!,
    length: matcher.length(queue),
    offeredTo: matcher.offeredTo(call) ?? null,
    designation: standing.designation ?? null,
    relaxedBy: standing.relaxedBy,
    openLevel: Number.isFinite(standing.requirement.openLevel) ? standing.requirement.openLevel : null,
    nextStepAt: standing.nextStepAt ?? null,
    members: members.slice(0, MAX_MEMBERS).map(({ agent, level = 1 }) => ({
      agent,
      level,
      ready: ready.has(agent),
      obstacles: matcher.whyNot(call, agent, now),
    })),
    more: Math.max(0, members.length - MAX_MEMBERS),
  };
}

/** What the line knows beside the matcher. */
export interface LineNow {
  readonly matcher: Matcher;
  /** Whether there is a link to the switch: without it nobody is offered anything. */
  readonly linked: boolean;
  /** Levels 0-100. */
  readonly skillsOf: (agent: AgentId) => Readonly<Record<string, number>>;
}

/** Why an agent is not offered a call at `now`. An unknown agent serves no queue. */
export function whyNotOffered(
  { matcher, linked, skillsOf }: LineNow,
  agent: AgentId,
  now: Instant,
): AgentWhy {
  const queues = matcher.queuesOf(agent).map(({ queue, member }) => {
    const ready = matcher.readyInOrder(queue);
    const place = ready.indexOf(agent);
    const line = matcher.waiting(queue);
    return {
      queue,
      level: member.level ?? 1,
      grade: member.grade,
      position: member.position,
      rank: place < 0 ? null : place + 1,
      ready: ready.length,
      waiting: line.length,
      callers: line.slice(0, MAX_CALLERS).map(({ caller, position }) => ({
        call: caller.call,
        position,
        priority: caller.priority,
        waitedMs: Math.max(0, now - caller.since),
        obstacles: matcher.whyNot(caller.call, agent, now),
      })),
      more: Math.max(0, line.length - MAX_CALLERS),
    };
  });
  const ready = matcher.readyAgent(agent);
  const offeredCall = matcher.offerOf(agent) ?? null;
  const nextCall = matcher.nextFor(agent) ?? null;
  const answer = ((): AgentWhy['answer'] => {
    if (!linked) return 'no-link';
    if (queues.length === 0) return 'no-queue';
    if (!matcher.isLoggedIn(agent)) return 'logged-out';
    if (offeredCall !== null) return 'holds-offer';
    if (!ready) return 'not-ready';
    if (queues.every(({ waiting }) => waiting === 0)) return 'nobody-waits';
    return nextCall === null ? 'no-fit' : 'next';
  })();
  return {
    agent,
    at: now,
    answer,
    readySince: ready?.readySince ?? null,
    offeredCall,
    nextCall,
    skills: ready?.skills ?? skillsOf(agent),
    queues,
  };
}
