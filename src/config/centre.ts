/** centre.yaml: queues, agents, numbers, reasons. */
import { z } from 'zod';
import { groupsSchema } from '../acd/settings.js';
import { calendarSchema } from '../calendar/index.js';
import { agentNumberSchema, callSchema } from '../call/settings.js';
import { role } from '../identity/contract.js';
import { phoneSchema } from '../phone/settings.js';
import { labelSetting as localized, settingId as id } from '../runtime/setting-schemas.js';
import { queueSchema, ronaSchema } from './queue.js';

const level = z.number().int().min(0).max(100);
const secondsOf = (min: number, max: number) => z.number().min(min).max(max);

export const centreSchema = z.strictObject({
  /** Spoken to phones of the centre that have no language of their own, and to callers of a number that is not configured. */
  language: z.enum(['en', 'zh']).default('en'),
  /** Office hours and holidays, asked by flows (node `hours`) and by overflow rules of queues. */
  calendars: z.array(calendarSchema).default([]),
  queues: z.array(queueSchema).min(1),
  agents: z.array(
    z.strictObject({
      id,
      name: z.string().min(1).max(64),
      user: id,
      skills: z.record(id, level).default({}),
      phone: phoneSchema,
      ...agentNumberSchema,
    }),
  ),
  /** Groups of agents, e.g. sites or teams, for queues with `agentOrder: balanced`. */
  groups: groupsSchema,
  /** Users who can log in; passwords are set at set-up (demo) or by the administrator, never here. */
  users: z
    .array(
      z.strictObject({
        id,
        name: z.string().min(1).max(64),
        role,
        language: z.enum(['en', 'zh']).default('en'),
        /** On which a supervisor listens; that of an agent stands with the agent. */
        phone: phoneSchema,
      }),
    )
    .default([]),
  notReadyReasons: z.array(z.strictObject({ id, name: localized })).min(1),
  resultCodes: z.array(z.strictObject({ id, name: localized })).min(1),
  rona: ronaSchema.prefault({}),
  /** Calls past the line: between colleagues, consultations, transfers to an agent, calls that agents place. */
  directCalls: z
    .strictObject({
      /** How long a phone rings for them. */
      ringSeconds: secondsOf(1, 120).default(20),
      /** How long a consult waits in a queue's line when nobody there is free. */
      consultWaitSeconds: secondsOf(1, 3600).default(120),
      /** Whether colleagues reach an agent who is not ready. */
      whileNotReady: z.boolean().default(true),
      /** Whom the phone of an agent who is not logged in may call. */
      whileLoggedOut: z.enum(['everybody', 'inside', 'nobody']).default('inside'),
      /** Wrap-up after a call with a customer that no queue has a part in; 0: none. */
      wrapUpSeconds: secondsOf(0, 3600).default(0),
    })
    .prefault({}),
  ...callSchema,
  supervision: z
    .strictObject({
      /** What agents see of supervisors on their line: nothing, who can be heard (whisper, join, take-over), everybody. */
      tellAgent: z.enum(['never', 'joins', 'always']).default('joins'),
      /** Messages that one supervisor may send in a minute. */
      messagesPerMinute: z.number().int().min(1).max(600).default(20),
    })
    .prefault({}),
  limits: z
    .strictObject({
      /** Longest call; then it is ended. */
      maxCallHours: z.number().min(0.1).max(24).default(4),
      /** Longest stay in a flow before the caller is hung up on. */
      maxIvrMinutes: z.number().min(1).max(120).default(30),
      /** Longest wait in a queue before the caller is told so and hung up on. */
      maxWaitMinutes: z.number().min(1).max(600).default(60),
    })
    .prefault({}),
});

export type Centre = z.infer<typeof centreSchema>;
