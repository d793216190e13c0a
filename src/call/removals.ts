import type { LegId } from '../kernel/ids.js';
import type { Clock } from '../runtime/clock.js';
import type { Log } from '../runtime/log.js';
import type { Scheduler } from '../runtime/scheduler.js';
import { SwitchError, type SwitchPort } from '../switch/port.js';

/** First wait after a refusal, doubled up to the longest. */
const FIRST_MS = 1000;
const LONGEST_MS = 60_000;

/**
 * What is to go at the switch goes: hang-ups and ends of bridges are tried again until the switch has accepted them,
 * also after the call itself is closed, so that no lost command leaves a channel or a bridge behind.
 */
export class Removals {
  private readonly waiting = new Map<string, () => Promise<void>>();

  constructor(
    private readonly parts: {
      readonly switchPort: SwitchPort;
      readonly scheduler: Scheduler;
      readonly clock: Clock;
      readonly log: Log;
    },
  ) {}

  /** Resolves when the first try has been answered; never rejects. */
  leg(leg: LegId, cause: 'normal' | 'busy' | 'rejected' | 'failure' = 'normal'): Promise<void> {
    return this.remove(`leg:${leg}`, () => this.parts.switchPort.hangUp(leg, cause), FIRST_MS);
  }

  bridge(bridge: string): Promise<void> {
    return this.remove(`bridge:${bridge}`, () => this.parts.switchPort.endBridge(bridge), FIRST_MS);
  }

  listening(listen: string): Promise<void> {
    return this.remove(`listening:${listen}`, () => this.parts.switchPort.stopListening(listen), FIRST_MS);
  }

  /** The link is back: what waits is tried at once. */
  onLinkUp(): void {
    for (const [what, run] of [...this.waiting]) void this.remove(what, run, FIRST_MS);
  }

  private async remove(what: string, run: () => Promise<void>, waitMs: number): Promise<void> {
    const { scheduler, clock, log } = this.parts;
    const key = `call-removal:${what}`;
    scheduler.cancel(key);
    this.waiting.set(what, run);
    try {
      await run();
      this.waiting.delete(what);
    } catch (error) {
      const code = error instanceof SwitchError ? error.code : 'SWITCH_FAULT';
      if (code === 'SWITCH_NO_SUCH_LEG' || code === 'SWITCH_BAD_REQUEST') {
        this.waiting.delete(what);
        if (code === 'SWITCH_BAD_REQUEST')
          log.error({ what, reason: String(error) }, 'the switch cannot remove this');
        return;
      }
      log.warn({ what, code, reason: String(error) }, 'still there at the switch: removed later');
      scheduler.set(key, clock.now() + waitMs, () => {
        if (this.waiting.has(what)) void this.remove(what, run, Math.min(waitMs * 2, LONGEST_MS));
      });
    }
  }
}
