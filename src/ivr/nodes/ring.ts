import { z } from 'zod';
import type { NodeMemory } from '../types.js';
import type { NodeKind, NodeResult } from './kind.js';

const settings = z.strictObject({
  /** Of an extension or a ring group. */
  number: z.string().min(1).max(32),
});
type Settings = z.infer<typeof settings>;

/**
 * The caller leaves the flow for an extension or a ring group and hears it ring. Whom nobody takes goes where the group
 * says, or hears so and is hung up on.
 */
export const ring: NodeKind<Settings, NodeMemory> = {
  kind: 'ring',
  settings,
  exits: () => [],
  needs: ({ number }) => ({ rings: [number] }),
  enter: leave,
  handle: leave,
};

function leave({ number }: Settings): NodeResult {
  return { then: 'ring', number };
}
