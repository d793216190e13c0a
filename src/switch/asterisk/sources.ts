import type { LegId } from '../../kernel/ids.js';
import type { SwitchEvent } from '../port.js';

/**
 * Where what a leg hears in a conversation comes from: its only partner, or the mixer of three and more. An ear of
 * Asterisk's (MixMonitor, snoop) decodes with one decoder as long as it is on, and drops what comes from the next
 * source when that one's packets have lower numbers than the last one's: for minutes, with half of all partners.
 * This finds the moments at which ears must be put on anew.
 */
export class Sources {
  private readonly members = new Map<string, Set<LegId>>();
  /** The last source of each leg that has had one. Music and prompts are none: they have no numbers. */
  private readonly last = new Map<LegId, string>();

  /**
   * @param changed called with a leg whose source is or may become another than its ears were made for, and whether it
   * hears nobody now
   */
  constructor(private readonly changed: (leg: LegId, alone: boolean) => void) {}

  /** Takes what a snapshot shows; a leg of which nothing was known counts as fresh. */
  adopt(bridges: readonly { readonly bridge: string; readonly legs: readonly LegId[] }[]): void {
    this.members.clear();
    for (const { bridge, legs } of bridges) this.members.set(bridge, new Set(legs));
    for (const { bridge, legs } of bridges) for (const leg of legs) this.look(leg, bridge);
  }

  hear(event: SwitchEvent): void {
    if (event.type === 'leg.ended') this.last.delete(event.leg);
    if (event.type !== 'bridge.joined' && event.type !== 'bridge.left') return;
    const { bridge, leg } = event;
    const members = this.members.get(bridge) ?? new Set<LegId>();
    if (event.type === 'bridge.joined') {
      this.members.set(bridge, members.add(leg));
    } else {
      members.delete(leg);
      if (members.size === 0) this.members.delete(bridge);
      this.alone(leg);
    }
    for (const member of members) this.look(member, bridge);
  }

  private look(leg: LegId, bridge: string): void {
    const others = [...(this.members.get(bridge) ?? [])].filter((other) => other !== leg);
    if (others.length === 0) return this.alone(leg);
    const source = others.length === 1 ? others[0]! : bridge;
    const before = this.last.get(leg);
    this.last.set(leg, source);
    if (before !== undefined && before !== source) this.changed(leg, false);
  }

  /** Nobody to be heard: the best moment for a new ear, for nothing is lost while it is put on. */
  private alone(leg: LegId): void {
    if (this.last.delete(leg)) this.changed(leg, true);
  }
}
