import { z } from 'zod';
import type { NodeMemory } from '../types.js';
import type { NodeKind } from './kind.js';

const settings = z.strictObject({
  /** `other`: the one of the two that is not spoken now. */
  to: z.enum(['en', 'zh', 'other']),
});

/** Sets the language of the call from here on; goes on by `next` at once. */
export const language: NodeKind<z.infer<typeof settings>, NodeMemory> = {
  kind: 'language',
  settings,
  exits: () => ['next'],
  needs: () => ({}),
  enter(s, context) {
    const to = s.to === 'other' ? (context.language === 'en' ? 'zh' : 'en') : s.to;
    return { then: 'leave', exit: 'next', outputs: [{ do: 'set-language', language: to }] };
  },
  handle: () => ({ then: 'leave', exit: 'next', outputs: [] }),
};
