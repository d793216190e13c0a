import { z } from 'zod';
import type { NodeMemory } from '../types.js';
import type { NodeKind } from './kind.js';
import { promptNames, promptsSetting, say, spokenValues } from './prompts.js';

const settings = z.strictObject({
  /** Heard to the end before; none: back at once. */
  prompts: promptsSetting.default([]),
});

/**
 * The caller goes back to the agent by whose hand the flow was entered, with what was collected. When that agent does
 * not wait: into the line of the call's queue, that agent first.
 */
export const giveBack: NodeKind<z.infer<typeof settings>, NodeMemory> = {
  kind: 'return',
  settings,
  exits: () => [],
  needs: (s) => ({ prompts: promptNames(s.prompts), reads: spokenValues(s.prompts) }),
  enter(s, context) {
    const order = say(s.prompts, context);
    if (!order) return { then: 'return' };
    return { then: 'wait', memory: { playback: order.playback }, outputs: [order] };
  },
  handle: (_s, memory, input) =>
    input.kind === 'digit' ? { then: 'wait', memory, outputs: [] } : { then: 'return' },
};
