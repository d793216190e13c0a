/** A routing decision as it stands in the data of an `acd.offer-made`. Shared with web/. */
import { z } from 'zod';
import type { Decision, ExclusionReason } from './types.js';

const exclusionReason = z.enum([
  'not-ready',
  'skill-too-low',
  'refused-this-caller',
  'not-designated',
  'caller-behind',
]) satisfies z.ZodType<ExclusionReason>;

export const decision = z.object({
  trigger: z.enum(['caller', 'agent', 'step']),
  agentOrder: z.enum(['MOI', 'MGS', 'LIS', 'SBS-closest', 'SBS-strongest']),
  callerOrder: z.enum(['MWT', 'MGS']),
  candidates: z.array(z.object({ agent: z.string(), score: z.array(z.number()) })),
  excluded: z.array(z.object({ agent: z.string(), reason: exclusionReason, detail: z.string().optional() })),
  candidateCount: z.number(),
  excludedCounts: z.partialRecord(exclusionReason, z.number()),
  relaxedBy: z.number(),
  notReady: z.number(),
  waitedMs: z.number(),
  passedOver: z.number(),
  tieBreak: z.enum(['only', 'score', 'position', 'id']),
  configVersion: z.string(),
}) satisfies z.ZodType<Decision>;

export type { Decision, ExclusionReason } from './types.js';
