/**
 * What must hold after every single event of the journal, folded here anew from the events alone, so that a fault in
 * the centre's own figures cannot hide itself.
 */
import type { AcdEvent } from '../../../src/acd/types.js';
import type { AgentEvent } from '../../../src/agent/types.js';
import type { CallEvent } from '../../../src/call/types.js';
import type { RecordingEvent } from '../../../src/recording/types.js';

export type LineEvent = CallEvent | AcdEvent | AgentEvent | RecordingEvent;

export interface LineCounts {
  readonly entered: number;
  readonly answered: number;
  readonly abandoned: number;
  readonly overflowed: number;
  readonly calledBack: number;
  readonly otherwise: number;
  readonly waiting: number;
}

export class LinePromises {
  /** One sentence for each promise that an event broke, in order. */
  readonly broken: string[] = [];
  /** Events that were looked at. */
  seen = 0;
  /** Number of the newest; 0 before the first. */
  lastSeq = 0;
  private readonly waiting = new Set<string>();
  private readonly since = new Map<string, number>();
  /** Open offers: agent and call by offer. */
  private readonly offers = new Map<string, { agent: string; call: string }>();
  private readonly agents = new Map<string, string>();
  private readonly once = new Set<string>();
  private readonly count = {
    entered: 0,
    answered: 0,
    abandoned: 0,
    overflowed: 0,
    calledBack: 0,
    otherwise: 0,
  };

  get counts(): LineCounts {
    return { ...this.count, waiting: this.waiting.size };
  }

  /** What the agent's own events say; `logged-out` before the first. */
  stateOf(agent: string): string {
    return this.agents.get(agent) ?? 'logged-out';
  }

  apply(event: LineEvent): void {
    this.seen++;
    if (this.lastSeq !== 0 && event.seq !== this.lastSeq + 1)
      this.break(event, `event ${event.seq} came after ${this.lastSeq}`);
    this.lastSeq = event.seq;
    this.applyClock(event);
    if (event.type.startsWith('acd.')) this.applyLine(event as AcdEvent);
    else if (event.type.startsWith('agent.')) this.applyAgent(event as AgentEvent);
    else if ((event.type === 'call.ended' || event.type === 'call.closed') && event.call) {
      const once = `${event.type} ${event.call}`;
      if (this.once.has(once)) this.break(event, 'a call ended twice');
      this.once.add(once);
    }
    const { entered, answered, abandoned, overflowed, calledBack, otherwise } = this.count;
    if (entered !== answered + abandoned + overflowed + calledBack + otherwise + this.waiting.size)
      this.break(event, `conservation: ${JSON.stringify(this.counts)}`);
  }

  /** The waiting clock starts once per call, whatever comes of its offers. */
  private applyClock(event: LineEvent): void {
    const { data, call } = event;
    if (!call || event.type.startsWith('agent.') || !('since' in data)) return;
    const known = this.since.get(call);
    if (known === undefined) this.since.set(call, data.since);
    else if (known !== data.since) this.break(event, `the waiting clock went from ${known} to ${data.since}`);
  }

  private applyLine(event: AcdEvent): void {
    const { call, agent } = event;
    if (!call) return;
    switch (event.type) {
      case 'acd.queue-entered':
        this.count.entered++;
        this.waiting.add(call);
        break;
      case 'acd.queue-left':
        if (!this.waiting.delete(call)) this.break(event, 'a caller left who was not in line');
        this.count[TERM_OF[event.data.outcome] ?? 'otherwise']++;
        break;
      case 'acd.offer-made': {
        if (!agent) return this.break(event, 'an offer to nobody');
        for (const offer of this.offers.values()) {
          if (offer.agent === agent) this.break(event, `${agent} holds two offers`);
          if (offer.call === call) this.break(event, 'a caller is offered to two agents');
        }
        if (!this.waiting.has(call)) this.break(event, 'a caller is offered who does not wait');
        this.offers.set(event.data.offer, { agent, call });
        break;
      }
      case 'acd.consult-entered':
      case 'acd.consult-matched':
      case 'acd.assigned':
      case 'acd.moved':
      case 'acd.priority-changed':
        break;
      case 'acd.offer-ended':
        if (!this.offers.delete(event.data.offer)) this.break(event, 'an offer ended twice');
        break;
    }
  }

  private applyAgent(event: AgentEvent): void {
    const { agent } = event;
    if (!agent) return;
    const was = this.stateOf(agent);
    const now = STATE_AFTER[event.type];
    const past = event.type === 'agent.reserved' && 'purpose' in event.data && event.data.purpose;
    if (event.type === 'agent.reserved' && was !== 'ready' && !(past && past !== 'serve'))
      this.break(event, `${agent} is given a call while ${was}`);
    if (event.type === 'agent.talking' && !['ringing', 'reserved', 'dialling'].includes(was))
      this.break(event, `${agent} talks without an offer, from ${was}`);
    if (now !== undefined) this.agents.set(agent, now);
  }

  private break(event: LineEvent, what: string): void {
    this.broken.push(`${event.seq} ${event.type} ${event.call ?? ''} ${event.agent ?? ''}: ${what}`);
  }
}

/** The term of conservation that a way out of the line belongs to; all others are `otherwise`. */
const TERM_OF: Partial<Record<string, 'answered' | 'abandoned' | 'overflowed' | 'calledBack'>> = {
  answered: 'answered',
  abandoned: 'abandoned',
  overflowed: 'overflowed',
  'called-back': 'calledBack',
};

const STATE_AFTER: Partial<Record<string, string>> = {
  'agent.logged-in': 'not-ready',
  'agent.logged-out': 'logged-out',
  'agent.not-ready': 'not-ready',
  'agent.ready': 'ready',
  'agent.reserved': 'reserved',
  'agent.dialling': 'dialling',
  'agent.ringing': 'ringing',
  'agent.talking': 'talking',
  'agent.wrap-up-started': 'wrap-up',
} satisfies Partial<Record<AgentEvent['type'], string>>;
