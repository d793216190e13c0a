import type { AgentEvent, AgentState } from '../agent/types.js';
import type { CallEvent } from '../call/types.js';
import type { Event, Of } from '../kernel/event.js';
import { UnknownQueueError } from './errors.js';
import { Line } from './line.js';
import { Offers } from './offers.js';
import { Pool, type AcdDependencies } from './pool.js';
import { formerLine } from './take-over.js';

/**
 * The queues of one pool: one mailbox, because a freed agent is matched over all queues it serves. A caller leaves the
 * queue when the bridge is confirmed, not before. This is the door: what others' events and people's commands come to;
 * `line.ts` knows how callers come and go, `offers.ts` how agents are offered.
 */
export class AcdService {
  private readonly pool: Pool;
  private readonly offers: Offers;
  private readonly line: Line;

  constructor(private readonly deps: AcdDependencies) {
    this.pool = new Pool(deps);
    this.offers = new Offers(this.pool);
    this.line = new Line(this.pool, this.offers);
  }

  /**
   * Goes on with the line of a former process: to be called once, before the switch is connected; nobody is offered
   * anything until it is. Callers keep their clocks; offers whose phone had not been rung are taken back; exclusions are
   * forgotten.
   *
   * @param events the journal as far back as a call can reach
   * @param isOpen whether a call goes on
   * @param available ready agents who can be rung
   * @returns calls that wait for a queue that is not configured any more
   */
  restore(
    events: readonly Event[],
    isOpen: (call: string) => boolean,
    available: readonly AgentState[],
  ): string[] {
    const { pool } = this;
    const now = pool.now();
    const { stays, pending, owed, fence } = formerLine(events, isOpen, now);
    const homeless: string[] = [];
    pool.linked = false;
    this.offers.continueFrom(fence);
    pool.record(...owed);
    const offered = new Map(pending.map((made) => [made.call, made]));
    for (const { caller, enteredAt } of stays) {
      const { call, queue, since } = caller;
      pool.stays.set(call, { queue, since, enteredAt });
      const made = offered.get(call);
      try {
        if (made?.agent) {
          const leaseUntil = Math.max(made.data.leaseUntil, now + this.deps.leaseSlackMs);
          this.offers.hold({ offer: made.data.offer, call, agent: made.agent, queue, since }, leaseUntil);
          pool.matcher.addOffered(caller, made.agent, now);
        } else pool.matcher.addCaller(caller, now);
      } catch (error) {
        if (!(error instanceof UnknownQueueError)) throw error;
        homeless.push(call);
      }
    }
    for (const { agent, readySince, since, serviceMs } of available)
      pool.matcher.agentReady({
        agent,
        readySince: readySince ?? since,
        serviceMs,
        skills: this.deps.skillsOf(agent),
      });
    return homeless;
  }

  /** Place in its line, 1 for the one who is served first; undefined when the call does not stand in line. */
  positionOf(call: string): number | undefined {
    return this.pool.matcher.positionOf(call);
  }

  // ---- callers

  onCallQueued(event: Of<CallEvent, 'call.queued'>): void {
    this.pool.post(() => this.line.enter(event));
  }

  onCallEnded({ call, at, data }: Of<CallEvent, 'call.ended'>): void {
    if (call) this.pool.post(() => this.line.leave(call, data.by === 'caller' ? 'abandoned' : 'ended', at));
  }

  onWaitExpired({ call, at }: Of<CallEvent, 'call.wait-expired'>): void {
    if (call) this.pool.post(() => this.line.leave(call, 'ended', at));
  }

  /** A rule of the queue has taken the caller elsewhere. */
  onOverflowed({ call, at }: Of<CallEvent, 'call.overflowed'>): void {
    if (call) this.pool.post(() => this.line.leave(call, 'overflowed', at));
  }

  onConnected({ call, at, data }: Of<CallEvent, 'call.connected'>): void {
    if (!call) return;
    this.pool.post(() => {
      const offer = this.offers.get(data.offer);
      if (offer) {
        this.offers.end(offer, 'confirmed');
        this.pool.matcher.offerConfirmed(call); // the agent is busy now, whatever was told of being ready before
      }
      this.line.leave(call, 'answered', at);
    });
  }

  /** Link to the switch lost or made. */
  onLinkChanged(linked: boolean): void {
    this.pool.post(() => {
      this.pool.linked = linked;
      this.offers.match();
    });
  }

  // ---- offers

  onOfferFailed({ data }: Of<CallEvent, 'call.offer-failed'>): void {
    this.pool.post(() => {
      const offer = this.offers.get(data.offer);
      // The call's end follows at once and takes it out of the line: it is not offered to anybody in between.
      if (offer && data.reason === 'caller-gone') this.offers.end(offer, data.reason);
      else this.offers.takeBack(data.offer, data.reason);
    });
  }

  onOfferReturned({ data }: Of<AgentEvent, 'agent.offer-returned'>): void {
    this.pool.post(() => this.offers.takeBack(data.offer, data.reason));
  }

  // ---- agents

  onAgentReady({ agent, data }: Of<AgentEvent, 'agent.ready'>): void {
    if (!agent || data.reachable === false) return;
    const { readySince, serviceMs } = data;
    this.pool.post(() => {
      this.pool.matcher.agentReady({ agent, readySince, serviceMs, skills: this.deps.skillsOf(agent) });
      this.offers.match();
    });
  }

  /** Not ready, logged out, the page is away for the moment, or busy with something that did not come from the line. */
  onAgentGone(
    event: Of<
      AgentEvent,
      'agent.not-ready' | 'agent.logged-out' | 'agent.desk-lost' | 'agent.reserved' | 'agent.dialling'
    >,
  ): void {
    const { agent } = event;
    if (event.type === 'agent.desk-lost' && event.data.reachable) return;
    if (event.type === 'agent.reserved' && (event.data.purpose ?? 'serve') === 'serve') return;
    if (agent) this.pool.post(() => this.pool.matcher.agentGone(agent));
  }
}
