import type { DeskAction } from './actions.js';

/**
 * Alt and a letter. Letters that browsers keep for their menus or address bar (D, E, F, B, H, S, T, V) are left to them.
 * Compared by the place of the key (`event.code`), so that a Chinese input method or Option on a Mac changes nothing.
 */
export const SHORTCUTS: Readonly<Record<DeskAction, string>> = {
  ready: 'R',
  notReady: 'N',
  answer: 'A',
  refuse: 'X',
  mute: 'M',
  hangUp: 'U',
  finish: 'W',
  note: 'K',
};

export interface KeyPress {
  readonly code: string;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly repeat: boolean;
}

/** Which action a key stands for; null for none. AltGr reports itself as Ctrl+Alt and is for typing. */
export function actionOfKey(key: KeyPress): DeskAction | null {
  if (!key.altKey || key.ctrlKey || key.metaKey || key.shiftKey || key.repeat) return null;
  for (const [action, letter] of Object.entries(SHORTCUTS))
    if (key.code === `Key${letter}`) return action as DeskAction;
  return null;
}
