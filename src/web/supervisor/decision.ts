import { z } from 'zod';
import { decision, type Decision } from '../../acd/contract.js';
import { clockText, preciseTimeText } from '../time/format.js';
import type { Language } from '../../kernel/localized.js';

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
