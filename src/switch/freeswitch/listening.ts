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
  id: string;
  whisper: boolean;
  /** In the order in which ears and recorders were put on. */
  place: number;
}

/** The switch's eavesdropping: an ear on the target's channel that stays there, whatever conversation it is in. */
export class ListeningIn {
  private readonly active = new Map<string, Listening>();
  private places = 0;
  /** Legs that a former process left: an ear of its may still be on them. */
  private readonly former = new Set<LegId>();

  constructor(
    private readonly commands: Commands,
    private readonly executions: Executions,
    private readonly legs: Legs,
    private readonly playing: Playing,
  ) {}

  /** What a snapshot has shown and nobody here has begun. */
  leftBy(former: readonly LegId[]): void {
    for (const leg of former) this.former.add(leg);
  }

  async start({ listen, target, listener, whisper = false }: ListenRequest): Promise<void> {
    this.legs.need(target);
    this.legs.need(listener);
    const present = this.active.get(listen);
    if (present) {
      if (present.target !== target || present.listener !== listener)
        throw new SwitchError('SWITCH_BAD_REQUEST', 'this listening is going on with other legs');
      await this.whisper(present, whisper);
      return this.whisperersLast(target);
    }
    const entry: Listening = { target, listener, id: this.executions.newId(), whisper: false, place: 0 };
    this.active.set(listen, entry);
    try {
      // That ear would go on below a new one, and nobody knows whether it whispers.
      if (this.former.delete(listener)) await this.commands.message(listener, { 'eavesdrop-command': '*' });
      await this.listenIn(entry);
      if (whisper) await this.whisper(entry, true);
      await this.whisperersLast(target);
    } catch (error) {
      await this.stop(listen).catch(() => undefined);
      throw error;
    }
  }

  private async listenIn(entry: Listening): Promise<void> {
    const { target, listener, id } = entry;
    await this.executions.inTurn(listener, async () => {
      await this.playing.quiet(listener);
      await this.executions.run(listener, 'eavesdrop', target, id);
    });
    if (!(await this.executions.begun(id)))
      throw new SwitchError('SWITCH_DEADLINE', 'listening did not begin in time');
    if (!this.executions.isRunning(id) || !this.legs.get(target))
      throw new SwitchError('SWITCH_NO_SUCH_LEG', 'the leg ended meanwhile');
    entry.place = ++this.places;
  }

  /** 0: the listener is heard by nobody; 2: by the target's far end. The ear stays. */
  private async whisper(entry: Listening, on: boolean): Promise<void> {
    entry.whisper = on;
    await this.commands.message(entry.listener, { 'eavesdrop-command': on ? '2' : '0' });
  }

  /**
   * What a channel hears passes ears and recorders in the order in which they were put on: one that came after a
   * whispering ear would hear the whisper, so that ear is put on anew behind it.
   */
  private async whisperersLast(target: LegId, behind = 0): Promise<void> {
    const ears = [...this.active].filter(([, ear]) => ear.target === target);
    const last = Math.max(behind, ...ears.map(([, ear]) => (ear.whisper ? 0 : ear.place)));
    for (const [listen, ear] of ears) if (ear.whisper && ear.place < last) await this.renew(listen, ear);
  }

  recordingStarted(leg: LegId): void {
    void this.whisperersLast(leg, ++this.places);
  }

  private async renew(listen: string, entry: Listening): Promise<void> {
    try {
      await this.end(entry);
      entry.id = this.executions.newId();
      if (this.active.get(listen) !== entry) return;
      await this.listenIn(entry);
      await this.whisper(entry, entry.whisper);
    } catch {
      this.active.delete(listen);
    }
  }

  /** Leaves the listener's leg up. */
  async stop(listen: string): Promise<void> {
    const entry = this.active.get(listen);
    if (!entry) return;
    this.active.delete(listen);
    await this.end(entry);
  }

  private async end({ listener, id }: Listening): Promise<void> {
    await this.executions.stop(listener, id, async () => {
      if (this.legs.get(listener)) await this.commands.message(listener, { 'eavesdrop-command': '*' });
    });
  }

  legEnded(leg: LegId): void {
    this.former.delete(leg);
    for (const [listen, { target, listener }] of this.active)
      if (target === leg || listener === leg) this.active.delete(listen);
  }
}
