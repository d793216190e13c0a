import type { Instant } from '../kernel/time.js';
import { whatSeparates } from './strategies/agent-order.js';
import type { QueueLine } from './queue-line.js';
import type { RequirementGroup } from './requirement-group.js';
import { sharesOf } from './strategies/balanced.js';
import type { Candidate, Decision, ExclusionReason } from './types.js';
import type { RankedAgent } from './waiting-agents.js';
import { type AgentEntry, type Mutable } from './waiting-agents.js';
import type { WaitingCallerEntry } from './waiting-callers.js';

const MAX_CANDIDATES = 10;
const MAX_EXCLUDED = 20;
/** How many ready members are looked at for examples of those left out. */
const MAX_LOOKED_AT = 64;

type LeftOut = Pick<Decision, 'excluded' | 'excludedCounts'>;
const NOBODY_LEFT_OUT: LeftOut = { excluded: [], excludedCounts: {} };

type Excluded = Decision['excluded'][number];

/**
 * The reasons for giving `caller` to `agent`, both still in the index; or the agent is a newcomer who stands nowhere yet,
 * because nobody but those who refused the caller could have served it before. Lists are bounded, counts are exact; the cost
 * depends on these bounds and on how many refused each other, not on the size of the queue.
 */
export function explain(
  caller: WaitingCallerEntry,
  agent: AgentEntry,
  trigger: Decision['trigger'],
  passedOver: number,
  now: Instant,
  configVersion: string,
): Decision {
  const { queue, standing } = caller;
  const { settings } = queue;
  const places = bestPlaces(caller, agent);
  const ready = queue.ready.size + (agent.firstPlace ? 0 : 1);
  const refused = countRefusals(caller);
  const candidateCount =
    places.length < MAX_CANDIDATES ? places.length : caller.group.agents.size - refused.amongQualified;
  const leftOut =
    ready === candidateCount
      ? NOBODY_LEFT_OUT
      : whoWasLeftOut(caller, agent, refused, ready - candidateCount - refused.amongReady);
  const { requirement } = caller.group;
  const decision: Mutable<Decision> = {
    trigger,
    agentOrder: settings.agentOrder,
    callerOrder: settings.callerOrder,
    candidates:
      places.length === 1 ? [candidate(places[0]!, queue)] : places.map((place) => candidate(place, queue)),
    candidateCount,
    excluded: leftOut.excluded,
    excludedCounts: leftOut.excludedCounts,
    relaxedBy: standing.relaxedBy,
    notReady: queue.memberCount - ready,
    waitedMs: Math.max(0, now - caller.since),
    passedOver,
    tieBreak: places.length < 2 ? 'only' : whatSeparated(places[0]!, places[1]!, queue),
    configVersion,
  };
  // What few queues and few callers have is not in every decision.
  if (requirement.openLevel < queue.lastLevel) decision.openLevel = requirement.openLevel;
  if (standing.designation) decision.designation = standing.designation;
  if (caller.front > 0) decision.movedToFront = true;
  if (queue.groups.length > 0) decision.shares = sharesOf(queue.groups);
  return decision;
}

function candidate(place: RankedAgent, { order, lastLevel }: QueueLine): Candidate {
  if (order) {
    const { agent, level } = place;
    const score = order.score(place);
    return lastLevel > 1 ? { agent, score, level } : { agent, score };
  }
  const { order: ofGroup, balance } = place.membership;
  const told: Mutable<Candidate> = { agent: place.agent, score: ofGroup.score(place) };
  if (lastLevel > 1) told.level = place.level;
  if (balance) told.group = balance.group.group;
  return told;
}

function whatSeparated(first: RankedAgent, second: RankedAgent, queue: QueueLine): Decision['tieBreak'] {
  const why = whatSeparates(first, second);
  if (queue.order || why === 'level') return why;
  return first.membership.balance === second.membership.balance ? why : 'group';
}

