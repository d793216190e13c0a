import type { LegId } from '../../kernel/ids.js';
import { SwitchError, type BridgeRequest } from '../port.js';
import type { Commands } from './commands.js';
import type { Legs } from './legs.js';
import type { Playing } from './playing.js';
import { bridgeName } from './snapshot.js';
import { isHelper } from './translate.js';

/** Bridges of others' asking. */
export class Conversations {
  /** Bridges the switch has. */
  private readonly made = new Set<string>();

  constructor(
    private readonly application: string,
    private readonly commands: Commands,
    private readonly legs: Legs,
    private readonly playing: Playing,
  ) {}

  /** What a snapshot has shown. */
  adopt(bridges: readonly string[]): void {
    this.made.clear();
    for (const bridge of bridges) this.made.add(bridge);
  }

  async join(
    bridge: string,
    legs: readonly LegId[],
    { hidingDigitsOf = [] }: BridgeRequest = {},
  ): Promise<void> {
    if (isHelper(bridge))
      throw new SwitchError('SWITCH_BAD_REQUEST', 'a bridge of this name is not to be had');
    for (const leg of legs) this.legs.need(leg);
    const isNew = !this.made.has(bridge);
    if (isNew)
      await this.commands.ari('bridges.create', {
        bridgeId: bridge,
        // Digits are wanted in a conversation too.
        type: 'mixing,dtmf_events',
        name: bridgeName(this.application),
      });
    this.made.add(bridge);
    const joining = legs.filter((leg) => this.legs.get(leg)?.bridge !== bridge);
    const hiding = joining.filter((leg) => hidingDigitsOf.includes(leg));
    const others = joining.filter((leg) => !hiding.includes(leg));
    const add = (channel: readonly LegId[], absorbDTMF: boolean): Promise<unknown> =>
      this.commands.ari('bridges.addChannel', { bridgeId: bridge, json: { channel, absorbDTMF } });
    try {
      // Music plays until the bridge is there, however long a slow switch takes to make it.
      await Promise.all([
        ...legs.map((leg) => this.playing.quiet(leg)),
        others.length > 0 && add(others, false),
        hiding.length > 0 && add(hiding, true),
      ]);
    } catch (error) {
      if (isNew) await this.end(bridge).catch(() => undefined);
      throw error;
    }
  }

  async leave(bridge: string, leg: LegId): Promise<void> {
    if (this.legs.need(leg).bridge !== bridge) return;
    await this.commands.ari('bridges.removeChannel', { bridgeId: bridge, channel: leg });
  }

  async end(bridge: string): Promise<void> {
    this.made.delete(bridge);
    await this.commands.unlessGone('bridges.destroy', { bridgeId: bridge });
  }
}
