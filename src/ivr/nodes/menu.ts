import { z } from 'zod';
import { seconds } from '../../kernel/time.js';
import type { NodeMemory } from '../types.js';
import type { NodeContext, NodeKind, NodeResult } from './kind.js';
import { promptNames, promptsSetting, say, spokenValues, type PromptSettings } from './prompts.js';

const choiceKey = z.string().regex(/^[0-9*#]$/, 'a choice is one of 0-9, "*" and "#"');

const settings = z.strictObject({
  prompts: promptsSetting,
  /** What each key stands for, for reports and the editor. Each key is an exit. */
  choices: z
    .record(choiceKey, z.strictObject({ en: z.string().min(1), zh: z.string().min(1) }))
    .refine((choices) => Object.keys(choices).length > 0, 'a menu has at least one choice'),
  /** Whether a key counts while the prompts are still heard; otherwise it is dropped. */
  bargeIn: z.boolean().default(true),
  /** How long to wait for a key after the prompts, 1-60 s. */
  timeoutSeconds: z.number().min(1).max(60).default(5),
  /** How often the prompts are heard in all, 1-10. */
  tries: z.number().int().min(1).max(10).default(3),
  /** Heard before the prompts after a key that is no choice. */
  invalidPrompts: promptsSetting.default([]),
  /** Heard before the prompts after no key at all. */
  noInputPrompts: promptsSetting.default([]),
});
type Settings = z.infer<typeof settings>;

interface Memory extends NodeMemory {
  /** The try in progress, from 1. */
  readonly tries: number;
}

/** Waits for one key. Exits: each choice, and `invalid` or `timeout` when the last try failed so. */
export const menu: NodeKind<Settings, Memory> = {
  kind: 'menu',
  settings,
  exits: (s) => [...Object.keys(s.choices), 'timeout', 'invalid'],
  needs: (s) => ({
    prompts: promptNames(s.prompts, s.invalidPrompts, s.noInputPrompts),
    reads: spokenValues(s.prompts, s.invalidPrompts, s.noInputPrompts),
  }),
  enter: (s, context) => ask(s, 1, s.prompts, context),
  handle(s, memory, input, context) {
    switch (input.kind) {
      case 'playback-ended':
        return listen(s, memory.tries, context);
      case 'timeout':
        return again(s, memory.tries, 'timeout', context);
      case 'digit':
        if (memory.playback !== undefined && !s.bargeIn) return { then: 'wait', memory, outputs: [] };
        if (Object.hasOwn(s.choices, input.digit)) return { then: 'leave', exit: input.digit, outputs: [] };
        return again(s, memory.tries, 'invalid', context);
    }
  },
};

function ask(s: Settings, tries: number, prompts: PromptSettings, context: NodeContext): NodeResult<Memory> {
  const order = say(prompts, context);
  if (!order) return listen(s, tries, context);
  return { then: 'wait', memory: { tries, playback: order.playback }, outputs: [order] };
}

function listen(s: Settings, tries: number, context: NodeContext): NodeResult<Memory> {
  const timer = context.newId();
  const order = { do: 'timer', timer, afterMs: seconds(s.timeoutSeconds) } as const;
  return { then: 'wait', memory: { tries, timer }, outputs: [order] };
}

function again(
  s: Settings,
  tries: number,
  why: 'invalid' | 'timeout',
  context: NodeContext,
): NodeResult<Memory> {
  if (tries >= s.tries) return { then: 'leave', exit: why, outputs: [] };
  const first = why === 'invalid' ? s.invalidPrompts : s.noInputPrompts;
  return ask(s, tries + 1, [...first, ...s.prompts], context);
}
