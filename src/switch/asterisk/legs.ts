import type { SwitchEvent } from '../port.js';
import { LegTable } from '../leg-table.js';
import type { AriEvent } from './ari.js';
import { fold, legOf, type LegState } from './translate.js';

/** The table of legs, with events as ARI tells them. */
export class Legs extends LegTable<LegState, AriEvent> {
  constructor(tell: (event: SwitchEvent) => void, now: () => number) {
    super({ legOf, fold }, tell, now);
  }
}
