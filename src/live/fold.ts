/**
 * What is going on now, folded from the journal: feeds desks and boards. The same events make the records and reports,
 * so live and historic figures cannot differ (DESIGN.md 3.7).
 */
import type { AcdEvent } from '../acd/types.js';
import type { AgentEvent, AgentStateName } from '../agent/types.js';
import type { CallEvent } from '../call/types.js';
import type { Event } from '../kernel/event.js';
import type { RecordingEvent } from '../recording/types.js';
import type { SupervisorEvent } from '../supervisor/types.js';
import { foldCall, newCall } from './call-fold.js';
import { newAgent, newDay } from './empty.js';
import type { WaitingEvent } from '../waiting/types.js';
import { countDeparture, countedAs, type QueueMeasure } from './queue-day.js';
import { applySupervision, isOwnDoing } from './supervision.js';
import type { Change, Conservation, LiveAgent, LiveCall, QueueDay } from './types.js';

type Known = CallEvent | AcdEvent | AgentEvent | RecordingEvent | SupervisorEvent | WaitingEvent;

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
  /** What callers in line were estimated to wait, as they came. */
  private readonly estimates = new Map<string, number>();
  /** Agents by the call on their desk. */
  private readonly onDesk = new Map<string, Set<string>>();
  private day = '';

  /**
   * @param settings what each queue's figures are measured by
   * @param dayOf the calendar day of a moment at the centre; a new day starts the day's figures
   */
  constructor(
    agents: readonly string[],
    private readonly settings: ReadonlyMap<string, QueueMeasure>,
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
    if (known.type === 'waiting.estimated') {
      if (known.call && known.data.estimateMs !== null) this.estimates.set(known.call, known.data.estimateMs);
      return { agents: [] };
    }
    if (known.type.startsWith('agent.')) return this.applyAgent(known as AgentEvent);
    if (known.type === 'recording.started' || known.type === 'recording.missing')
      return this.applyRecording(known.call, known.type === 'recording.started');
    if (known.type.startsWith('supervisor.'))
      return { agents: applySupervision(this.agents, known as SupervisorEvent) };
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
    const begun = newCall(event);
    if (begun) {
      this.calls.set(event.call, begun);
      return { agents: this.showing(event.call) };
    }
    const call = this.calls.get(event.call);
    if (!call) return { agents: [] };
    const shown = this.showing(event.call);
    const changed = foldCall(call, event);
    if (call.phase === 'ended' && shown.length === 0) this.calls.delete(event.call);
    return { agents: changed ? shown : [] };
  }

  private applyRecording(of: string | undefined, recorded: boolean): Change {
    const call = of === undefined ? undefined : this.calls.get(of);
    if (!call || call.recorded === recorded) return { agents: [] };
    call.recorded = recorded;
    return { agents: this.showing(call.call) };
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
        countDeparture(day, event.data, this.settings.get(queue), this.estimates.get(call));
        this.estimates.delete(call);
        this.conservation[countedAs(event.data.outcome)]++;
        return { agents: [], queue };
      }
      case 'acd.offer-made':
        if (event.agent) this.offers.set(event.data.offer, event.agent);
        return { agents: [] };
      case 'acd.offer-ended':
        this.offers.delete(event.data.offer);
        return { agents: [] };
      default:
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
        resultGiven: false,
      });
      if (!gone) return;
      const desks = this.onDesk.get(gone);
      desks?.delete(agent.agent);
      if (desks?.size === 0) this.onDesk.delete(gone);
      if (this.calls.get(gone)?.phase === 'ended' && !this.onDesk.has(gone)) this.calls.delete(gone);
    };
    if (isOwnDoing(event)) agent.intervention = null;
    switch (event.type) {
      case 'agent.logged-in':
        rest('not-ready', 'just-logged-in');
        Object.assign(agent, { answered: 0, missed: 0, missAlarm: false, talkMs: 0, wrapUpMs: 0 });
        break;
      case 'agent.logged-out':
        rest('logged-out', event.data.reason);
        break;
      case 'agent.ready':
        rest('ready', null, event.data.readySince);
        break;
      case 'agent.not-ready':
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
      case 'agent.dialling':
        Object.assign(agent, {
          state: 'dialling',
          since: event.at,
          until: null,
          call: event.call ?? null,
          offer: event.call ?? null,
          queue: event.queue ?? null,
        });
        if (event.call)
          this.onDesk.set(event.call, (this.onDesk.get(event.call) ?? new Set()).add(agent.agent));
        break;
      case 'agent.offer-missed':
        agent.missed++;
        break;
      case 'agent.miss-alarm':
        agent.missAlarm = true;
        break;
      case 'agent.wrap-up-extended':
        agent.until = event.data.until;
        agent.extendedMs += event.data.byMs;
        break;
      case 'agent.conversation-ended':
        agent.talkMs += event.data.talkMs;
        break;
      case 'agent.ringing':
        Object.assign(agent, { state: 'ringing', since: event.at, until: event.data.until });
        break;
      case 'agent.talking':
        Object.assign(agent, { state: 'talking', since: event.at, until: null });
        agent.answered++;
        break;
      case 'agent.wrap-up-started':
        Object.assign(agent, { state: 'wrap-up', since: event.at, until: event.data.until, extendedMs: 0 });
        agent.talkMs += event.data.talkMs;
        break;
      case 'agent.wrap-up-ended':
        agent.wrapUpMs += event.data.wrapUpMs;
        break;
      case 'agent.result-set': {
        const call = event.call ? this.calls.get(event.call) : undefined;
        if (event.call === agent.call) agent.resultGiven = true;
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
