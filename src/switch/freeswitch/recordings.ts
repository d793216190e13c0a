/**
 * Stereo recording: what the leg says left, what it hears right, 16 bit at 8000 Hz, no header (so that a switch that is
 * killed leaves a file that can be read). The switch says `+OK` to an impossible path, so a recording counts as started
 * when RECORD_START has come and its file is there; it is over with RECORD_STOP, which is told when the file is closed.
 */
import { appendFile, mkdir, readFile, rename, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { LegId } from '../../kernel/ids.js';
import { SwitchError, type RecordedSound, type RecordRequest, type SwitchEvent } from '../port.js';
import type { Commands } from './commands.js';
import type { Legs } from './legs.js';
import type { FreeswitchLog, FreeswitchOptions } from './options.js';
import { text, type Fields } from './translate.js';

/** With less room than this a recording cannot be believed: two seconds of sound. */
const LEAST_ROOM = 64_000;
/** RECORD_STOP follows the end of a channel at once, or was missed. */
const STOP_MS = 1000;

interface Active {
  readonly leg: LegId;
  readonly since: number;
  phase: 'asked' | 'running' | 'ending';
  started(): void;
  /** Resolves with whether the start was told in time. */
  readonly start: Promise<boolean>;
  stopped(): void;
  readonly stop: Promise<void>;
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );

const isRecording = (recording: string): boolean => /^[\w-]{1,64}$/.test(recording);

export class Recordings {
  private readonly active = new Map<string, Active>();

  constructor(
    private readonly options: Pick<FreeswitchOptions, 'spoolAtSwitch' | 'spoolHere'> & {
      commandDeadlineMs: number;
    },
    private readonly commands: Commands,
    private readonly legs: Legs,
    private readonly tell: (event: SwitchEvent) => void,
    private readonly now: () => number,
    private readonly log: FreeswitchLog,
  ) {}

  private here(recording: string): string {
    return join(this.options.spoolHere, `${recording}.raw`);
  }

  private atSwitch(recording: string): string {
    return `${this.options.spoolAtSwitch}/${recording}.raw`;
  }

  async start({ recording, leg, paused = false }: RecordRequest): Promise<void> {
    if (!isRecording(recording))
      throw new SwitchError('SWITCH_BAD_REQUEST', 'a recording id of other letters');
    this.legs.need(leg);
    for (const other of this.active.values())
      if (other.leg === leg && other.phase !== 'ending')
        throw new SwitchError('SWITCH_BAD_REQUEST', 'this leg is being recorded already');
    const entry = this.entry(leg);
    this.active.set(recording, entry);
    try {
      if (await isThere(this.here(recording))) {
        // One that a former process has begun, and that runs: nothing more would be told of it.
        const runs = (await this.commands.api(`uuid_buglist ${leg}`)).includes(this.atSwitch(recording));
        if (runs) entry.started();
        else await this.keep(recording);
      }
      // Both on one connection, the second not waiting for the first: no frame is between them.
      await Promise.all([
        this.commands.api(`uuid_record ${leg} start ${this.atSwitch(recording)}`),
        paused && this.commands.api(`uuid_record ${leg} mask ${this.atSwitch(recording)}`),
      ]);
    } catch (error) {
      this.active.delete(recording);
      throw this.legs.get(leg) ? error : new SwitchError('SWITCH_NO_SUCH_LEG', 'the leg is gone');
    }
    void this.confirm(recording, entry);
  }

  /**
   * The sound of an earlier part, out of the way of the next one: the switch can go on with a file of two channels only
   * where it has a header.
   */
  private async keep(recording: string): Promise<void> {
    await appendFile(this.earlier(recording), await readFile(this.here(recording)));
    await rm(this.here(recording));
  }

  private async joinParts(recording: string): Promise<void> {
    const earlier = this.earlier(recording);
    if (!(await isThere(earlier))) return;
    await appendFile(earlier, await readFile(this.here(recording)));
    await rename(earlier, this.here(recording));
  }

  private earlier(recording: string): string {
    return join(this.options.spoolHere, `${recording}.earlier.raw`);
  }

  private entry(leg: LegId): Active {
    let started!: (inTime: boolean) => void;
    let stopped!: () => void;
    const start = new Promise<boolean>((resolve) => (started = resolve));
    const stop = new Promise<void>((resolve) => (stopped = resolve));
    const timer = setTimeout(() => started(false), this.options.commandDeadlineMs);
    return {
      leg,
      since: this.now(),
      phase: 'asked',
      started: () => {
        clearTimeout(timer);
        started(true);
      },
      start,
      stopped,
      stop,
    };
  }

  private async confirm(recording: string, entry: Active): Promise<void> {
    const begun = (await entry.start) && (await isThere(this.here(recording)));
    if (this.active.get(recording) !== entry) return;
    const { leg } = entry;
    if (begun) {
      if (entry.phase === 'asked') entry.phase = 'running';
      return this.tell({ type: 'recording.started', recording, leg, at: this.now() });
    }
    this.active.delete(recording);
    await this.commands.api(`uuid_record ${leg} stop ${this.atSwitch(recording)}`).catch(() => undefined);
    this.fail(recording, leg, 'the switch has not made the file');
  }

  async stop(leg: LegId, recording: string): Promise<void> {
    if (!isRecording(recording)) throw new SwitchError('SWITCH_NO_SUCH_LEG', 'there is no such recording');
    const known = this.active.get(recording);
    if (known?.phase === 'ending') return;
    if (!known) this.legs.need(leg);
    try {
      await this.commands.api(`uuid_record ${leg} stop ${this.atSwitch(recording)}`);
    } catch (error) {
      const gone =
        error instanceof SwitchError && error.code !== 'SWITCH_DEADLINE' && error.code !== 'SWITCH_DOWN';
      // The leg's end has ended it, and is being told.
      if (!known && gone) throw new SwitchError('SWITCH_NO_SUCH_LEG', 'there is no such recording');
      if (!gone) throw error;
    }
    const entry = known ?? this.entry(leg);
    if (!known) {
      entry.started();
      entry.stopped();
      this.active.set(recording, entry);
    }
    void this.finish(recording, entry);
  }

  /** The file goes on with silence: both sides of it. */
  pause(leg: LegId, recording: string): Promise<void> {
    return this.mask(leg, recording, 'mask');
  }

  resume(leg: LegId, recording: string): Promise<void> {
    return this.mask(leg, recording, 'unmask');
  }

  private async mask(leg: LegId, recording: string, how: 'mask' | 'unmask'): Promise<void> {
    this.legs.need(leg);
    const entry = this.active.get(recording);
    if (entry && (entry.leg !== leg || entry.phase === 'ending'))
      throw new SwitchError('SWITCH_NO_SUCH_LEG', 'this recording does not run');
    try {
      await this.commands.api(`uuid_record ${leg} ${how} ${this.atSwitch(recording)}`);
    } catch (error) {
      if (error instanceof SwitchError && error.code === 'SWITCH_FAULT')
        throw new SwitchError('SWITCH_NO_SUCH_LEG', 'this recording does not run');
      throw error;
    }
  }

  hear(event: Fields): void {
    const path = text(event['Record-File-Path']);
    const type = event['Event-Name'];
    if (type !== 'RECORD_START' && type !== 'RECORD_STOP') return;
    for (const [recording, entry] of this.active) {
      if (path !== this.atSwitch(recording)) continue;
      if (type === 'RECORD_START') entry.started();
      // The stop of a former one, before a start on the same file, is not this one's.
      else if (entry.phase !== 'asked') {
        entry.stopped();
        void this.finish(recording, entry);
      }
    }
  }

  /** A recording ends with its channel by itself. */
  legEnded(leg: LegId): void {
    for (const [recording, entry] of this.active) if (entry.leg === leg) void this.finish(recording, entry);
  }

  private async finish(recording: string, entry: Active): Promise<void> {
    if (entry.phase === 'ending') return;
    const wasAsked = entry.phase === 'asked';
    entry.phase = 'ending';
    if (wasAsked && !(await this.begun(entry))) {
      this.active.delete(recording);
      return this.fail(recording, entry.leg, 'it ended before it began');
    }
    const lasted = this.now() - entry.since;
    const timer = setTimeout(() => entry.stopped(), STOP_MS);
    await entry.stop;
    clearTimeout(timer);
    const { leg } = entry;
    const fault = await this.joinParts(recording).then(
      () => this.doubt(recording, lasted),
      (error: Error) => error.message,
    );
    if (this.active.get(recording) !== entry) return;
    this.active.delete(recording);
    if (fault) this.fail(recording, leg, fault);
    else this.tell({ type: 'recording.ended', recording, leg, at: this.now() });
  }

  /** Asked for, and its leg has ended: RECORD_START is here by now or will not come. */
  private async begun(entry: Active): Promise<boolean> {
    const soon = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), STOP_MS));
    return Promise.race([entry.start, soon]);
  }

  private fail(recording: string, leg: LegId, reason: string): void {
    this.tell({ type: 'recording.failed', recording, leg, reason, at: this.now() });
  }

  private async doubt(recording: string, lasted: number): Promise<string | undefined> {
    const size = await stat(this.here(recording)).then(
      (found) => found.size,
      () => undefined,
    );
    if (size === undefined) return 'the file is gone';
    if (size === 0 && lasted > 1000) return 'the file is empty';
    try {
      const { bavail, bsize } = await statfs(this.options.spoolHere);
      if (bavail * bsize < LEAST_ROOM) return 'the disk is full';
    } catch (error) {
      this.log.warn({ reason: (error as Error).message }, 'room for recordings not known');
    }
    return undefined;
  }

  async sound(recording: string): Promise<RecordedSound> {
    const path = this.here(recording);
    if (!isRecording(recording) || this.active.has(recording) || !(await isThere(path)))
      throw new SwitchError('SWITCH_NO_SUCH_LEG', 'there is no sound of this recording');
    return { path, format: 'raw', sampleRate: 8000, channels: 2 };
  }

  async discard(recording: string): Promise<void> {
    if (isRecording(recording)) await rm(this.here(recording), { force: true });
  }

  /** Makes the folder where it can. */
  async prepare(): Promise<void> {
    await mkdir(this.options.spoolHere, { recursive: true }).catch((error: unknown) =>
      this.log.warn({ reason: (error as Error).message }, 'no folder for recordings'),
    );
  }
}
