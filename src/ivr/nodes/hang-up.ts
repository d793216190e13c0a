import { z } from 'zod';
import type { NodeMemory } from '../types.js';
import type { NodeKind } from './kind.js';
import { promptNames, promptsSetting, say, spokenValues } from './prompts.js';

const settings = z.strictObject({
  /** Heard to the end before; none: hung up at once. */
  prompts: promptsSetting.default([]),
});

/** Says good-bye, if anything, and hangs up. Digits do not shorten it. */
export const hangUp: NodeKind<z.infer<typeof settings>, NodeMemory> = {
  kind: 'hang-up',
  settings,
  exits: () => [],
  needs: (s) => ({ prompts: promptNames(s.prompts), reads: spokenValues(s.prompts) }),
  enter(s, context) {
    const order = say(s.prompts, context);
    if (!order) return { then: 'hang-up' };
    return { then: 'wait', memory: { playback: order.playback }, outputs: [order] };
  },
  handle: (_s, memory, input) =>
    input.kind === 'digit' ? { then: 'wait', memory, outputs: [] } : { then: 'hang-up' },
};
