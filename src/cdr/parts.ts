/** Which agents took part in a call, as what, and for how long. Pure. */
import type { CallEvent } from '../call/types.js';
import type { CdrPart } from './contract.js';

type Open = { -readonly [K in keyof CdrPart]: CdrPart[K] };

/** Collects the parts of agents in the order in which they began; one of no length is left out. */
export class Parts {
  private readonly all: Open[] = [];
  private readonly open = new Map<string, Open>();

  apply(event: CallEvent): void {
    const { agent, at } = event;
    switch (event.type) {
      case 'call.connected':
      case 'call.owner-changed':
        if (agent) this.begin(agent, 'served', at);
        return;
      case 'call.consult-connected':
        if (agent) this.begin(agent, 'consulted', at);
        return;
      case 'call.party-added':
        if (agent) this.begin(agent, 'joined', at);
        return;
      case 'call.party-connected':
        if (agent) this.begin(agent, 'called', at);
        return;
      case 'call.agent-left':
      case 'call.agent-lost':
        if (agent) this.close(agent, at);
        return;
      case 'call.ended':
        for (const one of [...this.open.keys()]) this.close(one, at);
        return;
      default:
        return;
    }
  }

  list(): CdrPart[] {
    return this.all.filter(({ from, to }) => to > from);
  }

  private begin(agent: string, kind: CdrPart['kind'], at: number): void {
    this.close(agent, at);
    const part: Open = { agent, kind, from: at, to: at };
    this.all.push(part);
    this.open.set(agent, part);
  }

  private close(agent: string, at: number): void {
    const part = this.open.get(agent);
    if (!part) return;
    part.to = at;
    this.open.delete(agent);
  }
}
