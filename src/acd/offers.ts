import type { OfferFailure } from '../call/types.js';
import type { Instant } from '../kernel/time.js';
import type { Pool } from './pool.js';
import { SETS_ASIDE, type OfferOutcome } from './outcomes.js';
import type { Match } from './types.js';

export interface Offer {
  readonly offer: string;
  readonly call: string;
  readonly agent: string;
  readonly queue: string;
  readonly since: Instant;
}

/** After an offer that the switch failed, before the same caller is offered again. */
const SWITCH_REST_MS = 1000;

/**
 * Makes offers of matches and holds them by lease and fencing number (DESIGN.md 3.2). To be used inside the pool's
 * mailbox only.
 */
export class Offers {
  private readonly open = new Map<string, Offer>();
  private readonly ofCall = new Map<string, Offer>();
  /** Grows with every offer, also across restarts: it starts at the clock, or beyond the journal's greatest. */
  private fence: number;

  constructor(private readonly pool: Pool) {
    this.fence = pool.now();
  }

  get(offer: string): Offer | undefined {
    return this.open.get(offer);
  }

  /** The offer in which this caller is. */
  of(call: string): Offer | undefined {
    return this.ofCall.get(call);
  }

  /** Numbers go on beyond those of a former process. */
  continueFrom(fence: number): void {
    this.fence = Math.max(this.fence, fence);
  }

  /** Offers whatever can be offered now, and looks again when waiting itself changes something. */
  match(): void {
    const { pool } = this;
    if (!pool.linked) return;
    const now = pool.now();
    const { matcher, deps } = pool;
    for (let match = matcher.next(now); match; match = matcher.next(now)) this.make(match, now);
    const step = matcher.nextStepAt(now);
    if (step === undefined) deps.scheduler.cancel('acd:step');
    else deps.scheduler.set('acd:step', step, () => pool.post(() => this.match()));
  }

  private make({ call, agent, queue, decision }: Match, now: Instant): void {
    const { pool } = this;
    const settings = pool.settings.get(queue);
    if (!settings) return;
    const offer = pool.deps.ids.next('offer');
    const consult = pool.consults.get(call);
    if (consult !== undefined) {
      pool.record({ type: 'acd.consult-matched', call, agent, queue, data: { consult, offer, decision } });
      return;
    }
    const since = pool.stays.get(call)?.since ?? now;
    // Twice: a ring may be held back for as long as it then rings.
    const leaseUntil = now + 2 * settings.ringMs + pool.deps.leaseSlackMs;
    this.hold({ offer, call, agent, queue, since }, leaseUntil);
    pool.record({
      type: 'acd.offer-made',
      call,
      agent,
      queue,
      data: {
        offer,
        fence: ++this.fence,
        leaseUntil,
        ringMs: settings.ringMs,
        wrapUpMs: settings.wrapUpMs,
        since,
        decision,
      },
    });
  }

  /** Keeps an offer that has been made until it ends or the lease runs out. */
  hold(offer: Offer, leaseUntil: Instant): void {
    this.open.set(offer.offer, offer);
    this.ofCall.set(offer.call, offer);
    this.pool.deps.scheduler.set(`acd:lease:${offer.offer}`, leaseUntil, () =>
      this.pool.post(() => this.takeBack(offer.offer, 'lease-expired')),
    );
  }

  /** Says that the offer is over; the matcher is not told. */
  end(offer: Offer, outcome: OfferOutcome): void {
    this.open.delete(offer.offer);
    this.ofCall.delete(offer.call);
    this.pool.deps.scheduler.cancel(`acd:lease:${offer.offer}`);
    this.pool.record({
      type: 'acd.offer-ended',
      call: offer.call,
      agent: offer.agent,
      queue: offer.queue,
      data: { offer: offer.offer, outcome },
    });
  }

  /** Ends an offer that came to nothing; the caller keeps place and clock. Nothing happens for one that has ended. */
  takeBack(offerId: string, reason: OfferFailure | 'lease-expired'): void {
    const offer = this.open.get(offerId);
    if (!offer) return;
    this.end(offer, reason);
    if (SETS_ASIDE.has(reason)) this.exclude(offer.call, offer.agent);
    if (reason !== 'switch-fault') return this.backInLine(offer);
    // A switch that fails at once would fail at once again: caller and agent rest a moment before the next try.
    const { scheduler } = this.pool.deps;
    scheduler.set(`acd:rest:${offer.call}`, this.pool.now() + SWITCH_REST_MS, () =>
      this.pool.post(() => this.backInLine(offer)),
    );
  }

  /** The agent may be tried for this caller again at once. */
  forgetExclusion(call: string, agent: string): void {
    this.pool.deps.scheduler.cancel(`acd:excluded:${call}:${agent}`);
    this.pool.matcher.include(call, agent);
  }

  /** The agent is not tried for this caller for a while. */
  exclude(call: string, agent: string): void {
    const { matcher, deps } = this.pool;
    matcher.exclude(call, agent);
    deps.scheduler.set(`acd:excluded:${call}:${agent}`, this.pool.now() + deps.exclusionMs, () =>
      this.pool.post(() => {
        matcher.include(call, agent);
        this.match();
      }),
    );
  }

  private backInLine({ call, agent }: Offer): void {
    const { stays, matcher, outOfReach } = this.pool;
    if (stays.has(call) && !this.ofCall.has(call)) matcher.offerReturned(call);
    outOfReach.checkCaller(call);
    outOfReach.checkAgent(agent);
    this.match();
  }
}
