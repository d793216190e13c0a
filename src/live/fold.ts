/**
 * What is going on now, folded from the journal: feeds desks and boards. The same events make the records and reports,
 * so live and historic figures cannot differ (DESIGN.md 3.7).
 */
import type { AcdEvent } from '../acd/types.js';
import type { AgentEvent, AgentStateName } from '../agent/types.js';
import type { CallEvent, CallPhase } from '../call/types.js';
import type { Event } from '../kernel/event.js';
import { newAgent, newDay } from './empty.js';
import type { Change, Conservation, LiveAgent, LiveCall, QueueDay } from './types.js';

type Known = CallEvent | AcdEvent | AgentEvent;

export class LiveFold {
  readonly calls = new Map<string, LiveCall>();
  readonly agents = new Map<string, LiveAgent>();
  readonly days = new Map<string, QueueDay>();
  /** Callers in line: queue by call. */
  readonly waiting = new Map<string, string>();
  /** How many stand in each queue: every desk shows it, so it is kept and not counted. */
  readonly lengths = new Map<string, number>();
  readonly conservation: Conservation = {
    entered: 0,
    answered: 0,
    abandoned: 0,
    overflowed: 0,
    otherwise: 0,
  };
  /** Offers that are open: agent by offer. More than one of an agent is a violation. */
  readonly offers = new Map<string, string>();
  /** Agents by the call on their desk. */
  private readonly onDesk = new Map<string, Set<string>>();
  private day = '';

  /**
   * @param settings T of each queue's service level in milliseconds
   * @param dayOf the calendar day of a moment at the centre; a new day starts the day's figures
   */
  constructor(
    agents: readonly string[],
    private readonly settings: ReadonlyMap<string, number>,
    private readonly dayOf: (at: number) => string,
  ) {
    for (const agent of agents) this.agents.set(agent, newAgent(agent));
    for (const queue of settings.keys()) this.days.set(queue, newDay());
  }

  apply(event: Event): Change {
    const day = this.dayOf(event.at);
    if (day !== this.day) {
      this.day = day;
      for (const queue of this.days.keys()) this.days.set(queue, newDay());
    }
    const known = event as Known;
    if (known.type.startsWith('call.')) return this.applyCall(known as CallEvent);
    if (known.type.startsWith('acd.')) return this.applyAcd(known as AcdEvent);
    if (known.type.startsWith('agent.')) return this.applyAgent(known as AgentEvent);
    return { agents: [] };
  }

  /** Agents that hold more than one open offer; always empty unless something is broken. */
  doubleOffers(): string[] {
    const seen = new Set<string>();
    const twice = new Set<string>();
    for (const agent of this.offers.values()) {
      if (seen.has(agent)) twice.add(agent);
      seen.add(agent);
    }
    return [...twice];
  }

  private applyCall(event: CallEvent): Change {
    if (!event.call) return { agents: [] };
    if (event.type === 'call.arrived') {
      const { from, dialled, language } = event.data;
      this.calls.set(event.call, {
        call: event.call,
        number: from.number,
        callerName: from.name,
        dialled,
        language,
        arrivedAt: event.at,
        phase: 'arriving',
        since: event.at,
        queuedAt: null,
        connectedAt: null,
        queue: null,
        agent: null,
        priority: 0,
        grade: 0,
        collected: [],
        listeners: new Map(),
        result: null,
        note: '',
      });
      return { agents: [] };
    }
    const call = this.calls.get(event.call);
    if (!call) return { agents: [] };
    const enter = (phase: CallPhase): void => {
      call.phase = phase;
      call.since = event.at;
    };
    const shown = this.showing(event.call);
    switch (event.type) {
      case 'call.answered':
        enter('ivr');
        break;
      case 'call.collected':
        call.collected.push({ name: event.data.name, value: event.data.value });
        break;
      case 'call.language-set':
        call.language = event.data.language;
        break;
      case 'call.queued':
        enter('waiting');
        call.queuedAt = event.data.since;
        call.queue = event.queue ?? null;
        call.priority = event.data.priority;
        call.grade = event.data.grade;
        call.agent = null;
        call.connectedAt = null;
        break;
      case 'call.connected':
        enter('talking');
        call.connectedAt = event.at;
        call.agent = event.agent ?? null;
        break;
      case 'call.leaving':
        enter('leaving');
        break;
      case 'call.listen-connected':
        call.listeners.set(event.data.leg, event.data.user);
        break;
      case 'call.listen-ended':
        call.listeners.delete(event.data.leg);
        break;
      case 'call.ended':
        enter('ended');
        if (shown.length === 0) this.calls.delete(event.call);
        break;
      case 'call.closed':
        if (shown.length === 0) this.calls.delete(event.call);
        break;
      default:
        return { agents: [] };
    }
    return { agents: shown };
  }

