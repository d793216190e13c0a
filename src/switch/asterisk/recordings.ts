/**
 * Stereo recording by MixMonitor, option D: what the channel says left, what it hears right, 16 bit at 8000 Hz, no
 * header. MixMonitor says Success to any path, so a recording counts as started when its file is there.
 */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { LegId } from '../../kernel/ids.js';
import { SwitchError, type RecordedSound, type RecordRequest, type SwitchEvent } from '../port.js';
import type { AmiAction } from './ami.js';
import type { Commands } from './commands.js';
import type { Ears, EarsOnLegs } from './ears.js';
import type { Legs } from './legs.js';
import type { AsteriskLog, AsteriskOptions } from './options.js';
import { DISK_FULL, diskIsFull, RecordingFile, SETTLE_MS } from './recording-file.js';

interface Active {
  readonly leg: LegId;
  readonly file: RecordingFile;
  /** When its first sample was or would have been said. */
  since: number;
  /** Resolves with what went wrong at the start, or undefined. */
  readonly started: Promise<string | undefined>;
  /** It has been stopped or its leg has ended; the file is being waited for. */
  ending: boolean;
  paused: boolean;
  /** No MixMonitor is on: between two of them, or since the source changed in a pause. */
  off: boolean;
}

/** How often the room on the disk is looked at while something is recorded. */
const ROOM_MS = 2000;

const NAME = /^[\w-]{1,64}$/;

/** The file goes on with silence, on both sides. */
const silence = (channel: LegId, on: boolean): AmiAction => ({
  action: 'MixMonitorMute',
  channel,
  direction: 'both',
  state: on ? 1 : 0,
});

const settling = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, SETTLE_MS));

export class Recordings implements EarsOnLegs {
  private readonly active = new Map<string, Active>();
  private watching?: NodeJS.Timeout;

  constructor(
    private readonly options: Pick<AsteriskOptions, 'spoolAtSwitch' | 'spoolHere'> & {
      commandDeadlineMs: number;
    },
    private readonly commands: Commands,
    private readonly legs: Legs,
    private readonly ears: Ears,
    private readonly tell: (event: SwitchEvent) => void,
    private readonly now: () => number,
    private readonly log: AsteriskLog,
  ) {}

  private fileOf(recording: string): RecordingFile {
    const { spoolHere } = this.options;
    return new RecordingFile(join(spoolHere, `${recording}.raw`), spoolHere);
  }

  async start({ recording, leg, paused = false }: RecordRequest): Promise<void> {
    if (!NAME.test(recording)) throw new SwitchError('SWITCH_BAD_REQUEST', 'a recording id of other letters');
    this.legs.need(leg);
    for (const other of this.active.values())
      if (other.leg === leg && !other.ending)
        throw new SwitchError('SWITCH_BAD_REQUEST', 'this leg is being recorded already');
    let begun!: (fault: string | undefined) => void;
    const started = new Promise<string | undefined>((resolve) => (begun = resolve));
    const entry: Active = {
      leg,
      file: this.fileOf(recording),
      since: this.now(),
      started,
      ending: false,
      paused,
      off: true,
    };
    this.active.set(recording, entry);
    try {
      await this.ears.inTurn(leg, async () => {
        const continues = await entry.file.isThere();
        if (continues) await this.takeOver(entry);
        await this.putOn(recording, entry, continues);
      });
    } catch (error) {
      this.active.delete(recording);
      begun('refused');
      throw error;
    }
    void this.confirm(recording, entry).then(begun);
  }

  /** A former process began this recording: it is begun anew on the same file, so that its end is told by this one. */
  private async takeOver(entry: Active): Promise<void> {
    await this.commands.ami({ action: 'StopMixMonitor', channel: entry.leg }).catch(() => undefined);
    await settling();
    entry.since = this.now() - ((await entry.file.lengthMs()) ?? 0);
  }

  private async putOn(recording: string, entry: Active, continues: boolean): Promise<void> {
    const file = `${this.options.spoolAtSwitch}/${recording}.raw`;
    const options = continues ? 'aD' : 'D';
    const { leg: channel, paused } = entry;
    entry.off = false;
    // Both on one connection, the second not waiting for the first: less than a frame is between them.
    await Promise.all([
      this.commands.ami({ action: 'MixMonitor', channel, file, options }),
      paused && this.commands.ami(silence(channel, true)),
    ]);
  }

  /** Waits for the file and tells. */
  private async confirm(recording: string, entry: Active): Promise<string | undefined> {
    const { leg } = entry;
    const appeared = await entry.file.appears(this.options.commandDeadlineMs);
    const full = await diskIsFull(this.options.spoolHere);
    if (appeared && !full) {
      this.watchRoom();
      this.tell({ type: 'recording.started', recording, leg, at: this.now() });
      return undefined;
    }
    await this.commands.ami({ action: 'StopMixMonitor', channel: leg }).catch(() => undefined);
    return this.fail(recording, entry, full ? DISK_FULL : 'the switch has not made the file');
  }

  /** MixMonitor says nothing of what it could not write, so somebody looks while there are recordings. */
  private watchRoom(): void {
    if (this.watching) return;
    this.watching = setInterval(() => {
      if (this.active.size > 0) return void this.lookForRoom();
      clearInterval(this.watching);
      this.watching = undefined;
    }, ROOM_MS).unref();
  }

  private async lookForRoom(): Promise<void> {
    if (!(await diskIsFull(this.options.spoolHere))) return;
    for (const [recording, entry] of [...this.active]) {
      if (entry.ending || (await entry.started) !== undefined) continue;
      void this.commands.ami({ action: 'StopMixMonitor', channel: entry.leg }).catch(() => undefined);
      this.fail(recording, entry, DISK_FULL);
    }
  }

