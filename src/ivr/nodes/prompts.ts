import { z } from 'zod';
import type { Prompt } from '../../switch/port.js';
import { seconds } from '../../kernel/time.js';
import { collectedValue, type NodeContext, type NodeOutput } from './kind.js';

/** A name in the configuration: of a queue, an agent, a calendar. The family imports no engine room, so it has its own. */
export const configurationId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'use 1-32 of a-z, 0-9 and "-"');

/** Name of a collected value, e.g. `customerNumber`. */
export const valueName = z
  .string()
  .regex(/^[a-zA-Z][a-zA-Z0-9]{0,31}$/, 'name a value with 1-32 letters and digits, a letter first');

/** One thing to say, as it stands in a flow file. A plain text is the name of a row of sounds/prompts.csv. */
const promptSetting = z.union(
  [
    z.string().min(1).max(64),
    z.strictObject({ digits: z.string().regex(/^[0-9]{1,32}$/) }),
    z.strictObject({ number: z.number().int().min(0).max(999_999_999) }),
    z.strictObject({ silenceSeconds: z.number().min(0.1).max(10) }),
    /** A collected value, spoken digit by digit; left out when it has not been collected. */
    z.strictObject({ collected: valueName }),
  ],
  'write the name of a prompt, or one of digits, number, silenceSeconds, collected',
);

/** Prompts in the order in which they are heard. */
export const promptsSetting = z.array(promptSetting).max(50);
export type PromptSettings = z.infer<typeof promptsSetting>;

/** Names of the rows of sounds/prompts.csv that these use. */
export function promptNames(...lists: readonly PromptSettings[]): string[] {
  return lists.flat().filter((p) => typeof p === 'string');
}

/** Names of the collected values that these speak. */
export function spokenValues(...lists: readonly PromptSettings[]): string[] {
  return lists.flat().flatMap((p) => (typeof p !== 'string' && 'collected' in p ? [p.collected] : []));
}

function speak(prompt: PromptSettings[number], context: NodeContext): Prompt[] {
  if (typeof prompt === 'string') return [{ kind: 'prompt', name: prompt }];
  if ('digits' in prompt) return [{ kind: 'digits', digits: prompt.digits }];
  if ('number' in prompt) return [{ kind: 'number', number: prompt.number }];
  if ('silenceSeconds' in prompt) return [{ kind: 'silence', ms: seconds(prompt.silenceSeconds) }];
  const value = collectedValue(context, prompt.collected);
  return value ? [{ kind: 'digits', digits: value }] : [];
}

/** The order to play these; `undefined` when there is nothing to say, so that nobody waits for its end. */
export function say(
  prompts: PromptSettings,
  context: NodeContext,
): Extract<NodeOutput, { readonly do: 'play' }> | undefined {
  const spoken = prompts.flatMap((prompt) => speak(prompt, context));
  return spoken.length === 0 ? undefined : { do: 'play', playback: context.newId(), prompts: spoken };
}
