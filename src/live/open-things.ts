/** What is open now and whom it belongs to: the books that conservation is kept by. */

/** A call and what belongs to it and must be gone after it. */
export interface OpenCall {
  readonly call: string;
  readonly legs: Set<string>;
  readonly offers: Set<string>;
  /** Reserved, ringing, dialling or talking for it. */
  readonly agents: Set<string>;
  readonly recordings: Set<string>;
  /** In line here. */
  queue?: string;
  closed: boolean;
}

export class OpenThings {
  readonly calls = new Map<string, OpenCall>();
  readonly callOfLeg = new Map<string, OpenCall>();
  readonly callOfAgent = new Map<string, OpenCall>();
  /** The newest open offer of the line. */
  readonly offerOfAgent = new Map<string, string>();

  openCall(call: string): OpenCall {
    const empty = { legs: new Set<string>(), offers: new Set<string>(), agents: new Set<string>() };
    const opened = { call, ...empty, recordings: new Set<string>(), closed: false };
    this.calls.set(call, opened);
    return opened;
  }

  openLeg(known: OpenCall, leg: string): void {
    known.legs.add(leg);
    this.callOfLeg.set(leg, known);
  }

  closeLeg(leg: string): OpenCall | undefined {
    const known = this.callOfLeg.get(leg);
    this.callOfLeg.delete(leg);
    known?.legs.delete(leg);
    return known;
  }

  openOffer(known: OpenCall, offer: string, agent: string | undefined): void {
    known.offers.add(offer);
    if (agent) this.offerOfAgent.set(agent, offer);
  }

  closeOffer(known: OpenCall, offer: string, agent: string | undefined): void {
    known.offers.delete(offer);
    if (agent && this.offerOfAgent.get(agent) === offer) this.offerOfAgent.delete(agent);
  }

  startWork(known: OpenCall, agent: string): void {
    this.callOfAgent.get(agent)?.agents.delete(agent);
    known.agents.add(agent);
    this.callOfAgent.set(agent, known);
  }

  stopWork(agent: string): OpenCall | undefined {
    const known = this.callOfAgent.get(agent);
    this.callOfAgent.delete(agent);
    known?.agents.delete(agent);
    return known;
  }

  /** Closed, and nothing that belongs to it is open. */
  isDone({ closed, legs, offers, agents, recordings, queue }: OpenCall): boolean {
    return closed && queue === undefined && legs.size + offers.size + agents.size + recordings.size === 0;
  }
}
