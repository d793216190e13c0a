import { z } from 'zod';
import type { NodeMemory } from '../types.js';
import type { NodeContext, NodeKind, NodeResult } from './kind.js';
import { configurationId } from './prompts.js';

const settings = z.strictObject({
  /** A calendar of centre.yaml. */
  calendar: configurationId,
});
type Settings = z.infer<typeof settings>;

/**
 * Goes on by what a calendar says of now: `open`, `closed` (outside the hours), `holiday` (a special day without
 * hours). Waits for nothing.
 */
export const hours: NodeKind<Settings, NodeMemory> = {
  kind: 'hours',
  settings,
  exits: () => ['open', 'closed', 'holiday'],
  needs: (s) => ({ calendars: [s.calendar] }),
  enter: look,
  handle: (s, _memory, _input, context) => look(s, context),
};

function look(s: Settings, context: NodeContext): NodeResult {
  return { then: 'leave', exit: context.around.opening(s.calendar, context.now), outputs: [] };
}
