import type { Of } from '../kernel/event.js';
import type { AcdEvent } from './types.js';

export type OfferOutcome = Of<AcdEvent, 'acd.offer-ended'>['data']['outcome'];

/** Failures that set the agent aside for this caller; the others are nobody's fault. */
export const SETS_ASIDE: ReadonlySet<OfferOutcome> = new Set([
  'no-answer',
  'rejected',
  'busy',
  'unreachable',
  'desk-lost',
  'lease-expired',
]);
