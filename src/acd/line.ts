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
        ...(designations.length > 0 && { designations }),
      },
    });
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

  private drop(call: string): void {
    this.pool.matcher.removeCaller(call);
    this.pool.stays.delete(call);
    this.pool.deps.scheduler.cancel(`acd:rest:${call}`);
  }
}
