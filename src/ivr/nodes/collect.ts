import { z } from 'zod';
import { seconds } from '../../kernel/time.js';
import type { NodeMemory } from '../types.js';
import type { NodeContext, NodeKind, NodeResult } from './kind.js';
import { promptNames, promptsSetting, say, spokenValues, valueName, type PromptSettings } from './prompts.js';

const settings = z
  .strictObject({
    prompts: promptsSetting,
    /** The name under which the digits are kept: the desk shows them, later nodes use them. */
    into: valueName,
    /** Fewest digits that are taken, 1-32. */
    minDigits: z.number().int().min(1).max(32).default(1),
    /** Most digits, 1-32; the node ends by itself with the last one. */
    maxDigits: z.number().int().min(1).max(32).default(32),
    /** The key that ends the entry; `none`: only maxDigits and the time between digits do. */
    terminator: z.enum(['#', '*', 'none']).default('#'),
    /** Whether keys count while the prompts are still heard; otherwise they are dropped. */
    bargeIn: z.boolean().default(true),
    /** How long to wait for the first digit after the prompts, 1-60 s. */
    firstDigitSeconds: z.number().min(1).max(60).default(6),
    /** How long to wait for each further digit, 0.5-60 s; then what was entered so far counts. */
    interDigitSeconds: z.number().min(0.5).max(60).default(3),
    /** How often the caller is asked in all, 1-10. */
    tries: z.number().int().min(1).max(10).default(3),
    /** Heard before the prompts after too few digits. */
    invalidPrompts: promptsSetting.default([]),
    /** Heard before the prompts after no digit at all. */
    noInputPrompts: promptsSetting.default([]),
  })
  .refine((s) => s.minDigits <= s.maxDigits, {
    path: ['minDigits'],
    error: 'minDigits is greater than maxDigits',
  });
type Settings = z.infer<typeof settings>;

interface Memory extends NodeMemory {
  /** The try in progress, from 1. */
  readonly tries: number;
  readonly digits: string;
}

/**
 * Takes digits into a named value. Exits: `next` with the value, and `invalid` or `timeout` when the last try failed
 * so (too few digits, or none in time). Keys that are neither a digit nor the terminator are not heard.
 */
export const collect: NodeKind<Settings, Memory> = {
  kind: 'collect',
  settings,
  exits: () => ['next', 'timeout', 'invalid'],
  needs: (s) => ({
    prompts: promptNames(s.prompts, s.invalidPrompts, s.noInputPrompts),
    reads: spokenValues(s.prompts, s.invalidPrompts, s.noInputPrompts),
    writes: [s.into],
  }),
  enter: (s, context) => ask(s, 1, s.prompts, context),
  handle(s, memory, input, context) {
    switch (input.kind) {
      case 'playback-ended':
        return listen(s, memory.tries, '', context);
      case 'timeout':
        return memory.digits === '' ? again(s, memory.tries, 'timeout', context) : finish(s, memory, context);
      case 'digit':
        if (memory.playback !== undefined && !s.bargeIn) return { then: 'wait', memory, outputs: [] };
        return key(s, memory, input.digit, context);
    }
  },
};

function key(s: Settings, memory: Memory, pressed: string, context: NodeContext): NodeResult<Memory> {
  if (pressed === s.terminator) return finish(s, memory, context);
  if (!/^[0-9]$/.test(pressed)) return { then: 'wait', memory, outputs: [] };
  const digits = memory.digits + pressed;
  if (digits.length >= s.maxDigits) return finish(s, { ...memory, digits }, context);
  return listen(s, memory.tries, digits, context);
}

function finish(s: Settings, memory: Memory, context: NodeContext): NodeResult<Memory> {
  if (memory.digits.length < s.minDigits) return again(s, memory.tries, 'invalid', context);
  return {
    then: 'leave',
    exit: 'next',
    outputs: [{ do: 'collected', name: s.into, value: memory.digits }],
  };
}

function ask(s: Settings, tries: number, prompts: PromptSettings, context: NodeContext): NodeResult<Memory> {
  const order = say(prompts, context);
  if (!order) return listen(s, tries, '', context);
  return { then: 'wait', memory: { tries, digits: '', playback: order.playback }, outputs: [order] };
}

function listen(s: Settings, tries: number, digits: string, context: NodeContext): NodeResult<Memory> {
  const timer = context.newId();
  const afterMs = seconds(digits === '' ? s.firstDigitSeconds : s.interDigitSeconds);
  return { then: 'wait', memory: { tries, digits, timer }, outputs: [{ do: 'timer', timer, afterMs }] };
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
