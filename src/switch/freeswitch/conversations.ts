/** Bridges: conferences of the switch, one for each conversation, so that a third party joins without a gap. */
import type { LegId } from '../../kernel/ids.js';
import { SwitchError, type BridgeRequest, type SwitchEvent } from '../port.js';
import type { Commands } from './commands.js';
import type { Executions } from './executions.js';
import type { Legs } from './legs.js';
import type { Playing } from './playing.js';
import { conferenceOf } from './translate.js';

/** The profile in config/freeswitch. */
const PROFILE = 'ringmaster';

interface Joining {
  readonly bridge: string;
  readonly settled: Promise<void>;
  settle(): void;
}

export class Conversations {
  /** Legs that were sent into a bridge and are not in it yet. */
  private readonly joining = new Map<LegId, Joining>();
  private readonly leaving = new Map<LegId, () => void>();

  constructor(
    private readonly application: string,
    private readonly deadlineMs: number,
    private readonly commands: Commands,
    private readonly executions: Executions,
    private readonly legs: Legs,
    private readonly playing: Playing,
  ) {}

  async join(
    bridge: string,
    legs: readonly LegId[],
    { hidingDigitsOf = [] }: BridgeRequest = {},
  ): Promise<void> {
    if (!/^[\w-]{1,64}$/.test(bridge))
      throw new SwitchError('SWITCH_BAD_REQUEST', 'a bridge id of other letters');
    for (const leg of legs) this.legs.need(leg);
    const results = await Promise.allSettled(
      legs.map((leg) =>
        this.executions.inTurn(leg, () => this.enter(bridge, leg, hidingDigitsOf.includes(leg))),
      ),
    );
    const refused = results.find((result) => result.status === 'rejected');
    if (!refused) return;
    // Nobody is left alone in a conversation that did not come to be.
    for (const [index, result] of results.entries())
      if (result.status === 'fulfilled') void this.leave(bridge, legs[index]!).catch(() => undefined);
    throw refused.reason as Error;
  }

  private async enter(bridge: string, leg: LegId, hidesDigits: boolean): Promise<void> {
    await this.settled(leg);
    const present = this.legs.need(leg).bridge;
    if (present === bridge) return;
    if (present !== undefined) await this.takeOut(leg);
    await this.playing.quiet(leg);
    let settle!: () => void;
    const settled = new Promise<void>((resolve) => (settle = resolve));
    this.joining.set(leg, { bridge, settled, settle });
    try {
      const flags = hidesDigits ? '' : '+flags{dist-dtmf}';
      const room = `${conferenceOf(this.application, bridge)}@${PROFILE}${flags}`;
      await this.executions.run(leg, 'conference', room, this.executions.newId());
    } catch (error) {
      this.joining.delete(leg);
      settle();
      throw error;
    }
  }

  /** What was begun has come to its end: the leg is in the bridge, or gone, or the time is over. */
  private async settled(leg: LegId): Promise<void> {
    const joining = this.joining.get(leg);
    if (!joining) return;
    const timer = setTimeout(() => joining.settle(), this.deadlineMs);
    await joining.settled;
    clearTimeout(timer);
    if (this.joining.get(leg) === joining) this.joining.delete(leg);
  }

  async leave(bridge: string, leg: LegId): Promise<void> {
    this.legs.need(leg);
    if (this.joining.get(leg)?.bridge === bridge) await this.settled(leg);
    if (this.legs.get(leg)?.bridge === bridge) await this.takeOut(leg);
  }

  /** Resolves when the leg is out. */
  private async takeOut(leg: LegId): Promise<void> {
    const { bridge, member } = this.legs.need(leg);
    if (bridge === undefined || member === undefined) return;
    const out = new Promise<void>((resolve) => this.leaving.set(leg, resolve));
    const timer = setTimeout(() => this.leaving.get(leg)?.(), this.deadlineMs);
    try {
      if (
        await this.commands.unlessGone(`conference ${conferenceOf(this.application, bridge)} kick ${member}`)
      )
        await out;
    } finally {
      clearTimeout(timer);
      this.leaving.delete(leg);
    }
  }

  async end(bridge: string): Promise<void> {
    if (!/^[\w-]{1,64}$/.test(bridge)) return;
    for (const [leg, joining] of this.joining) if (joining.bridge === bridge) await this.settled(leg);
    await this.commands.unlessGone(`conference ${conferenceOf(this.application, bridge)} kick all`);
  }

  /** After the event was told. */
  hear(event: SwitchEvent): void {
    if (event.type === 'bridge.joined') this.joining.get(event.leg)?.settle();
    if (event.type === 'bridge.left') this.leaving.get(event.leg)?.();
    if (event.type === 'leg.ended') {
      this.joining.get(event.leg)?.settle();
      this.joining.delete(event.leg);
      this.leaving.get(event.leg)?.();
    }
  }

  /** Events were missed: who is where stands in the snapshot. */
  forget(): void {
    for (const joining of this.joining.values()) joining.settle();
    for (const left of this.leaving.values()) left();
    this.joining.clear();
  }
}
