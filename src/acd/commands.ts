import type { AgentId, CallId, QueueId, UserId } from '../kernel/ids.js';
import { AgentAwayError, NotAMemberError, NotWaitingError, UnknownQueueError } from './errors.js';
import type { Offers } from './offers.js';
import type { Pool, Stay } from './pool.js';
import type { Preferences } from './preferences.js';
import type { Designation } from './types.js';

/**
 * What supervisors do to callers in line. Each is a fact in the journal with who did it. To be used inside the pool's
 * mailbox only; each throws before anything is changed.
 */
export class Commands {
  /** Who was moved to the front last stands before those moved earlier. */
  private lastFront = 0;

  constructor(
    private readonly pool: Pool,
    private readonly offers: Offers,
    private readonly preferences: Preferences,
  ) {}

  /** Goes on from a former process: whoever is moved from now on stands before all who were moved then. */
  continueFrom(front: number): void {
    this.lastFront = Math.max(this.lastFront, front);
  }

  /** @param priority 0-9 @throws NotWaitingError */
  setPriority(call: CallId, priority: number, by: UserId): void {
    const { matcher } = this.pool;
    const { queue } = this.stayOf(call);
    const from = matcher.caller(call)!.priority;
    if (from === priority) return;
    matcher.changeCaller(call, { priority }, this.pool.now());
    this.pool.record({ type: 'acd.priority-changed', call, queue, data: { from, to: priority, by } });
    this.offers.match();
  }

  /** @throws NotWaitingError */
  moveToFront(call: CallId, by: UserId): void {
    const { matcher } = this.pool;
    const { queue } = this.stayOf(call);
    this.lastFront = Math.max(this.lastFront + 1, this.pool.now());
    const front = this.lastFront;
    matcher.changeCaller(call, { front }, this.pool.now());
    const position = matcher.positionOf(call)!;
    this.pool.record({ type: 'acd.moved', call, queue, data: { to: 'front', by, front, position } });
    this.offers.match();
  }

  /**
   * An open offer is taken back; clock, priority and refusals are kept, a place at the front and a supervisor's word for
   * an agent are not: they were said of the other line.
   *
   * @throws NotWaitingError; UnknownQueueError
   */
  moveToQueue(call: CallId, queue: QueueId, by: UserId): void {
    const { pool } = this;
    const stay = this.stayOf(call);
    if (!pool.settings.has(queue)) throw new UnknownQueueError(queue);
    if (stay.queue === queue) return;
    const now = pool.now();
    this.takeOfferBack(call);
    const { matcher } = pool;
    const designations = this.preferences.of(call, queue, stay.since, now);
    matcher.changeCaller(call, { queue, front: 0, designations }, now);
    pool.stays.set(call, { queue, since: stay.since, enteredAt: now });
    const position = matcher.positionOf(call)!;
    pool.record(
      { type: 'acd.moved', call, queue, data: { to: 'queue', by, from: stay.queue, position } },
      {
        type: 'acd.queue-left',
        call,
        queue: stay.queue,
        data: { outcome: 'moved', waitedMs: now - stay.enteredAt },
      },
      {
        type: 'acd.queue-entered',
        call,
        queue,
        data: {
          since: stay.since,
          length: matcher.length(queue),
          position,
          again: false,
          ...(designations.length > 0 && { designations }),
        },
      },
    );
    this.offers.match();
  }

  /**
   * Tries this agent alone, at once or as soon as he is ready, before all other callers and whatever skills the caller
   * needs, until he refuses or logs out. An offer to somebody else is taken back.
   *
   * @throws NotWaitingError; NotAMemberError; AgentAwayError
   */
  assign(call: CallId, agent: AgentId, by: UserId): void {
    const { pool } = this;
    const { matcher } = pool;
    const { queue } = this.stayOf(call);
    if (!matcher.serves(agent, queue)) throw new NotAMemberError(agent, queue);
    if (!matcher.isLoggedIn(agent)) throw new AgentAwayError(agent);
    const offer = this.offers.of(call);
    if (offer && offer.agent !== agent) this.takeOfferBack(call);
    this.offers.forgetExclusion(call, agent);
    const designation: Designation = { agent, why: 'assigned', until: null, by };
    const others = matcher.caller(call)!.designations ?? [];
    matcher.changeCaller(
      call,
      { designations: [designation, ...others.filter(({ why }) => why !== 'assigned')] },
      pool.now(),
    );
    pool.record({ type: 'acd.assigned', call, agent, queue, data: { by, designation } });
    this.offers.match();
  }

  private stayOf(call: CallId): Stay {
    const stay = this.pool.stays.get(call);
    if (!stay || !this.pool.matcher.caller(call)) throw new NotWaitingError(call);
    return stay;
  }

  private takeOfferBack(call: CallId): void {
    const offer = this.offers.of(call);
    if (!offer) return;
    this.offers.end(offer, 'withdrawn');
    this.pool.matcher.offerReturned(call);
  }
}
