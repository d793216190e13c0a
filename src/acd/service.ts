import type { AgentEvent, AgentState } from '../agent/types.js';
import { NoSuchCallError } from '../call/errors.js';
import type { CallEvent } from '../call/types.js';
import type { Event, Of } from '../kernel/event.js';
import type { AgentId, CallId, QueueId, UserId } from '../kernel/ids.js';
import { Commands } from './commands.js';
import { Consults } from './consults.js';
import { UnknownQueueError } from './errors.js';
import { Line } from './line.js';
import { Offers } from './offers.js';
import { Pool, type AcdDependencies } from './pool.js';
import { Preferences } from './preferences.js';
import { formerLine } from './take-over.js';
import type { AgentWhy, WhyCaller } from './why-types.js';
import { standingNow, whyCaller, whyNotOffered } from './why.js';

/**
 * The queues of one pool: one mailbox, because a freed agent is matched over all queues it serves. A caller leaves the
 * queue when the bridge is confirmed, not before. This is the door: what others' events and people's commands come to;
 * `line.ts` knows how callers come and go, `offers.ts` how agents are offered.
 */
export class AcdService {
  private readonly pool: Pool;
  private readonly offers: Offers;
  private readonly line: Line;
  private readonly consults: Consults;
  private readonly commands: Commands;

  constructor(private readonly deps: AcdDependencies) {
    this.pool = new Pool(deps);
    this.offers = new Offers(this.pool);
    const preferences = new Preferences(this.pool.settings, deps.knownAgentsOf);
    this.line = new Line(this.pool, this.offers, preferences);
    this.consults = new Consults(this.pool, this.offers, preferences);
    this.commands = new Commands(this.pool, this.offers, preferences);
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
    const { stays, pending, owed, fence, front, loggedIn } = formerLine(events, isOpen, now);
    const homeless: string[] = [];
    pool.linked = false;
    this.offers.continueFrom(fence);
    this.commands.continueFrom(front);
    for (const agent of loggedIn) pool.matcher.agentLoggedIn(agent);
    pool.record(...owed);
    const offered = new Map(pending.map((made) => [made.call, made]));
    for (const { caller, enteredAt, rests } of stays) {
      const { call, queue, since } = caller;
      pool.stays.set(call, { queue, since, enteredAt });
      if (rests && pool.settings.has(queue)) {
        pool.resting.set(call, caller);
        if (rests.until !== undefined)
          this.line.callbackFailed(call, Math.max(rests.until, now + 1), undefined);
        continue;
      }
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
    if (!call) return;
    this.pool.post(() => {
      this.consults.leave(call, undefined, 'over');
      this.line.leave(call, data.by === 'caller' ? 'abandoned' : 'ended', at);
    });
  }

  onWaitExpired({ call, at }: Of<CallEvent, 'call.wait-expired'>): void {
    if (call) this.pool.post(() => this.line.leave(call, 'ended', at));
  }

  /** The caller has gone; a callback stands in line instead. */
  onCallbackAsked({ call, at }: Of<CallEvent, 'call.callback-asked'>): void {
    if (call) this.pool.post(() => this.line.leave(call, 'called-back', at));
  }

  onCallbackTaken({ call, data }: Of<CallEvent, 'call.callback-taken'>): void {
    if (call) this.pool.post(() => this.line.callbackTaken(call, data.offer));
  }

  onCallbackFailed({ call, agent, data }: Of<CallEvent, 'call.callback-failed'>): void {
    const leftBy = data.reason === 'agent-left' ? agent : undefined;
    if (call) this.pool.post(() => this.line.callbackFailed(call, data.retryAt, leftBy));
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

  /** A link to a switch was lost or made. */
  onLinksChanged(): void {
    this.pool.post(() => {
      this.pool.linked = this.deps.reach.linked();
      if (this.pool.linked) this.pool.outOfReach.settle();
      this.offers.match();
    });
  }

  /** A phone has registered, maybe at another switch than before. */
  onPhoneRegistered({ phone }: { readonly phone: string }): void {
    const { several, agentOf } = this.deps.reach;
    const agent = several ? agentOf(phone) : undefined;
    if (agent === undefined) return;
    this.pool.post(() => {
      this.pool.outOfReach.backAgent(agent);
      this.offers.match();
    });
  }

  // ---- consults

  onConsultQueued(event: Of<CallEvent, 'call.consult-queued'>): void {
    this.pool.post(() => this.consults.enter(event));
  }

  onConsultSettled({
    call,
    type,
    data,
  }: Of<CallEvent, 'call.consult-connected' | 'call.consult-ended'>): void {
    const outcome = type === 'call.consult-connected' ? 'connected' : 'over';
    if (call) this.pool.post(() => this.consults.leave(call, data.consult, outcome));
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
      this.pool.outOfReach.checkAgent(agent);
      this.offers.match();
    });
  }

