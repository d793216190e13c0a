import { UnknownNodeError } from '../errors.js';
import { callback } from './callback.js';
import { collect } from './collect.js';
import { hangUp } from './hang-up.js';
import { hours } from './hours.js';
import type { NodeKind } from './kind.js';
import { language } from './language.js';
import { menu } from './menu.js';
import { play } from './play.js';
import { queue } from './queue.js';
import { pauseRecording, resumeRecording } from './recording.js';
import { giveBack } from './return.js';
import { ring } from './ring.js';

/** The family of nodes: a new kind is one file, one line here, one test. */
const KINDS: readonly NodeKind[] = [
  play,
  menu,
  collect,
  language,
  hours,
  pauseRecording,
  resumeRecording,
  queue,
  callback,
  ring,
  giveBack,
  hangUp,
];

/** Names of all kinds, in the order of the editor's palette. */
export const nodeKindNames: readonly string[] = KINDS.map((kind) => kind.kind);

/** @throws UnknownNodeError (`IVR_UNKNOWN_NODE`) */
export function nodeKind(name: string): NodeKind {
  const kind = KINDS.find((k) => k.kind === name);
  if (!kind) throw new UnknownNodeError(name, nodeKindNames);
  return kind;
}