  private applyAcd(event: AcdEvent): Change {
    const { queue, call } = event;
    if (!queue || !call) return { agents: [] };
    let day = this.days.get(queue);
    if (!day) this.days.set(queue, (day = newDay()));
    switch (event.type) {
      case 'acd.queue-entered':
        this.leaveLine(call);
        this.waiting.set(call, queue);
        this.lengths.set(queue, (this.lengths.get(queue) ?? 0) + 1);
        day.entered++;
        this.conservation.entered++;
        return { agents: [], queue };
      case 'acd.queue-left': {
        this.leaveLine(call);
        const { outcome, waitedMs } = event.data;
        day.longestWaitMs = Math.max(day.longestWaitMs, waitedMs);
        const kind = outcome === 'ended' ? 'otherwise' : outcome;
        day[kind]++;
        this.conservation[kind]++;
        if (outcome === 'answered') {
          day.answeredWaitMs += waitedMs;
          if (waitedMs <= (this.settings.get(queue) ?? 0)) day.answeredInT++;
        }
        return { agents: [], queue };
      }
      case 'acd.offer-made':
        if (event.agent) this.offers.set(event.data.offer, event.agent);
        return { agents: [] };
      case 'acd.offer-ended':
        this.offers.delete(event.data.offer);
        return { agents: [] };
    }
  }

  private leaveLine(call: string): void {
    const queue = this.waiting.get(call);
    if (queue === undefined) return;
    this.waiting.delete(call);
    this.lengths.set(queue, (this.lengths.get(queue) ?? 1) - 1);
  }

  private applyAgent(event: AgentEvent): Change {
    if (!event.agent) return { agents: [] };
    let agent = this.agents.get(event.agent);
    if (!agent) this.agents.set(event.agent, (agent = newAgent(event.agent)));
    const rest = (state: AgentStateName, reason: string | null, since = event.at): void => {
      const gone = agent.call;
      Object.assign(agent, {
        state,
        reason,
        since,
        until: null,
        next: null,
        call: null,
        offer: null,
        queue: null,
      });
      if (!gone) return;
      const desks = this.onDesk.get(gone);
      desks?.delete(agent.agent);
      if (desks?.size === 0) this.onDesk.delete(gone);
      if (this.calls.get(gone)?.phase === 'ended' && !this.onDesk.has(gone)) this.calls.delete(gone);
    };
    switch (event.type) {
      case 'agent.logged-in':
        rest('not-ready', 'just-logged-in');
        Object.assign(agent, { answered: 0, missed: 0, talkMs: 0, wrapUpMs: 0 });
        break;
      case 'agent.logged-out':
        rest('logged-out', event.data.reason);
        break;
      case 'agent.ready':
        rest('ready', null, event.data.readySince);
        break;
      case 'agent.not-ready':
        if (event.data.by === 'system') agent.missed++; // the system sets aside only for an offer that was missed
        rest('not-ready', event.data.reason);
        break;
      case 'agent.next-requested':
        agent.next = event.data.next;
        break;
      case 'agent.reserved':
        Object.assign(agent, {
          state: 'reserved',
          since: event.at,
          until: null,
          call: event.call ?? null,
          offer: event.data.offer,
          queue: event.queue ?? null,
        });
        if (event.call)
          this.onDesk.set(event.call, (this.onDesk.get(event.call) ?? new Set()).add(agent.agent));
        break;
      case 'agent.ringing':
        Object.assign(agent, { state: 'ringing', since: event.at, until: event.data.until });
        break;
      case 'agent.talking':
        Object.assign(agent, { state: 'talking', since: event.at, until: null });
        agent.answered++;
        break;
      case 'agent.wrap-up-started':
        Object.assign(agent, { state: 'wrap-up', since: event.at, until: event.data.until });
        agent.talkMs += event.data.talkMs;
        break;
      case 'agent.wrap-up-ended':
        agent.wrapUpMs += event.data.wrapUpMs;
        break;
      case 'agent.result-set': {
        const call = event.call ? this.calls.get(event.call) : undefined;
        if (call) Object.assign(call, { result: event.data.result, note: event.data.note });
        break;
      }
      case 'agent.offer-returned':
      case 'agent.pop-shown':
      case 'agent.desk-connected':
      case 'agent.desk-lost':
        break;
    }
    return { agents: [event.agent] };
  }

  /** Agents whose desk shows this call: the one who works on it, and one who may still wrap it up. */
  private showing(call: string): readonly string[] {
    return [...(this.onDesk.get(call) ?? [])];
  }
}
