import type { AgentEvent } from '../agent/types.js';
import type { Of } from '../kernel/event.js';
import type { SwitchEvent } from '../switch/port.js';

/** The phone of an agent, and whether it lives in the agent's page. */
export interface AgentPhone {
  readonly phone: string;
  readonly inPage: boolean;
}

/**
 * Whether agents whose phone is in the page have both, page and registered phone. Neither alone says that they are gone:
 * the stream of a page may be lost while the phone talks on, and a phone that registers anew talks on too. Device state
 * is a hint (DESIGN.md 3.2): it gives back a call to an agent whose page was away, and decides nothing else.
 */
export class Presence {
  private readonly registered = new Set<string>();
  /** Switches whose first snapshot was told: before that nobody there is taken for gone, as a restart closes no page. */
  private readonly known = new Set<string>();
  private readonly withoutPage = new Set<string>();

  constructor(
    private readonly parts: {
      readonly phoneOf: (agent: string) => AgentPhone | undefined;
      readonly agentOf: (phone: string) => string | undefined;
      /** Name of the switch at which a phone is. */
      readonly placeOf: (phone: string) => string;
      readonly onAway: (agent: string) => void;
      readonly onBack: (agent: string, phone: string) => void;
    },
  ) {}

  onRegistered({ phone }: Extract<SwitchEvent, { type: 'phone.registered' }>): void {
    this.registered.add(phone);
    const agent = this.parts.agentOf(phone);
    if (agent !== undefined) this.tellIfBack(agent);
  }

  onUnregistered({ phone }: Extract<SwitchEvent, { type: 'phone.unregistered' }>): void {
    this.registered.delete(phone);
    const agent = this.parts.agentOf(phone);
    if (agent !== undefined) this.tellIfAway(agent);
  }

  /** What a new link has found. @param place name of the switch that it leads to */
  onSnapshot(phones: readonly string[], place: string): void {
    for (const phone of [...this.registered])
      if (this.parts.placeOf(phone) === place) this.registered.delete(phone);
    for (const phone of phones) this.registered.add(phone);
    this.known.add(place);
    for (const agent of this.withoutPage) this.tellIfAway(agent);
  }

  onDeskConnected({ agent }: Of<AgentEvent, 'agent.desk-connected'>): void {
    if (!agent) return;
    this.withoutPage.delete(agent);
    this.tellIfBack(agent);
  }

  onDeskLost({ agent, data }: Of<AgentEvent, 'agent.desk-lost'>): void {
    if (!agent || data.reachable) return;
    this.withoutPage.add(agent);
    // A new page has taken the place of the old one, and the old one's phone with it.
    if (data.takenOver) {
      const old = this.parts.phoneOf(agent);
      // Its registration stands a moment longer; the call is given back to the phone that registers next.
      if (old) this.registered.delete(old.phone);
      this.parts.onAway(agent);
    } else this.tellIfAway(agent);
  }

  /** A page of this agent has asked for a new account: the phone of an older page is no more. */
  onNewAccount(phone: string): void {
    const agent = this.parts.agentOf(phone);
    if (agent !== undefined) this.parts.onAway(agent);
  }

  /** The account to ring; undefined while page or phone are not there. */
  phoneAtHand(agent: string): string | undefined {
    const known = this.parts.phoneOf(agent);
    if (!known?.inPage || this.withoutPage.has(agent) || !this.registered.has(known.phone)) return undefined;
    return known.phone;
  }

  private tellIfBack(agent: string): void {
    const phone = this.phoneAtHand(agent);
    if (phone !== undefined) this.parts.onBack(agent, phone);
  }

  private tellIfAway(agent: string): void {
    const known = this.parts.phoneOf(agent);
    const isKnown = known && this.known.has(this.parts.placeOf(known.phone));
    if (isKnown && known.inPage && this.withoutPage.has(agent) && !this.registered.has(known.phone))
      this.parts.onAway(agent);
  }
}
