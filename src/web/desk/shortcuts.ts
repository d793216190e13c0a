import type { DeskAction } from './actions.js';

/**
 * Alt and a letter. Letters that browsers keep for their menus or address bar (D, E, F, B, H, S, T, V) are left to them.
 * Compared by the place of the key (`event.code`), so that a Chinese input method or Option on a Mac changes nothing.
 * Two actions that are never possible at the same time may share a letter: calling somebody is C, with or without a
 * call in hand.
 */
export const SHORTCUTS: Readonly<Record<DeskAction, string>> = {
  ready: 'R',
  notReady: 'N',
  answer: 'A',
  refuse: 'X',
  mute: 'M',
  hangUp: 'U',
  finish: 'W',
  extend: 'Z',
  note: 'K',
  hold: 'L',
  keypad: 'Y',
  recording: 'O',
  consult: 'C',
  dial: 'C',
  swap: 'Z',
  conference: 'J',
  cancelConsult: 'Q',
  transfer: 'G',
  flow: 'I',
  park: 'P',
  pickUp: 'P',
};

export interface KeyPress {
  readonly code: string;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly repeat: boolean;
}

/**
 * Which actions a key stands for, of which one at most is possible; empty for a key that is none. AltGr reports itself
 * as Ctrl+Alt and is for typing.
 */
export function actionsOfKey(key: KeyPress): readonly DeskAction[] {
  if (!key.altKey || key.ctrlKey || key.metaKey || key.shiftKey || key.repeat) return [];
  return (Object.keys(SHORTCUTS) as DeskAction[]).filter((action) => key.code === `Key${SHORTCUTS[action]}`);
}
