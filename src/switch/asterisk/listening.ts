import type { LegId } from '../../kernel/ids.js';
import { SwitchError, type ListenRequest } from '../port.js';
import type { AriEvent } from './ari.js';
import type { Commands } from './commands.js';
import type { Legs } from './legs.js';
import { HELPER_PREFIX, legOf } from './translate.js';

/** Helper bridges bear the name of the application, as others do, and the prefix in their id. */
const snoopOf = (listen: string): string => `${HELPER_PREFIX}snoop-${listen}`;
const bridgeOf = (listen: string): string => `${HELPER_PREFIX}bridge-${listen}`;

interface Listening {
  readonly target: LegId;
  readonly listener: LegId;
  /** Called when the snoop channel is in the application, with false when it will never be. */
  entered?: (there: boolean) => void;
}

/** A snoop channel that hears both directions, in a bridge of its own with the supervisor's leg. */
export class ListeningIn {
  private readonly active = new Map<string, Listening>();

  constructor(
    private readonly application: string,
    private readonly deadlineMs: number,
    private readonly commands: Commands,
    private readonly legs: Legs,
  ) {}

  async start({ listen, target, listener }: ListenRequest): Promise<void> {
    this.legs.need(target);
    this.legs.need(listener);
    if (this.active.has(listen)) throw new SwitchError('SWITCH_BAD_REQUEST', 'this listening is going on already');
    const entry: Listening = { target, listener };
    this.active.set(listen, entry);
    // A channel outside the application cannot be bridged, and the answer to `snoop` comes before it is inside.
    const entered = new Promise<boolean>((resolve) => (entry.entered = resolve));
    const timer = setTimeout(() => entry.entered?.(false), this.deadlineMs);
    try {
      await Promise.all([
        this.commands.ari('bridges.create', { bridgeId: bridgeOf(listen), type: 'mixing', name: 'listening' }),
        this.commands.ari('channels.snoop', {
          channelId: target,
          snoopId: snoopOf(listen),
          spy: 'both',
          whisper: 'none',
          app: this.application,
          appArgs: 'helper',
        }),
      ]);
      if (!(await entered)) throw new SwitchError('SWITCH_DEADLINE', 'listening did not begin in time');
      await this.commands.ari('bridges.addChannel', {
        bridgeId: bridgeOf(listen),
        json: { channel: [snoopOf(listen), listener] },
      });
      if (!this.active.has(listen)) throw new SwitchError('SWITCH_NO_SUCH_LEG', 'the leg ended meanwhile');
    } catch (error) {
      await this.clear(listen).catch(() => undefined);
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  async stop(listen: string): Promise<void> {
    await this.clear(listen);
  }

  private async clear(listen: string): Promise<void> {
    this.active.get(listen)?.entered?.(false);
    this.active.delete(listen);
    await Promise.all([
      this.commands.unlessGone('channels.hangup', { channelId: snoopOf(listen) }),
      this.commands.unlessGone('bridges.destroy', { bridgeId: bridgeOf(listen) }),
    ]);
  }

  /** Events of helper channels. */
  hear(event: AriEvent): void {
    const helper = legOf(event);
    for (const [listen, entry] of this.active) {
      if (snoopOf(listen) !== helper) continue;
      if (event['type'] === 'StasisStart') entry.entered?.(true);
      // The snoop channel goes with its target; the listener's leg stays.
      else if (event['type'] === 'StasisEnd') this.clearSoon(listen);
    }
  }

  legEnded(leg: LegId): void {
    for (const [listen, entry] of this.active)
      if (entry.target === leg || entry.listener === leg) this.clearSoon(listen);
  }

  private clearSoon(listen: string): void {
    // When the link is lost meanwhile, the next one finds the leftovers.
    void this.clear(listen).catch(() => undefined);
  }

  /** Takes away helpers that nobody knows of any more: a former process made them. */
  async sweep(channels: readonly string[], bridges: readonly string[]): Promise<void> {
    const wanted = new Set([...this.active.keys()].flatMap((listen) => [snoopOf(listen), bridgeOf(listen)]));
    await Promise.all([
      ...channels
        .filter((id) => !wanted.has(id))
        .map((channelId) => this.commands.unlessGone('channels.hangup', { channelId })),
      ...bridges
        .filter((id) => !wanted.has(id))
        .map((bridgeId) => this.commands.unlessGone('bridges.destroy', { bridgeId })),
    ]);
  }
}
