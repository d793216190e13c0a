import type { CallEvent } from '../call/types.js';
import type { Of } from '../kernel/event.js';
import type { Instant } from '../kernel/time.js';
import type { Offers } from './offers.js';
import type { Pool } from './pool.js';
import type { Preferences } from './preferences.js';
import type { AcdEvent } from './types.js';

type Left = Of<AcdEvent, 'acd.queue-left'>['data']['outcome'];

/** How callers come into line and leave it. To be used inside the pool's mailbox only. */
export class Line {
  constructor(
    private readonly pool: Pool,
    private readonly offers: Offers,
    private readonly preferences: Preferences,
  ) {}

  /** Puts a caller in line, or in another one. */
  enter(queued: Of<CallEvent, 'call.queued'>): void {
    const { call, queue, at, data } = queued;
    if (!call || !queue) return;
    const { pool } = this;
    if (pool.stays.has(call)) this.drop(call);
    const { priority, grade, skills, designatedAgent, since } = data;
    const now = pool.now();
    const designations = this.preferences.of(call, queue, since, now);
    pool.matcher.addCaller(
      {
        call,
        queue,
        priority,
        grade,
        skills,
        since,
        ...(designatedAgent !== undefined && { designatedAgent }),
        ...(designations.length > 0 && { designations }),
      },
      now,
    );
    pool.stays.set(call, { queue, since, enteredAt: at });
    pool.record({
      type: 'acd.queue-entered',
      call,
      queue,
      data: {
        since,
        length: pool.matcher.length(queue),
        position: pool.matcher.positionOf(call)!,
        again: data.again,
        ...(data.callback && { callback: true as const }),
        ...(designations.length > 0 && { designations }),
      },
    });
    pool.outOfReach.checkCaller(call);
    this.offers.match();
  }

  /** @param at when it happened for the call, so that its record and the queue's figures cannot differ */
  leave(call: string, outcome: Left, at: Instant): void {
    const { pool, offers } = this;
    const stay = pool.stays.get(call);
    if (!stay) return;
    const offer = offers.of(call);
    if (offer) offers.end(offer, outcome === 'abandoned' ? 'caller-gone' : 'withdrawn');
    this.drop(call);
    const waitedMs = at - stay.enteredAt;
    pool.record({ type: 'acd.queue-left', call, queue: stay.queue, data: { outcome, waitedMs } });
    offers.match(); // an agent who was held by this caller may be free
  }

  /** The agent has a callback in hand: the offer is confirmed, the place is kept until the customer is reached. */
  callbackTaken(call: string, offerId: string): void {
    const { pool, offers } = this;
    const offer = offers.get(offerId);
    const caller = pool.matcher.caller(call);
    if (!offer || offer.call !== call || !caller) return;
    offers.end(offer, 'confirmed');
    pool.matcher.offerConfirmed(call);
    pool.resting.set(call, caller);
  }

  /**
   * The customer was not reached: the callback can be offered again from then on, at its old place.
   * @param leftBy the agent who went before the customer was reached: not tried with it again for a while
   */
  callbackFailed(call: string, retryAt: Instant, leftBy: string | undefined): void {
    const { pool } = this;
    if (!pool.resting.has(call)) return;
    const back = (): void => {
      const caller = pool.resting.get(call);
      if (!caller || !pool.resting.delete(call)) return;
      pool.matcher.addCaller(caller, pool.now());
      if (leftBy !== undefined) this.offers.exclude(call, leftBy);
      this.offers.match();
    };
    if (retryAt <= pool.now()) back();
    else pool.deps.scheduler.set(`acd:rest:${call}`, retryAt, () => pool.post(back));
  }

  private drop(call: string): void {
    this.pool.resting.delete(call);
    this.pool.outOfReach.forgetCaller(call);
    this.pool.matcher.removeCaller(call);
    this.pool.stays.delete(call);
    this.pool.deps.scheduler.cancel(`acd:rest:${call}`);
  }
}
