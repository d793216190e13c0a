/** The supervisor's board and commands. Shared with web/. */
import { z } from 'zod';
import { agentStateName } from '../agent/contract.js';

export const queueRow = z.object({
  queue: z.string(),
  name: z.object({ en: z.string(), zh: z.string() }),
  /** In line now, best first (the order in which they would be served is the matcher's; this is by waiting clock). */
  waiting: z.array(
    z.object({
      call: z.string(),
      number: z.string(),
      since: z.number(),
      priority: z.number(),
      grade: z.number(),
    }),
  ),
  ready: z.number(),
  talking: z.number(),
  /** Since midnight, local time of the centre; formulas in the fold's docstring. */
  today: z.object({
    entered: z.number(),
    answered: z.number(),
    abandoned: z.number(),
    /** Share answered within T of all answered (formula `answered-in-T/answered`), 0-1; null before the first answer. */
    serviceLevel: z.number().nullable(),
    serviceLevelMs: z.number(),
    /** ASA: queue time only; null before the first answer. */
    averageSpeedOfAnswerMs: z.number().nullable(),
    longestWaitMs: z.number(),
  }),
});

export const agentRow = z.object({
  agent: z.string(),
  name: z.string(),
  state: agentStateName,
  since: z.number(),
  reason: z.string().nullable(),
  until: z.number().nullable(),
  call: z.string().nullable(),
  /** Number of the caller being served. */
  number: z.string().nullable(),
  queue: z.string().nullable(),
  queues: z.array(z.string()),
  answeredToday: z.number(),
});

export const callRow = z.object({
  call: z.string(),
  number: z.string(),
  dialled: z.string(),
  phase: z.enum(['arriving', 'ivr', 'waiting', 'talking', 'leaving']),
  arrivedAt: z.number(),
  since: z.number(),
  queue: z.string().nullable(),
  agent: z.string().nullable(),
  /** Users listening now. */
  listeners: z.array(z.string()),
});

/** Conservation (DESIGN.md 3.6): in = answered + abandoned + overflowed + ended otherwise + waiting, over all queue entries since start. */
export const conservation = z.object({
  entered: z.number(),
  answered: z.number(),
  abandoned: z.number(),
  overflowed: z.number(),
  otherwise: z.number(),
  waiting: z.number(),
  holds: z.boolean(),
  /** Agents that hold more than one offer; must be empty. */
  doubleOffers: z.array(z.string()),
});

export const boardView = z.object({
  queues: z.array(queueRow),
  agents: z.array(agentRow),
  calls: z.array(callRow),
  conservation,
  switchConnected: z.boolean(),
});

/** One click: the supervisor's softphone is rung (and answers by itself), then hears both sides. */
export const listenBody = z.strictObject({ call: z.string().min(1).max(64) });

export type BoardView = z.infer<typeof boardView>;
export type QueueRow = z.infer<typeof queueRow>;
export type AgentRow = z.infer<typeof agentRow>;
export type CallRow = z.infer<typeof callRow>;
