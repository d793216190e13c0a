import type { AgentEvent, AgentState } from '../agent/types.js';
import type { CallEvent, OfferFailure } from '../call/types.js';
import type { Draft, Event, Of } from '../kernel/event.js';
import type { IdSource } from '../kernel/ids.js';
import type { Clock } from '../runtime/clock.js';
import type { Log } from '../runtime/log.js';
import type { Mailboxes } from '../runtime/mailbox.js';
import type { Recorder } from '../runtime/bus.js';
import type { Scheduler } from '../runtime/scheduler.js';
import { UnknownQueueError } from './errors.js';
import { Matcher } from './matcher.js';
import { formerLine } from './take-over.js';
import type { AcdEvent, Match, QueueSettings } from './types.js';

export interface AcdDependencies {
  readonly queues: readonly QueueSettings[];
  readonly configVersion: string;
  /** Levels 0-100 of an agent's skills. */
  readonly skillsOf: (agent: string) => Readonly<Record<string, number>>;
  readonly recorder: Recorder;
  readonly mailboxes: Mailboxes;
  readonly scheduler: Scheduler;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly log: Log;
  /** Beyond ring time and pop deadline: then the lease of an offer runs out whatever anybody says. */
  readonly leaseSlackMs: number;
  /** How long an agent who let this caller ring, refused or got lost is not offered the same caller again. */
  readonly exclusionMs: number;
}

interface Offer {
  readonly offer: string;
  readonly call: string;
  readonly agent: string;
  readonly queue: string;
  readonly since: number;
}

/** Failures that set the agent aside for this caller; the others are nobody's fault. */
const EXCLUDES: ReadonlySet<OfferFailure | 'lease-expired'> = new Set([
  'no-answer',
  'rejected',
  'busy',
  'unreachable',
  'desk-lost',
  'lease-expired',
]);

/** After an offer that the switch failed, before the same caller is offered again. */
const SWITCH_REST_MS = 1000;

/**
 * The queues of one pool: one mailbox, because a freed agent is matched over all queues it serves. Offers are held here
 * by lease and fencing number (DESIGN.md 3.2): a caller leaves the queue when the bridge is confirmed, not before.
 */
export class AcdService {
  private readonly matcher: Matcher;
  private readonly settings: ReadonlyMap<string, QueueSettings>;
  private readonly offers = new Map<string, Offer>();
  private readonly offerOfCall = new Map<string, string>();
  /** `since` is the waiting clock, which never restarts; `enteredAt` the begin of this stay in line. */
  private readonly waitingSince = new Map<string, { queue: string; since: number; enteredAt: number }>();
  /** Without a link no phone can be rung: callers keep their places and nobody is offered anything. */
  private linked = true;
  /** Grows with every offer, also across restarts: it starts at the clock, or beyond the journal's greatest. */
  private fence: number;

  constructor(private readonly deps: AcdDependencies) {
    this.matcher = new Matcher(deps.queues, deps.configVersion);
    this.settings = new Map(deps.queues.map((queue) => [queue.queue, queue]));
    this.fence = deps.clock.now();
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
    const now = this.deps.clock.now();
    const { stays, pending, owed, fence } = formerLine(events, isOpen, now);
    const homeless: string[] = [];
    this.linked = false;
    this.fence = Math.max(this.fence, fence);
    this.record(...owed);
    const offered = new Map(pending.map((made) => [made.call, made]));
    for (const { caller, enteredAt } of stays) {
      const { call, queue, since } = caller;
      this.waitingSince.set(call, { queue, since, enteredAt });
      const made = offered.get(call);
      try {
        if (made?.agent) {
          const leaseUntil = Math.max(made.data.leaseUntil, now + this.deps.leaseSlackMs);
          this.hold({ offer: made.data.offer, call, agent: made.agent, queue, since }, leaseUntil);
          this.matcher.addOffered(caller, made.agent, now);
        } else this.matcher.addCaller(caller, now);
      } catch (error) {
        if (!(error instanceof UnknownQueueError)) throw error;
        homeless.push(call);
      }
    }
    for (const { agent, readySince, since, serviceMs } of available)
      this.matcher.agentReady({
        agent,
        readySince: readySince ?? since,
        serviceMs,
        skills: this.deps.skillsOf(agent),
      });
    return homeless;
  }

  // ---- callers

  onCallQueued({ call, queue, at, data }: Of<CallEvent, 'call.queued'>): void {
    if (!call || !queue) return;
    this.post(() => {
      const now = this.deps.clock.now();
      if (this.waitingSince.has(call)) this.drop(call);
      this.matcher.addCaller({ ...data, queue, call }, now);
      this.waitingSince.set(call, { queue, since: data.since, enteredAt: at });
      this.record({
        type: 'acd.queue-entered',
        call,
        queue,
        data: { since: data.since, length: this.matcher.length(queue), again: data.again },
      });
      this.match(now);
    });
  }

  onCallEnded({ call, at, data }: Of<CallEvent, 'call.ended'>): void {
    if (call) this.post(() => this.leave(call, data.by === 'caller' ? 'abandoned' : 'ended', at));
  }

  onWaitExpired({ call, at }: Of<CallEvent, 'call.wait-expired'>): void {
    if (call) this.post(() => this.leave(call, 'ended', at));
  }

  onConnected({ call, at, data }: Of<CallEvent, 'call.connected'>): void {
    if (!call) return;
    this.post(() => {
      const offer = this.offers.get(data.offer);
      if (offer) {
        this.endOffer(offer, 'confirmed');
        this.matcher.offerConfirmed(call); // the agent is busy now, whatever was told of being ready before
      }
      this.leave(call, 'answered', at);
    });
  }

