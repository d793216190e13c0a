import { z } from 'zod';
import type { Decision } from '../../acd/types.js';
import { clockText, preciseTimeText } from '../time/format.js';
import type { Language } from '../../kernel/localized.js';

const exclusion = z.enum([
  'not-ready',
  'skill-too-low',
  'refused-this-caller',
  'not-designated',
  'caller-behind',
]);

/** A routing decision as it stands in an `acd.offer-made`. */
const decision = z.object({
  trigger: z.enum(['caller', 'agent', 'step']),
  agentOrder: z.enum(['MOI', 'MGS', 'LIS', 'SBS-closest', 'SBS-strongest']),
  callerOrder: z.enum(['MWT', 'MGS']),
  candidates: z.array(z.object({ agent: z.string(), score: z.array(z.number()) })),
  excluded: z.array(
    z.object({
      agent: z.string(),
      reason: exclusion,
      detail: z.string().optional(),
    }),
  ),
  candidateCount: z.number(),
  excludedCounts: z.partialRecord(exclusion, z.number()),
  relaxedBy: z.number(),
  notReady: z.number(),
  waitedMs: z.number(),
  passedOver: z.number(),
  tieBreak: z.enum(['only', 'score', 'position', 'id']),
  configVersion: z.string(),
});

/** The decision in an event's data; null when there is none or it has a shape this page does not know. */
export function readDecision(data: unknown): Decision | null {
  const parsed = z.object({ decision }).safeParse(data);
  return parsed.success ? parsed.data.decision : null;
}

/** From here on a number in a score is a moment, not a length or a level (September 2001 in milliseconds). */
const MOMENT = 1_000_000_000_000;

/**
 * What an order compared, readable: moments as time of day, the service time of LIS as a length of time, the rest as
 * numbers. Most important first.
 */
export function scoreText(
  score: readonly number[],
  order: Decision['agentOrder'],
  language: Language,
): string {
  return score
    .map((value, index) => {
      if (Math.abs(value) >= MOMENT) return preciseTimeText(Math.abs(value), language);
      if (order === 'LIS' && index === 0) return clockText(Math.abs(value));
      return String(Math.round(value * 100) / 100);
    })
    .join(' · ');
}
