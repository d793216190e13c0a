import type { Instant, Millis } from '../../kernel/time.js';
import type { QueueSettings } from '../types.js';
import { ALL_LEVELS } from './levels.js';

/** What a caller needs at a moment: skills in alphabetical order, each with level and weight. */
export interface Requirement {
  /** The same for the same skills and levels: callers of one queue with one key can be served by the same agents. */
  readonly key: string;
  readonly skills: readonly string[];
  /** 0-100, after relaxation; 0 lets everybody pass. */
  readonly levels: readonly number[];
  /** How much a point of surplus counts in SBS. */
  readonly weights: readonly number[];
  /** Agents up to this level of the queue may be tried. */
  readonly openLevel: number;
}

/** Nothing is required: everybody passes, every surplus is 0. */
export const NO_REQUIREMENT: Requirement = {
  key: '',
  skills: [],
  levels: [],
  weights: [],
  openLevel: ALL_LEVELS,
};

type Levels = Readonly<Record<string, number>>;
type Relaxation = QueueSettings['relaxation'];

/** The level of a skill; 0 when not named. A skill may be called "constructor": what is inherited is no number. */
export function levelOf(levels: Levels, skill: string): number {
  const level: unknown = levels[skill];
  return typeof level === 'number' ? level : 0;
}

function isEmpty(levels: Levels): boolean {
  for (const _ in levels) return false;
  return true;
}

/**
 * What a caller needs: the queue's levels and the caller's own, the greater counts, each lowered by `lowerBy`, never
 * under 0. A skill that relaxed to 0 filters nobody but still counts in the surplus.
 *
 * @param openLevel agents up to this level may be tried; default all
 */
export function requirementOf(
  queue: Pick<QueueSettings, 'skills' | 'skillWeights'>,
  callerSkills: Levels,
  lowerBy: number,
  openLevel = ALL_LEVELS,
): Requirement {
  const all = openLevel === ALL_LEVELS;
  if (all && isEmpty(queue.skills) && isEmpty(callerSkills)) return NO_REQUIREMENT;
  const names = [...new Set([...Object.keys(queue.skills), ...Object.keys(callerSkills)])].sort();
  const levels = names.map((skill) =>
    Math.max(0, Math.max(levelOf(queue.skills, skill), levelOf(callerSkills, skill)) - lowerBy),
  );
  return {
    key: names.map((skill, i) => `${skill}:${levels[i]}`).join() + (all ? '' : `@${openLevel}`),
    skills: names,
    levels,
    weights: names.map((skill) =>
      Object.hasOwn(queue.skillWeights, skill) ? queue.skillWeights[skill]! : 1,
    ),
    openLevel,
  };
}

/** The filter: whether an agent has every required level. */
export function qualifies(skills: Levels, needs: Requirement): boolean {
  for (let i = 0; i < needs.skills.length; i++) {
    if (needs.levels[i]! > 0 && levelOf(skills, needs.skills[i]!) < needs.levels[i]!) return false;
  }
  return true;
}

/** Why the filter refused, e.g. `english 40 < 60`: the first lack in alphabetical order. Undefined when it passes. */
export function firstLack(skills: Levels, needs: Requirement): string | undefined {
  for (let i = 0; i < needs.skills.length; i++) {
    const skill = needs.skills[i]!;
    const level = levelOf(skills, skill);
    if (level < needs.levels[i]!) return `${skill} ${level} < ${needs.levels[i]}`;
  }
  return undefined;
}

/** The weighted surplus of an agent over what is required, in weighted level points; 0 when nothing is required. */
export function surplus(skills: Levels, needs: Requirement): number {
  let sum = 0;
  for (let i = 0; i < needs.skills.length; i++) {
    sum += needs.weights[i]! * (levelOf(skills, needs.skills[i]!) - needs.levels[i]!);
  }
  return sum;
}

/** By how many points every level has fallen after `waitedMs`: the sum of the steps that are due. */
export function relaxedBy(relaxation: Relaxation, waitedMs: Millis): number {
  let sum = 0;
  for (const step of relaxation) if (step.afterMs <= waitedMs) sum += step.lowerBy;
  return sum;
}

/** When the first relaxation step after `now` becomes due; undefined when none is left. */
export function nextRelaxationAt(relaxation: Relaxation, since: Instant, now: Instant): Instant | undefined {
  let next: Instant | undefined;
  for (const step of relaxation) {
    const at = since + step.afterMs;
    if (at > now && (next === undefined || at < next)) next = at;
  }
  return next;
}
