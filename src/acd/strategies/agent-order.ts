import { compareIds, type AgentId } from '../../kernel/ids.js';
import type { Instant, Millis } from '../../kernel/time.js';
import type { Candidate, PlainOrderName } from '../types.js';
import { surplus, type Requirement } from './skill-filter.js';

/** All that an agent order may look at: a ready agent as a member of one queue. */
export interface AgentInQueue {
  readonly agent: AgentId;
  /** Configured position in the queue, 1, 2, 3 ... */
  readonly position: number;
  /** Grade in the queue, 0-100. */
  readonly grade: number;
  /** Level in the queue, 1 first. */
  readonly level: number;
  /** When the agent last became ready. */
  readonly readySince: Instant;
  /** Talk + hold + wrap-up in the current shift. */
  readonly serviceMs: Millis;
  /** The weighted surplus of the agent's skills over what is needed, in weighted level points. */
  surplusOver(needs: Requirement): number;
}

/** The same before anybody has asked for a surplus. */
export interface SkilledAgent extends Omit<AgentInQueue, 'surplusOver'> {
  /** Levels 0-100; a skill that is not named counts 0. */
  readonly skills: Readonly<Record<string, number>>;
}

/**
 * A way to order the agents of a queue for one caller. It excludes nobody: filters do that. The whole order is the level
 * in the queue, `rank`, then readySince (the longest idle first), then position, then id, and so strict and total.
 */
export interface AgentOrder {
  readonly name: PlainOrderName;
  /** Whether `rank` looks at what the caller needs: then each need has an order of its own. */
  readonly looksAtNeeds: boolean;
  /** What is compared first; the smaller goes first. `needs` is what the caller needs now; only SBS looks at it. */
  rank(agent: AgentInQueue, needs: Requirement): number;
  /** The same for people, most important first, in its own units, without position and id. */
  score(key: Pick<RankedKey, 'rank' | 'readySince'>): readonly number[];
}

/** What `compareRanked` needs: an agent whose rank has been worked out, once, when it became ready. */
export interface RankedKey {
  readonly agent: AgentId;
  readonly level: number;
  readonly rank: number;
  readonly readySince: Instant;
  readonly position: number;
}

/** The strict total order behind every agent order. 0 only for the same agent. */
export function compareRanked(a: RankedKey, b: RankedKey): number {
  return (
    a.level - b.level ||
    a.rank - b.rank ||
    a.readySince - b.readySince ||
    a.position - b.position ||
    compareIds(a.agent, b.agent)
  );
}

/** What separated two agents that follow each other; `score` covers rank and readySince. */
export function whatSeparates(a: RankedKey, b: RankedKey): 'level' | 'score' | 'position' | 'id' {
  if (a.level !== b.level) return 'level';
  if (a.rank !== b.rank || a.readySince !== b.readySince) return 'score';
  return a.position !== b.position ? 'position' : 'id';
}

/**
 * All of `agents` in order, for one caller: the plain meaning of an order, for simulation and as the measure for the
 * index. Empty in, empty out.
 */
export function orderAgents(
  order: AgentOrder,
  agents: readonly SkilledAgent[],
  needs: Requirement,
): readonly (Candidate & RankedKey)[] {
  return agents
    .map((a) => ({ ...a, surplusOver: (needed: Requirement) => surplus(a.skills, needed) }))
    .map((a) => ({
      agent: a.agent,
      level: a.level,
      rank: order.rank(a, needs),
      readySince: a.readySince,
      position: a.position,
    }))
    .map((a) => ({ ...a, score: order.score(a) }))
    .sort(compareRanked);
}
