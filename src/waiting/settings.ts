/** What is done for waiting callers, as it stands with each queue in `centre.yaml`. */
import { z } from 'zod';
import { settingId as id } from '../runtime/setting-schemas.js';
import { seconds } from '../kernel/time.js';
import { WAITING_PROMPTS } from './rules.js';
import type { Announcement, OverflowCondition, OverflowRule, Saying, WaitingSettings } from './types.js';

const promptName = z.string().min(1).max(64);

/** Exactly one key is given: what a rule says is one thing. */
const saysOneThing = (value: object): boolean =>
  Object.values(value).filter((v) => v !== undefined).length === 1;

const condition = z
  .strictObject({
    /** So many wait already, the comer not counted. */
    length: z.number().int().min(1).max(100_000).optional(),
    /** The estimate at coming is longer. Needs `estimate: true`. */
    estimatedWaitSeconds: z.number().min(1).max(86_400).optional(),
    /** This stay in line lasts so long. */
    waitedSeconds: z.number().min(1).max(86_400).optional(),
    /** No member is logged in, or all who are logged in are not ready. */
    noAgents: z.enum(['logged-in', 'working']).optional(),
    /** This calendar says closed, or a holiday. */
    closed: id.optional(),
  })
  .refine(saysOneThing, 'name exactly one of length, estimatedWaitSeconds, waitedSeconds, noAgents, closed');

const target = z
  .strictObject({ queue: id.optional(), flow: id.optional(), message: promptName.optional() })
  .refine(saysOneThing, 'name exactly one of queue, flow, message');

export const waitingSchema = {
  /** Whether each caller's wait is estimated and the error measured. */
  estimate: z.boolean().default(false),
  /** Assumed seconds between two callers leaving the line, until enough were seen; without it no estimate until then. */
  assumedPaceSeconds: z.number().min(1).max(3600).optional(),
  /** What waiting callers are told, and when. */
  announcements: z
    .array(
      z.strictObject({
        afterSeconds: z.number().int().min(1).max(3600),
        /** Told again each time; absent: once. */
        everySeconds: z.number().int().min(10).max(3600).optional(),
        say: z
          .array(z.union([z.literal('$position'), z.literal('$estimated-wait'), promptName]))
          .min(1)
          .max(10),
      }),
    )
    .default([]),
  /** Callers who wait may ask to be called back and keep their place. Absent: they cannot. Needs `outsideLine`. */
  callback: z
    .strictObject({
      /** Pressed while in line. */
      key: z
        .string()
        .regex(/^[0-9*#]$/, 'use one of 0-9, "*" and "#"')
        .default('1'),
      /** Of waiting, before the key does anything. */
      afterSeconds: z.number().min(0).max(3600).default(0),
      /** How often the customer is rung in vain before the callback is given up. */
      maxAttempts: z.number().int().min(1).max(10).default(2),
      /** From one attempt in vain to the next. */
      retrySeconds: z.number().min(10).max(14_400).default(300),
      /** From the wish on; then it is given up. */
      keptMinutes: z.number().min(1).max(720).default(480),
      /** What the caller hears before being hung up on. */
      confirm: z.array(promptName).min(1).max(10).default(['callback-confirmed']),
    })
    .optional(),
  /** Where a caller goes when the queue cannot serve; the first rule that holds counts. */
  overflow: z.array(z.strictObject({ when: condition, to: target })).default([]),
} as const;

type Configured = z.infer<z.ZodObject<typeof waitingSchema>>;

/** The settings of one queue as the rules want them. */
export function waitingSettings(queue: string, agents: readonly string[], from: Configured): WaitingSettings {
  return {
    queue,
    agents,
    estimate: from.estimate,
    ...(from.assumedPaceSeconds === undefined ? {} : { assumedPaceMs: seconds(from.assumedPaceSeconds) }),
    announcements: from.announcements.map(({ afterSeconds, everySeconds, say }): Announcement => ({
      afterMs: seconds(afterSeconds),
      ...(everySeconds === undefined ? {} : { everyMs: seconds(everySeconds) }),
      sayings: say.map(sayingOf),
    })),
    overflow: from.overflow.map(overflowRule),
  };
}

function sayingOf(text: string): Saying {
  if (text === '$position') return { say: 'position' };
  if (text === '$estimated-wait') return { say: 'estimated-wait' };
  return { say: 'prompt', name: text };
}

function overflowRule({ when, to }: Configured['overflow'][number]): OverflowRule {
  const target: OverflowRule['target'] =
    to.queue !== undefined
      ? { to: 'queue', queue: to.queue }
      : to.flow !== undefined
        ? { to: 'flow', flow: to.flow }
        : { to: 'message', prompt: to.message ?? '' };
  return { condition: conditionOf(when), target };
}

function conditionOf(when: Configured['overflow'][number]['when']): OverflowCondition {
  if (when.length !== undefined) return { when: 'length', atLeast: when.length };
  if (when.estimatedWaitSeconds !== undefined)
    return { when: 'estimated-wait', longerThanMs: seconds(when.estimatedWaitSeconds) };
  if (when.waitedSeconds !== undefined) return { when: 'waited', ms: seconds(when.waitedSeconds) };
  if (when.closed !== undefined) return { when: 'closed', calendar: when.closed };
  return { when: 'no-agents', of: when.noAgents ?? 'logged-in' };
}

/** Names outside itself that the settings of a queue use, for the check of references. */
export function waitingNames(from: Configured): {
  readonly calendars: readonly string[];
  readonly queues: readonly string[];
  readonly flows: readonly string[];
  readonly prompts: readonly string[];
} {
  const of = <T>(values: readonly (T | undefined)[]): T[] => values.filter((v) => v !== undefined);
  return {
    calendars: of(from.overflow.map(({ when }) => when.closed)),
    queues: of(from.overflow.map(({ to }) => to.queue)),
    flows: of(from.overflow.map(({ to }) => to.flow)),
    prompts: [
      ...of(from.overflow.map(({ to }) => to.message)),
      ...(from.callback?.confirm ?? []),
      ...from.announcements.flatMap(({ say }) => say.filter((text) => !text.startsWith('$'))),
    ],
  };
}

/**
 * Whether flows and prompts that queues name are there.
 * @returns one sentence on the first that is not, without the file
 */
export function missingName(
  queues: readonly (Configured & { readonly id: string })[],
  known: { readonly flows: readonly string[]; readonly prompts: readonly string[] },
): string | undefined {
  for (const queue of queues) {
    const named = waitingNames(queue);
    const flow = named.flows.find((name) => !known.flows.includes(name));
    if (flow !== undefined) return `queues.${queue.id}.overflow: there is no flow "${flow}"`;
    const spoken = queue.announcements.length > 0 ? WAITING_PROMPTS : [];
    const prompt = [...named.prompts, ...spoken].find((name) => !known.prompts.includes(name));
    if (prompt !== undefined)
      return `queues.${queue.id}: there is no prompt "${prompt}": add a row to sounds/prompts.csv or correct the name`;
  }
  return undefined;
}
