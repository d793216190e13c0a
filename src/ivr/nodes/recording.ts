import { z } from 'zod';
import type { NodeMemory } from '../types.js';
import type { NodeKind } from './kind.js';

const settings = z.strictObject({});

const switching = (kind: string, paused: boolean): NodeKind<z.infer<typeof settings>, NodeMemory> => ({
  kind,
  settings,
  exits: () => ['next'],
  needs: () => ({}),
  enter: () => ({ then: 'leave', exit: 'next', outputs: [{ do: 'recording', paused }] }),
  handle: () => ({ then: 'leave', exit: 'next', outputs: [] }),
});

/** Card data follow: the recording is silent from here on. Nothing happens where nothing is recorded. */
export const pauseRecording = switching('pause-recording', true);

/** The recording has sound again; so it has by itself when the caller goes back to the agent or to another one. */
export const resumeRecording = switching('resume-recording', false);
