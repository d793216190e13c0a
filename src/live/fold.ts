/**
 * What is going on now, folded from the journal: feeds desks and boards. The same events make the records and reports,
 * so live and historic figures cannot differ (DESIGN.md 3.7).
 */
import type { AcdEvent } from '../acd/types.js';
import type { AgentEvent } from '../agent/types.js';
import type { CallEvent } from '../call/types.js';
import type { Event } from '../kernel/event.js';
import type { RecordingEvent } from '../recording/types.js';
import type { SupervisorEvent } from '../supervisor/types.js';
import { foldCall, newCall } from './call-fold.js';
import { ConservationWatch } from './conservation.js';
import { newAgent, newDay } from './empty.js';
import type { WaitingEvent } from '../waiting/types.js';
import { countDeparture, countedAs, type QueueMeasure } from './queue-day.js';
import { foldAgent } from './fold-agent.js';
import { PopTimes } from './pop-times.js';
import { applySupervision } from './supervision.js';
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
    calledBack: 0,
    otherwise: 0,
  };
  readonly popTimes = new PopTimes();
  /** What should have gone and has not, came twice, or has no owner. */
  readonly watch = new ConservationWatch();
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
    this.watch.apply(event);
    const day = this.dayOf(event.at);
    if (day !== this.day) {
      this.day = day;
      this.popTimes.reset();
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
    if (
      known.type === 'recording.started' ||
      known.type === 'recording.broken-off' ||
      known.type === 'recording.missing'
    )
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
    const before = agent.call;
    this.popTimes.apply(event);
    foldAgent(agent, event);
    if (agent.call !== before) this.deskChanged(agent, before);
    if (event.type === 'agent.result-set' && event.call) {
      const call = this.calls.get(event.call);
      if (call) Object.assign(call, { result: event.data.result, note: event.data.note });
    }
    return { agents: [event.agent] };
  }

  /** Another call, or none, is on this agent's desk. */
  private deskChanged({ agent, call }: LiveAgent, before: string | null): void {
    if (call !== null) this.onDesk.set(call, (this.onDesk.get(call) ?? new Set()).add(agent));
    if (before === null) return;
    const desks = this.onDesk.get(before);
    desks?.delete(agent);
    if (desks?.size === 0) this.onDesk.delete(before);
    if (this.calls.get(before)?.phase === 'ended' && !this.onDesk.has(before)) this.calls.delete(before);
  }

  /** Agents whose desk shows this call: the one who works on it, and one who may still wrap it up. */
  private showing(call: string): readonly string[] {
    return [...(this.onDesk.get(call) ?? [])];
  }
}
