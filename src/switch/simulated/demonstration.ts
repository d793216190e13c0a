import type { Millis } from '../../kernel/time.js';
import type { Clock } from '../../runtime/clock.js';
import type { Scheduler } from '../../runtime/scheduler.js';
import type { SimulatedCaller } from './far-ends.js';
import type { SimulatedWorld } from './world.js';

export interface DemonstrationSettings {
  readonly world: SimulatedWorld;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  /** Accounts of the agents' phones; each answers by itself. */
  readonly phones: readonly string[];
  /** Numbers that call, one after the other, over and over. */
  readonly callers: readonly string[];
  readonly dialled: string;
  /** From one caller to the next. Default 20 s. */
  readonly everyMs?: Millis;
}

const ANSWER_AFTER_MS = 4000;
const MENU_AFTER_MS = 6000;
const PATIENCE_MS = 90_000;

/**
 * Life for `npm run dev`: callers come, press 1, and hang up after a while; the phones of agents who are ready answer by
 * themselves, as no browser can register here. Runs until the scheduler stops.
 */
export function demonstrate(settings: DemonstrationSettings): void {
  const { world, clock, scheduler, phones, callers, dialled, everyMs = 20_000 } = settings;
  let count = 0;
  const after = (key: string, ms: Millis, run: () => void): void =>
    scheduler.set(`demonstration:${key}`, clock.now() + ms, run);
  const follow = (caller: SimulatedCaller, key: string): void => {
    after(`${key}:menu`, MENU_AFTER_MS, () => caller.press('1'));
    after(`${key}:end`, PATIENCE_MS, () => caller.hangUp());
  };
  const next = (): void => {
    for (const phone of phones) {
      const far = world.phone(phone);
      far.register(); // an account comes with the first log-in and again with every reload of the page
      far.onRing({ do: 'answer', afterMs: ANSWER_AFTER_MS });
    }
    const from = callers[count % callers.length];
    if (from !== undefined) follow(world.callIn({ from, dialled, trunk: 'simulated' }), String(count));
    count++;
    after('next', everyMs, next);
  };
  after('next', everyMs, next);
}
