import type { CallEvent } from '../call/types.js';
import type { Of } from '../kernel/event.js';
import type { Offers } from './offers.js';
import type { Pool } from './pool.js';
import type { Preferences } from './preferences.js';

/**
 * Consults that stand in line: like callers with the priority of their call, under the call's id, for a call that is
 * talking stands in no line itself. Whether the agent takes it is the call's to find out; until that is settled the agent
 * is offered nothing else. To be used inside the pool's mailbox only.
 */
export class Consults {
  constructor(
    private readonly pool: Pool,
    private readonly offers: Offers,
    private readonly preferences: Preferences,
  ) {}

  /** A consult comes into line, or back into its place after an agent who did not take it. Known already: nothing. */
  enter({ call, queue, data }: Of<CallEvent, 'call.consult-queued'>): void {
    const { pool } = this;
    if (!call || !queue || !pool.settings.has(queue) || pool.stays.has(call)) return;
    const { consult, since, priority, grade, skills, without } = data;
    const known = pool.consults.get(call) === consult;
    if (!known) {
      this.drop(call);
      const designations = this.preferences.of(call, queue, since, pool.now());
      pool.matcher.addCaller(
        { call, queue, priority, grade, skills, since, ...(designations.length > 0 && { designations }) },
        pool.now(),
      );
      pool.consults.set(call, consult);
    }
    if (without !== undefined) this.offers.exclude(call, without);
    if (known) pool.matcher.offerReturned(call);
    pool.record({
      type: 'acd.consult-entered',
      call,
      queue,
      data: {
        consult,
        since,
        position: pool.matcher.positionOf(call)!,
        length: pool.matcher.length(queue),
        again: without !== undefined,
      },
    });
    this.offers.match();
  }

  /** The consulted agent is on the line, or nobody is sought any more. */
  leave(call: string, consult: string | undefined, outcome: 'connected' | 'over'): void {
    const { pool } = this;
    if (!pool.consults.has(call) || (consult !== undefined && pool.consults.get(call) !== consult)) return;
    if (outcome === 'connected') pool.matcher.offerConfirmed(call);
    this.drop(call);
    this.offers.match(); // an agent who was held by this consult may be free
  }

  private drop(call: string): void {
    if (this.pool.consults.delete(call)) this.pool.matcher.removeCaller(call);
  }
}
