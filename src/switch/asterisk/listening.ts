import type { LegId } from '../../kernel/ids.js';
import { SwitchError, type ListenRequest } from '../port.js';
import type { AriEvent } from './ari.js';
import type { Commands } from './commands.js';
import type { Ears, EarsOnLegs } from './ears.js';
import type { Legs } from './legs.js';
import { HELPER_PREFIX, legOf } from './translate.js';

const bridgeOf = (listen: string): string => `${HELPER_PREFIX}bridge-${listen}`;

interface Listening {
  readonly target: LegId;
  readonly listener: LegId;
  whisper: boolean;
  /** The snoop channel of now, and how many there were. */
  snoop: string;
  turns: number;
  /** Called when the snoop channel is in the application, with false when it will never be. */
  entered?: (there: boolean) => void;
}

/**
 * A snoop channel that hears both directions, in a bridge of its own with the supervisor's leg. One that only listens
 * is made so that it cannot whisper, rather than made to whisper and muted: nothing that fails later can be heard.
 */
export class ListeningIn implements EarsOnLegs {
  private readonly active = new Map<string, Listening>();

  constructor(
    private readonly application: string,
    private readonly deadlineMs: number,
    private readonly commands: Commands,
    private readonly legs: Legs,
    private readonly ears: Ears,
  ) {}

  async start({ listen, target, listener, whisper = false }: ListenRequest): Promise<void> {
    this.legs.need(target);
    this.legs.need(listener);
    const known = this.active.get(listen);
    if (known) {
      if (known.target !== target || known.listener !== listener)
        throw new SwitchError('SWITCH_BAD_REQUEST', 'this listening is going on with other legs');
      return this.ears.inTurn(target, () => this.changeMode(listen, known, whisper));
    }
    const entry: Listening = {
      target,
      listener,
      whisper,
      snoop: '',
      turns: 0,
    };
    this.active.set(listen, entry);
    await this.ears.inTurn(target, () => this.begin(listen, entry));
  }

  private async begin(listen: string, entry: Listening): Promise<void> {
    try {
      this.mustGoOn(listen, entry);
      await Promise.all([
        this.commands.ari('bridges.create', {
          bridgeId: bridgeOf(listen),
          type: 'mixing',
          name: 'listening',
        }),
        this.putEar(listen, entry),
      ]);
      await this.join(listen, [entry.snoop, entry.listener]);
      this.mustGoOn(listen, entry);
    } catch (error) {
      await this.clear(listen, entry).catch(() => undefined);
      throw error;
    }
  }

  /** The new ear is there before the old one goes and joins after it: were both in, the target would hear itself. */
  private async changeMode(listen: string, entry: Listening, whisper: boolean): Promise<void> {
    this.mustGoOn(listen, entry);
    if (entry.whisper === whisper) return;
    const { snoop: old } = entry;
    entry.whisper = whisper;
    try {
      await this.putEar(listen, entry);
      await this.commands.unlessGone('channels.hangup', { channelId: old });
      await this.join(listen, [entry.snoop]);
      this.mustGoOn(listen, entry);
    } catch (error) {
      // A supervisor who is not sure to be unheard any more must not be left on.
      await Promise.all([
        this.clear(listen, entry).catch(() => undefined),
        old && this.commands.unlessGone('channels.hangup', { channelId: old }).catch(() => undefined),
      ]);
      throw error;
    }
  }

  private mustGoOn(listen: string, entry: Listening): void {
    if (this.active.get(listen) !== entry)
      throw new SwitchError('SWITCH_NO_SUCH_LEG', 'the leg ended meanwhile');
  }

  private join(listen: string, channel: readonly string[]): Promise<unknown> {
    return this.commands.ari('bridges.addChannel', { bridgeId: bridgeOf(listen), json: { channel } });
  }

  /** Makes a snoop channel; resolves when it can be bridged, which is later than the answer to `snoop`. */
  private async putEar(listen: string, entry: Listening): Promise<void> {
    entry.snoop = `${HELPER_PREFIX}snoop-${listen}-${++entry.turns}`;
    const entered = new Promise<boolean>((resolve) => (entry.entered = resolve));
    const timer = setTimeout(() => entry.entered?.(false), this.deadlineMs);
    try {
      await this.commands.ari('channels.snoop', {
        channelId: entry.target,
        snoopId: entry.snoop,
        spy: 'both',
        // Out: towards the target's far end, and never into the conversation.
        whisper: entry.whisper ? 'out' : 'none',
        app: this.application,
        appArgs: 'helper',
      });
      if (!(await entered)) throw new SwitchError('SWITCH_DEADLINE', 'listening did not begin in time');
    } finally {
      clearTimeout(timer);
    }
  }

  async takeOff(leg: LegId): Promise<(() => Promise<void>) | undefined> {
    const there = [...this.active].filter(([, { target, snoop }]) => target === leg && snoop !== '');
    if (there.length === 0) return undefined;
    await Promise.all(
      there.map(async ([listen, entry]) => {
        const { snoop } = entry;
        entry.snoop = ''; // its end is not the end of the listening
        await this.commands
          .unlessGone('channels.hangup', { channelId: snoop })
          .catch(() => this.clearSoon(listen, entry));
      }),
    );
    return async () => {
      await Promise.all(there.map(([listen, entry]) => this.putOnAnew(listen, entry)));
    };
  }

  private async putOnAnew(listen: string, entry: Listening): Promise<void> {
    if (this.active.get(listen) !== entry) return;
    try {
      await this.putEar(listen, entry);
      await this.join(listen, [entry.snoop]);
    } catch {
      this.clearSoon(listen, entry);
    }
  }

  async stop(listen: string): Promise<void> {
    const entry = this.active.get(listen);
    if (entry) await this.clear(listen, entry);
  }

  private async clear(listen: string, entry: Listening): Promise<void> {
    entry.entered?.(false);
    if (this.active.get(listen) === entry) this.active.delete(listen);
    await Promise.all([
      entry.snoop && this.commands.unlessGone('channels.hangup', { channelId: entry.snoop }),
      this.commands.unlessGone('bridges.destroy', { bridgeId: bridgeOf(listen) }),
    ]);
  }

  /** Events of helper channels. */
  hear(event: AriEvent): void {
    const helper = legOf(event);
    for (const [listen, entry] of this.active) {
      if (entry.snoop !== helper) continue;
      if (event['type'] === 'StasisStart') entry.entered?.(true);
      // The snoop channel goes with its target; the listener's leg stays.
      else if (event['type'] === 'StasisEnd') this.clearSoon(listen, entry);
    }
  }

  legEnded(leg: LegId): void {
    for (const [listen, entry] of this.active)
      if (entry.target === leg || entry.listener === leg) this.clearSoon(listen, entry);
  }

  private clearSoon(listen: string, entry: Listening): void {
    // When the link is lost meanwhile, the next one finds the leftovers.
    void this.clear(listen, entry).catch(() => undefined);
  }

  /** Takes away helpers that nobody knows of any more: a former process made them. */
  async sweep(channels: readonly string[], bridges: readonly string[]): Promise<void> {
    const wanted = new Set([...this.active].flatMap(([listen, { snoop }]) => [snoop, bridgeOf(listen)]));
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
