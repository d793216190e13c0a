import type { LegId } from '../../kernel/ids.js';
import { LegTable } from '../leg-table.js';
import type { EndCause, SwitchEvent } from '../port.js';
import { fold, legOf, type Fields, type LegState } from './translate.js';

/** The table of legs, with events as the event socket tells them. */
export class Legs extends LegTable<LegState, Fields> {
  constructor(application: string, tell: (event: SwitchEvent) => void, now: () => number) {
    super({ legOf, fold: (state, event, at) => fold(application, state, event, at) }, tell, now);
  }

  /** Ends a leg that the switch does not know, or not any more; with the cause that was set when we hung it up. */
  override end(leg: LegId, cause: EndCause): void {
    super.end(leg, this.get(leg)?.endsAs ?? cause);
  }
}