  onAgentLoggedIn({ agent }: Of<AgentEvent, 'agent.logged-in'>): void {
    if (agent) this.pool.post(() => this.pool.matcher.agentLoggedIn(agent));
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
    if (!agent) return;
    this.pool.post(() => {
      this.pool.outOfReach.forgetAgent(agent);
      if (event.type !== 'agent.logged-out') return this.pool.matcher.agentGone(agent);
      this.pool.matcher.agentLoggedOut(agent);
      this.offers.match(); // whoever waited for this agent alone waits for all now
    });
  }

  // ---- why

  /**
   * Why a caller waits or waited.
   * @param events all events of the call, from the journal
   * @throws NoSuchCallError `CALL_UNKNOWN` without any
   */
  async whyCaller(call: CallId, events: readonly Event[]): Promise<WhyCaller> {
    if (events.length === 0) throw new NoSuchCallError();
    const { pool } = this;
    return pool.ask(() => ({ ...whyCaller(events), call, now: standingNow(pool.matcher, call, pool.now()) }));
  }

  /** Why an agent is not offered a call now; one who serves no queue gets that answer. */
  whyNotOffered(agent: AgentId): Promise<AgentWhy> {
    const { pool } = this;
    return pool.ask(() => {
      const linked = pool.linked && !pool.outOfReach.hasAgent(agent);
      return whyNotOffered(
        { matcher: pool.matcher, linked, skillsOf: this.deps.skillsOf },
        agent,
        pool.now(),
      );
    });
  }

  // ---- commands of people; each settles when it is done and recorded

  /**
   * Makes a waiting caller more or less urgent.
   * @param priority 0-9, higher is served first
   * @throws NotWaitingError `ACD_NOT_WAITING`
   */
  setPriority(call: CallId, priority: number, by: UserId): Promise<void> {
    return this.pool.ask(() => this.commands.setPriority(call, priority, by));
  }

  /**
   * Before everybody else of the line, and before every caller of other queues that an agent of this one serves.
   * @throws NotWaitingError `ACD_NOT_WAITING`
   */
  moveToFront(call: CallId, by: UserId): Promise<void> {
    return this.pool.ask(() => this.commands.moveToFront(call, by));
  }

  /**
   * Into another line; the waiting clock goes on. An open offer is taken back.
   * @throws NotWaitingError `ACD_NOT_WAITING`; UnknownQueueError `ACD_UNKNOWN_QUEUE`
   */
  moveToQueue(call: CallId, queue: QueueId, by: UserId): Promise<void> {
    return this.pool.ask(() => this.commands.moveToQueue(call, queue, by));
  }

  /**
   * To this agent alone: at once if he is ready, else as soon as he is, before all other callers. When he refuses or
   * logs out the whole queue may serve again.
   * @throws NotWaitingError `ACD_NOT_WAITING`; NotAMemberError `ACD_NOT_A_MEMBER`; AgentAwayError `ACD_AGENT_AWAY`
   */
  assign(call: CallId, agent: AgentId, by: UserId): Promise<void> {
    return this.pool.ask(() => this.commands.assign(call, agent, by));
  }
}