  /** Link to the switch lost or made. */
  onLinkChanged(linked: boolean): void {
    this.post(() => {
      this.linked = linked;
      this.match(this.deps.clock.now());
    });
  }

  // ---- offers

  onOfferFailed({ data }: Of<CallEvent, 'call.offer-failed'>): void {
    this.post(() => {
      const offer = this.offers.get(data.offer);
      // The call's end follows at once and takes it out of the line: it is not offered to anybody in between.
      if (offer && data.reason === 'caller-gone') this.endOffer(offer, data.reason);
      else this.takeBack(data.offer, data.reason);
    });
  }

  onOfferReturned({ data }: Of<AgentEvent, 'agent.offer-returned'>): void {
    this.post(() => this.takeBack(data.offer, data.reason));
  }

  // ---- agents

  onAgentReady({ agent, data }: Of<AgentEvent, 'agent.ready'>): void {
    if (!agent || data.reachable === false) return;
    const { readySince, serviceMs } = data;
    this.post(() => {
      const now = this.deps.clock.now();
      this.matcher.agentReady({ agent, readySince, serviceMs, skills: this.deps.skillsOf(agent) });
      this.match(now);
    });
  }

  /** Not ready, logged out, or the page is away for the moment. */
  onAgentGone(event: Of<AgentEvent, 'agent.not-ready' | 'agent.logged-out' | 'agent.desk-lost'>): void {
    const { agent } = event;
    if (event.type === 'agent.desk-lost' && event.data.reachable) return;
    if (agent) this.post(() => this.matcher.agentGone(agent));
  }

  // ---- the machine

  private post(work: () => void): void {
    void this.deps.mailboxes.post('pool', work);
  }

  private record(...drafts: Draft<AcdEvent>[]): void {
    this.deps.recorder.record<AcdEvent>(drafts);
  }

  private match(now: number): void {
    if (!this.linked) return;
    for (let match = this.matcher.next(now); match; match = this.matcher.next(now)) this.offer(match, now);
    const step = this.matcher.nextStepAt(now);
    if (step === undefined) this.deps.scheduler.cancel('acd:step');
    else this.deps.scheduler.set('acd:step', step, () => this.post(() => this.match(this.deps.clock.now())));
  }

  private offer({ call, agent, queue, decision }: Match, now: number): void {
    const settings = this.settings.get(queue);
    if (!settings) return;
    const offer = this.deps.ids.next('offer');
    const since = this.waitingSince.get(call)?.since ?? now;
    const leaseUntil = now + settings.ringMs + this.deps.leaseSlackMs;
    this.hold({ offer, call, agent, queue, since }, leaseUntil);
    this.record({
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

  private hold(offer: Offer, leaseUntil: number): void {
    this.offers.set(offer.offer, offer);
    this.offerOfCall.set(offer.call, offer.offer);
    this.deps.scheduler.set(`acd:lease:${offer.offer}`, leaseUntil, () =>
      this.post(() => this.takeBack(offer.offer, 'lease-expired')),
    );
  }

  /** Ends an offer that came to nothing; the caller keeps place and clock. Nothing happens for one that has ended. */
  private takeBack(offerId: string, reason: OfferFailure | 'lease-expired'): void {
    const offer = this.offers.get(offerId);
    if (!offer) return;
    const now = this.deps.clock.now();
    this.endOffer(offer, reason);
    if (EXCLUDES.has(reason)) {
      const { call, agent } = offer;
      this.matcher.exclude(call, agent);
      this.deps.scheduler.set(`acd:excluded:${call}:${agent}`, now + this.deps.exclusionMs, () =>
        this.post(() => {
          this.matcher.include(call, agent);
          this.match(this.deps.clock.now());
        }),
      );
    }
    if (reason !== 'switch-fault') return this.backInLine(offer.call);
    // A switch that fails at once would fail at once again: caller and agent rest a moment before the next try.
    this.deps.scheduler.set(`acd:rest:${offer.call}`, now + SWITCH_REST_MS, () =>
      this.post(() => this.backInLine(offer.call)),
    );
  }

  private backInLine(call: string): void {
    if (this.waitingSince.has(call) && !this.offerOfCall.has(call)) this.matcher.offerReturned(call);
    this.match(this.deps.clock.now());
  }

  private endOffer(offer: Offer, outcome: Of<AcdEvent, 'acd.offer-ended'>['data']['outcome']): void {
    this.offers.delete(offer.offer);
    this.offerOfCall.delete(offer.call);
    this.deps.scheduler.cancel(`acd:lease:${offer.offer}`);
    this.record({
      type: 'acd.offer-ended',
      call: offer.call,
      agent: offer.agent,
      queue: offer.queue,
      data: { offer: offer.offer, outcome },
    });
  }

  /** @param at when it happened for the call, so that its record and the queue's figures cannot differ */
  private leave(call: string, outcome: 'answered' | 'abandoned' | 'ended', at: number): void {
    const waiting = this.waitingSince.get(call);
    if (!waiting) return;
    const open = this.offerOfCall.get(call);
    const offer = open ? this.offers.get(open) : undefined;
    if (offer) this.endOffer(offer, outcome === 'abandoned' ? 'caller-gone' : 'withdrawn');
    this.drop(call);
    const waitedMs = at - waiting.enteredAt;
    this.record({ type: 'acd.queue-left', call, queue: waiting.queue, data: { outcome, waitedMs } });
    this.match(this.deps.clock.now()); // an agent who was held by this caller may be free
  }

  private drop(call: string): void {
    this.matcher.removeCaller(call);
    this.waitingSince.delete(call);
    this.deps.scheduler.cancel(`acd:rest:${call}`);
  }
}
