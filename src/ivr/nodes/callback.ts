import { z } from 'zod';
import type { NodeMemory } from '../types.js';
import type { NodeContext, NodeKind, NodeResult } from './kind.js';
import { queueRequest, requestNeeds, requestOf } from './queue.js';

const settings = queueRequest.extend({
  /** Names of prompts that the caller hears before being hung up on; none: those of the queue. */
  prompts: z.array(z.string().min(1).max(64)).max(10).default([]),
});
type Settings = z.infer<typeof settings>;

/**
 * The caller asks for a callback without waiting: it stands in line from now on as the caller would. A caller who cannot
 * be called back (number withheld or not allowed) goes into the line in person.
 */
export const callback: NodeKind<Settings, NodeMemory> = {
  kind: 'callback',
  settings,
  exits: () => [],
  needs: (s) => ({ ...requestNeeds(s), prompts: s.prompts, callbacks: [s.queue] }),
  enter: leave,
  handle: (s, _memory, _input, context) => leave(s, context),
};

function leave(s: Settings, context: NodeContext): NodeResult {
  return { then: 'callback', request: requestOf(s, context), prompts: s.prompts };
}
