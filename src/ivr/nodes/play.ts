import { z } from 'zod';
import type { NodeMemory } from '../types.js';
import type { NodeKind } from './kind.js';
import { promptNames, promptsSetting, say, spokenValues } from './prompts.js';

const settings = z.strictObject({
  prompts: promptsSetting,
  /** Whether any digit ends it early; the digit is used up by that. */
  interruptible: z.boolean().default(true),
});

/** Says something, then goes on by `next`, also when the sound could not be played. */
export const play: NodeKind<z.infer<typeof settings>, NodeMemory> = {
  kind: 'play',
  settings,
  exits: () => ['next'],
  needs: (s) => ({ prompts: promptNames(s.prompts), reads: spokenValues(s.prompts) }),
  enter(s, context) {
    const order = say(s.prompts, context);
    if (!order) return { then: 'leave', exit: 'next', outputs: [] };
    return { then: 'wait', memory: { playback: order.playback }, outputs: [order] };
  },
  handle(s, memory, input) {
    if (input.kind === 'digit' && !s.interruptible) return { then: 'wait', memory, outputs: [] };
    return { then: 'leave', exit: 'next', outputs: [] };
  },
};
