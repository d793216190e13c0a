import { SwitchError } from './port.js';

/** Waits between attempts: 0.1 s, doubled up to 5 s. */
const FIRST_WAIT = 100;
const LONGEST_WAIT = 5000;

/** Tries for a link to a switch, for ever, until stopped: a switch that is away comes back some time. */
export class LinkAttempts {
  private stopped = false;
  private wait = FIRST_WAIT;
  private timer?: NodeJS.Timeout;

  /** @param connect one attempt; rejects when it came to nothing */
  constructor(
    private readonly connect: () => Promise<void>,
    private readonly log: { warn(fields: object, message: string): void },
  ) {}

  /**
   * Resolves when an attempt has succeeded for the first time.
   * @throws SwitchError `SWITCH_BAD_REQUEST` when the first answer of the switch leaves no hope (then nothing is tried
   * again), `SWITCH_DOWN` when stopped before
   */
  start(): Promise<void> {
    return new Promise((resolve, reject) => void this.attempt({ resolve, reject }, true));
  }

  /** The link was lost: tries anew. */
  again(): void {
    this.later(() => this.attempt(undefined, false));
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private async attempt(
    waiting: { resolve(): void; reject(error: unknown): void } | undefined,
    first: boolean,
  ): Promise<void> {
    try {
      await this.connect();
      this.wait = FIRST_WAIT;
      waiting?.resolve();
    } catch (error) {
      if (this.stopped) {
        waiting?.reject(new SwitchError('SWITCH_DOWN', 'stopped before the switch answered'));
        return;
      }
      if (first && error instanceof SwitchError && error.code === 'SWITCH_BAD_REQUEST') {
        this.stop();
        waiting?.reject(error);
        return;
      }
      this.log.warn({ reason: (error as Error).message, nextMs: this.wait }, 'switch not reached');
      this.later(() => this.attempt(waiting, first && !(error instanceof SwitchError)));
    }
  }

  private later(attempt: () => Promise<void>): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => void attempt(), this.wait);
    this.wait = Math.min(LONGEST_WAIT, this.wait * 2);
  }
}