  private fail(recording: string, entry: Active, reason: string): string {
    entry.ending = true;
    if (this.active.delete(recording))
      this.tell({ type: 'recording.failed', recording, leg: entry.leg, reason, at: this.now() });
    return reason;
  }

  /** To be begun anew on the same file. One that pauses stays off until it is resumed or ended. */
  async takeOff(leg: LegId): Promise<(() => Promise<void>) | undefined> {
    const found = [...this.active].find(([, entry]) => entry.leg === leg && !entry.ending);
    if (!found) return undefined;
    const [recording, entry] = found;
    if ((await entry.started) !== undefined || entry.ending || entry.off) return undefined;
    try {
      entry.off = true;
      await this.commands.ami({ action: 'StopMixMonitor', channel: leg });
    } catch (error) {
      this.cannotGoOn(recording, entry, error);
      return undefined;
    }
    return () => (entry.paused ? Promise.resolve() : this.putOnAnew(recording, entry));
  }

  private async putOnAnew(recording: string, entry: Active): Promise<void> {
    try {
      if (entry.ending) return;
      await this.makeUpFor(entry);
      await this.putOn(recording, entry, true);
    } catch (error) {
      this.cannotGoOn(recording, entry, error);
    }
  }

  /** A leg that has ended tells its recording's end; anything else is a recording that does not go on. */
  private cannotGoOn(recording: string, entry: Active, error: unknown): void {
    if (entry.ending || (error instanceof SwitchError && error.code === 'SWITCH_NO_SUCH_LEG')) return;
    this.fail(recording, entry, `not begun anew: ${(error as Error).message}`);
  }

  /** What was not recorded while nothing was on is silence, so that what follows stands at its time. */
  private async makeUpFor(entry: Active, lasted = this.now() - entry.since): Promise<void> {
    try {
      await entry.file.padTo(lasted);
    } catch (error) {
      this.log.warn({ reason: (error as Error).message }, 'a recording is shorter than its talk');
    }
  }

  async pause(leg: LegId, recording: string): Promise<void> {
    this.runningOn(leg, recording);
    await this.ears.inTurn(leg, async () => {
      const entry = this.runningOn(leg, recording);
      entry.paused = true;
      if (!entry.off) await this.commands.ami(silence(leg, true));
    });
  }

  async resume(leg: LegId, recording: string): Promise<void> {
    this.runningOn(leg, recording);
    await this.ears.inTurn(leg, async () => {
      const entry = this.runningOn(leg, recording);
      if (!entry.paused) return;
      entry.paused = false;
      if (entry.off) await this.putOnAnew(recording, entry);
      else await this.commands.ami(silence(leg, false));
    });
  }

  private runningOn(leg: LegId, recording: string): Active {
    const entry = this.active.get(recording);
    if (entry?.leg !== leg || entry.ending)
      throw new SwitchError('SWITCH_NO_SUCH_LEG', 'this recording does not run');
    return entry;
  }

  async stop(leg: LegId, recording: string): Promise<void> {
    const entry = this.active.get(recording);
    if (entry?.ending) return;
    // A leg that is hung up in the same turn takes its MixMonitor along; its end tells the recording's.
    await new Promise((resolve) => setImmediate(resolve));
    if (entry && (entry.ending || this.legs.get(leg)?.endsAs)) return;
    try {
      const off = async (): Promise<unknown> =>
        entry?.off || this.commands.ami({ action: 'StopMixMonitor', channel: leg });
      await (entry ? this.ears.inTurn(leg, off) : off());
    } catch (error) {
      // The leg's end has ended it, and is being told.
      if (!(entry && error instanceof SwitchError && error.code === 'SWITCH_NO_SUCH_LEG')) throw error;
    }
    void this.finish(recording, entry ?? this.foreign(leg, recording));
  }

  /** One that this process knows nothing of. */
  private foreign(leg: LegId, recording: string): Active {
    const nothing = Promise.resolve(undefined);
    return {
      leg,
      file: this.fileOf(recording),
      since: this.now(),
      started: nothing,
      ending: false,
      paused: false,
      off: false,
    };
  }

  /** MixMonitor ends with its channel by itself. */
  legEnded(leg: LegId): void {
    for (const [recording, entry] of this.active) if (entry.leg === leg) void this.finish(recording, entry);
  }

  private async finish(recording: string, entry: Active): Promise<void> {
    if (entry.ending) return;
    entry.ending = true;
    if ((await entry.started) !== undefined) return;
    const { leg } = entry;
    const lasted = this.now() - entry.since;
    await this.ears.inTurn(leg, () => (entry.off ? this.makeUpFor(entry, lasted) : Promise.resolve()));
    const fault = await entry.file.settles(lasted);
    this.active.delete(recording);
    this.tell(
      fault
        ? { type: 'recording.failed', recording, leg, reason: fault, at: this.now() }
        : { type: 'recording.ended', recording, leg, at: this.now() },
    );
  }

  async sound(recording: string): Promise<RecordedSound> {
    const file = this.fileOf(recording);
    const missing = !NAME.test(recording) || this.active.has(recording);
    if (missing || !(await file.isThere()))
      throw new SwitchError('SWITCH_NO_SUCH_LEG', 'there is no sound of this recording');
    return { path: file.path, format: 'raw', sampleRate: 8000, channels: 2 };
  }

  async discard(recording: string): Promise<void> {
    if (NAME.test(recording)) await rm(this.fileOf(recording).path, { force: true });
  }

  /** Makes the folder where it can. */
  async prepare(): Promise<void> {
    await mkdir(this.options.spoolHere, { recursive: true }).catch((error: unknown) =>
      this.log.warn({ reason: (error as Error).message }, 'no folder for recordings'),
    );
  }
}
