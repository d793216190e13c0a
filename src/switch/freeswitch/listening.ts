import type { LegId } from '../../kernel/ids.js';
import { SwitchError, type ListenRequest } from '../port.js';
import type { Commands } from './commands.js';
import type { Executions } from './executions.js';
import type { Legs } from './legs.js';
import type { Playing } from './playing.js';

interface Listening {
  readonly target: LegId;
  readonly listener: LegId;
  /** The application on the listener's leg. */
  readonly id: string;
}

/** The switch's eavesdropping: an ear on the target's channel that stays there, whatever conversation it is in. */
export class ListeningIn {
  private readonly active = new Map<string, Listening>();

  constructor(
    private readonly commands: Commands,
    private readonly executions: Executions,
    private readonly legs: Legs,
    private readonly playing: Playing,
  ) {}

  async start({ listen, target, listener }: ListenRequest): Promise<void> {
    this.legs.need(target);
    this.legs.need(listener);
    if (this.active.has(listen))
      throw new SwitchError('SWITCH_BAD_REQUEST', 'this listening is going on already');
    const entry: Listening = { target, listener, id: this.executions.newId() };
    this.active.set(listen, entry);
    try {
      await this.executions.inTurn(listener, async () => {
        await this.playing.quiet(listener);
        await this.executions.run(listener, 'eavesdrop', target, entry.id);
      });
      if (!(await this.executions.begun(entry.id)))
        throw new SwitchError('SWITCH_DEADLINE', 'listening did not begin in time');
      if (!this.executions.isRunning(entry.id) || !this.legs.get(target))
        throw new SwitchError('SWITCH_NO_SUCH_LEG', 'the leg ended meanwhile');
    } catch (error) {
      await this.stop(listen).catch(() => undefined);
      throw error;
    }
  }

  /** Leaves the listener's leg up. */
  async stop(listen: string): Promise<void> {
    const entry = this.active.get(listen);
    if (!entry) return;
    this.active.delete(listen);
    const { listener, id } = entry;
    await this.executions.stop(listener, id, async () => {
      if (this.legs.get(listener)) await this.commands.message(listener, { 'eavesdrop-command': '*' });
    });
  }

  legEnded(leg: LegId): void {
    for (const [listen, { target, listener }] of this.active)
      if (target === leg || listener === leg) this.active.delete(listen);
  }
}