/** The candidates best first; a designated agent is the only one, and so is a newcomer. */
function bestPlaces(caller: WaitingCallerEntry, agent: AgentEntry): RankedAgent[] {
  const { group, refusedBy } = caller;
  if (!agent.firstPlace || caller.standing.designated) return [group.standing(agent)];
  if (refusedBy.size === 0) return group.agents.take(MAX_CANDIDATES);
  return bestOutside(group, refusedBy);
}

function bestOutside({ agents }: RequirementGroup, refusedBy: ReadonlySet<AgentEntry>): RankedAgent[] {
  const best: RankedAgent[] = [];
  for (const place of agents.firstFew(MAX_CANDIDATES + refusedBy.size)) {
    if (!refusedBy.has(place.entry)) best.push(place);
    if (best.length === MAX_CANDIDATES) break;
  }
  return best;
}

/** Mostly nobody has refused: then the agent itself, perhaps long out of the processor's cache, is not looked at. */
function hasRefused(agent: AgentEntry, refusedBy: ReadonlySet<AgentEntry>): boolean {
  return refusedBy.size > 0 && refusedBy.has(agent);
}

interface Refusals {
  readonly amongReady: number;
  readonly amongQualified: number;
  /** On levels that are not open. */
  readonly aboveOpen: number;
}
const NO_REFUSALS: Refusals = { amongReady: 0, amongQualified: 0, aboveOpen: 0 };

/** How many of those who refused the caller are ready members, and how many of these meet the requirement. */
function countRefusals({ refusedBy, group, queue }: WaitingCallerEntry): Refusals {
  if (refusedBy.size === 0) return NO_REFUSALS;
  let amongReady = 0;
  let amongQualified = 0;
  let aboveOpen = 0;
  for (const agent of refusedBy) {
    const membership = agent.ready && agent.membershipIn(queue);
    if (!membership) continue;
    amongReady++;
    if (membership.level > group.requirement.openLevel) aboveOpen++;
    if (group.accepts(agent)) amongQualified++;
  }
  return { amongReady, amongQualified, aboveOpen };
}

/** Ready members who are no candidates: all counted, some named, refusals first. */
function whoWasLeftOut(
  caller: WaitingCallerEntry,
  chosen: AgentEntry,
  refused: Refusals,
  others: number,
): LeftOut {
  const { group, queue, refusedBy, standing } = caller;
  const excluded: Excluded[] = [];
  for (const agent of refusedBy) {
    if (excluded.length === MAX_EXCLUDED) break;
    if (agent.ready && agent.membershipIn(queue)) {
      excluded.push({ agent: agent.id, reason: 'refused-this-caller' });
    }
  }
  let named = others;
  let looks = MAX_LOOKED_AT;
  for (const place of queue.ready.firstFew(MAX_LOOKED_AT)) {
    if (named === 0 || looks-- === 0 || excluded.length === MAX_EXCLUDED) break;
    const { entry } = place;
    if (entry === chosen || hasRefused(entry, refusedBy)) continue;
    const why = standing.designated
      ? ({ agent: place.agent, reason: 'not-designated' } as const)
      : whyUnfit(place, group);
    if (!why) continue;
    excluded.push(why);
    named--;
  }
  const excludedCounts: Partial<Record<ExclusionReason, number>> = {};
  if (refused.amongReady > 0) excludedCounts['refused-this-caller'] = refused.amongReady;
  if (standing.designated) {
    if (others > 0) excludedCounts['not-designated'] = others;
    return { excluded, excludedCounts };
  }
  const { openLevel } = group.requirement;
  const closed =
    openLevel < queue.lastLevel ? queue.ready.size - queue.ready.countUpTo(openLevel) - refused.aboveOpen : 0;
  if (closed > 0) excludedCounts['level-not-open'] = closed;
  if (others > closed) excludedCounts['skill-too-low'] = others - closed;
  return { excluded, excludedCounts };
}

function whyUnfit({ agent, number, level }: RankedAgent, group: RequirementGroup): Excluded | undefined {
  const { openLevel } = group.requirement;
  if (level > openLevel) return { agent, reason: 'level-not-open', detail: `${level} > ${openLevel}` };
  const detail = group.lackOf(number);
  return detail === undefined ? undefined : { agent, reason: 'skill-too-low', detail };
}
