import type { Instant } from '../kernel/time.js';
import { whatSeparates } from './strategies/agent-order.js';
import { firstLack } from './strategies/skill-filter.js';
import type { Candidate, Decision, ExclusionReason } from './types.js';
import type { AgentEntry, RankedAgent } from './waiting-agents.js';
import type { WaitingCallerEntry } from './waiting-callers.js';

const MAX_CANDIDATES = 10;
const MAX_EXCLUDED = 20;
/** How many ready members are looked at for examples of those left out. */
const MAX_LOOKED_AT = 64;

type LeftOut = Pick<Decision, 'excluded' | 'excludedCounts'>;
const NOBODY_LEFT_OUT: LeftOut = { excluded: [], excludedCounts: {} };

type Excluded = Decision['excluded'][number];

/**
 * The reasons for giving `caller` to `agent`, both still in the index. Lists are bounded, counts are exact; the cost
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
  const ready = queue.open.agents.size;
  const refused = countRefusals(caller);
  const candidateCount = standing.designated ? 1 : caller.group.agents.size - refused.amongQualified;
  const leftOut =
    ready === candidateCount
      ? NOBODY_LEFT_OUT
      : whoWasLeftOut(caller, agent, refused.amongReady, ready - candidateCount - refused.amongReady);
  const { agentOrder } = queue;
  const { requirement } = caller.group;
  const candidates = places.map((place): Candidate => ({
    agent: place.agent,
    score: agentOrder.score(place, requirement),
  }));
  return {
    trigger,
    agentOrder: settings.agentOrder,
    callerOrder: settings.callerOrder,
    candidates,
    candidateCount,
    excluded: leftOut.excluded,
    excludedCounts: leftOut.excludedCounts,
    relaxedBy: standing.relaxedBy,
    notReady: queue.memberCount - ready,
    waitedMs: Math.max(0, now - caller.since),
    passedOver,
    tieBreak: places.length < 2 ? 'only' : whatSeparates(places[0]!, places[1]!),
    configVersion,
  };
}

/** The candidates best first; a designated agent is the only one. */
function bestPlaces(caller: WaitingCallerEntry, agent: AgentEntry): RankedAgent[] {
  const { group, refusedBy } = caller;
  if (caller.standing.designated || group.agents.size === 1) return [agent.placeIn(group)!];
  const best: RankedAgent[] = [];
  group.agents.visit((place) => {
    if (!hasRefused(place.entry, refusedBy)) best.push(place);
    return best.length < MAX_CANDIDATES;
  });
  return best;
}

/** Mostly nobody has refused: then the agent itself, perhaps long out of the processor's cache, is not looked at. */
function hasRefused(agent: AgentEntry, refusedBy: ReadonlySet<AgentEntry>): boolean {
  return refusedBy.size > 0 && refusedBy.has(agent);
}

/** How many of those who refused the caller are ready members, and how many of these meet the requirement. */
function countRefusals(caller: WaitingCallerEntry): { amongReady: number; amongQualified: number } {
  let amongReady = 0;
  let amongQualified = 0;
  for (const agent of caller.refusedBy) {
    if (!agent.ready || !agent.membershipIn(caller.queue)) continue;
    amongReady++;
    if (caller.group.accepts(agent)) amongQualified++;
  }
  return { amongReady, amongQualified };
}

/** Ready members who are no candidates: all counted, some named, refusals first. */
function whoWasLeftOut(
  caller: WaitingCallerEntry,
  chosen: AgentEntry,
  refused: number,
  others: number,
): LeftOut {
  const reasonOfOthers: ExclusionReason = caller.standing.designated ? 'not-designated' : 'skill-too-low';
  const excluded: Excluded[] = [];
  for (const agent of caller.refusedBy) {
    if (excluded.length === MAX_EXCLUDED) break;
    if (agent.ready && agent.membershipIn(caller.queue)) {
      excluded.push({ agent: agent.id, reason: 'refused-this-caller' });
    }
  }
  let named = others;
  let looks = MAX_LOOKED_AT;
  const { requirement } = caller.group;
  caller.queue.open.agents.visit((place) => {
    if (named === 0 || looks-- === 0 || excluded.length === MAX_EXCLUDED) return false;
    const { entry } = place;
    if (entry === chosen || hasRefused(entry, caller.refusedBy)) return true;
    if (reasonOfOthers === 'not-designated') {
      excluded.push({ agent: entry.id, reason: reasonOfOthers });
      named--;
    } else {
      const detail = firstLack(place.skills, requirement);
      if (detail !== undefined) {
        excluded.push({ agent: entry.id, reason: reasonOfOthers, detail });
        named--;
      }
    }
    return true;
  });
  const excludedCounts: Partial<Record<ExclusionReason, number>> = {};
  if (refused > 0) excludedCounts['refused-this-caller'] = refused;
  if (others > 0) excludedCounts[reasonOfOthers] = others;
  return { excluded, excludedCounts };
}
