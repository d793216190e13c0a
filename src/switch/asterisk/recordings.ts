/**
 * Stereo recording by MixMonitor, option D: what the channel says left, what it hears right, 16 bit at 8000 Hz, no
 * header. MixMonitor says Success to any path, so a recording counts as started when its file is there.
 */
import { watch } from 'node:fs';
import { mkdir, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { LegId } from '../../kernel/ids.js';
import { SwitchError, type RecordedSound, type RecordRequest, type SwitchEvent } from '../port.js';
import type { AmiAction } from './ami.js';
import type { Commands } from './commands.js';
import type { Legs } from './legs.js';
import type { AsteriskLog, AsteriskOptions } from './options.js';

/** The last audio is written within one frame of 20 ms; no growth for this long, twice, is the end of the file. */
const SETTLE_MS = 60;
/** With less room than this a recording cannot be believed: two seconds of sound. */
const LEAST_ROOM = 64_000;

interface Active {
  readonly leg: LegId;
  readonly since: number;
  /** Resolves with what went wrong at the start, or undefined. */
  readonly started: Promise<string | undefined>;
  ending?: true;
  paused: boolean;
  /** The partner has changed during the pause. */
  stale?: true;
}

/** The file goes on with silence: both sides of it. */
const silence = (channel: LegId, on: boolean): AmiAction => ({
  action: 'MixMonitorMute',
  channel,
  direction: 'both',
  state: on ? 1 : 0,
});

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

export class Recordings {
  private readonly active = new Map<string, Active>();

  constructor(
    private readonly options: Pick<AsteriskOptions, 'spoolAtSwitch' | 'spoolHere'> & {
      commandDeadlineMs: number;
    },
    private readonly commands: Commands,
    private readonly legs: Legs,
    private readonly tell: (event: SwitchEvent) => void,
    private readonly now: () => number,
    private readonly log: AsteriskLog,
  ) {}

  private path(recording: string): string {
    return join(this.options.spoolHere, `${recording}.raw`);
  }

  async start({ recording, leg, paused = false }: RecordRequest): Promise<void> {
    if (!/^[\w-]{1,64}$/.test(recording))
      throw new SwitchError('SWITCH_BAD_REQUEST', 'a recording id of other letters');
    this.legs.need(leg);
    for (const other of this.active.values())
      if (other.leg === leg && !other.ending)
        throw new SwitchError('SWITCH_BAD_REQUEST', 'this leg is being recorded already');
    let begun!: (fault: string | undefined) => void;
    const started = new Promise<string | undefined>((resolve) => (begun = resolve));
    const entry: Active = { leg, since: this.now(), started, paused };
    this.active.set(recording, entry);
    try {
      const continues = await isThere(this.path(recording));
      if (continues) await this.takeOff(leg);
      const begin = this.mixMonitor(recording, leg, continues ? 'aD' : 'D');
      // Both on one connection, the second not waiting for the first: less than a frame is between them.
      await Promise.all([this.commands.ami(begin), paused && this.commands.ami(silence(leg, true))]);
    } catch (error) {
      this.active.delete(recording);
      begun('refused');
      throw error;
    }
    void this.confirm(recording, entry).then(begun);
  }

  /** A former process began this recording: it is begun anew on the same file, so that its end is told by this one. */
  private async takeOff(leg: LegId): Promise<void> {
    await this.commands.ami({ action: 'StopMixMonitor', channel: leg }).catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  }

  /** Waits for the file and tells. */
  private async confirm(recording: string, { leg }: Active): Promise<string | undefined> {
    const fault = await this.appears(this.path(recording));
    if (!fault) {
      this.tell({ type: 'recording.started', recording, leg, at: this.now() });
      return undefined;
    }
    this.active.delete(recording);
    await this.commands.ami({ action: 'StopMixMonitor', channel: leg }).catch(() => undefined);
    this.tell({ type: 'recording.failed', recording, leg, reason: fault, at: this.now() });
    return fault;
  }

  private async appears(path: string): Promise<string | undefined> {
    const { spoolHere, commandDeadlineMs } = this.options;
    if (await isThere(path)) return undefined;
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), commandDeadlineMs);
    try {
      await new Promise<void>((resolve, reject) => {
        const watcher = watch(spoolHere, { signal: stop.signal });
        const look = (): void => void isThere(path).then((there) => there && resolve());
        watcher.on('change', look);
        watcher.on('error', reject);
        watcher.on('close', () => reject(new Error('closed')));
        look();
      });
      return undefined;
    } catch {
      return (await isThere(path)) ? undefined : 'the switch has not made the file';
    } finally {
      clearTimeout(timer);
      stop.abort();
    }
  }

  /**
   * MixMonitor decodes with one decoder as long as it runs, and drops what the next partner says when that partner's
   * packets have lower numbers than the last one's: for minutes, with half of all partners. So it is begun anew, on
   * the same file, when the leg leaves a conversation.
   */
  bridgeLeft(leg: LegId): void {
    for (const [recording, entry] of this.active)
      if (entry.leg === leg && !entry.ending) void this.renew(recording, entry);
  }

  private async renew(recording: string, entry: Active): Promise<void> {
    if ((await entry.started) !== undefined || entry.ending) return;
    if (entry.paused) return void (entry.stale = true);
    try {
      await this.commands.ami({ action: 'StopMixMonitor', channel: entry.leg });
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
      if (entry.ending) return;
      await this.commands.ami(this.mixMonitor(recording, entry.leg, 'aD'));
      if (entry.ending) await this.commands.ami({ action: 'StopMixMonitor', channel: entry.leg });
    } catch (error) {
      // A leg that has ended tells its recording's end; anything else is a recording that does not go on.
      if (entry.ending || (error instanceof SwitchError && error.code === 'SWITCH_NO_SUCH_LEG')) return;
      entry.ending = true;
      this.active.delete(recording);
      const reason = `not begun anew: ${(error as Error).message}`;
      this.tell({ type: 'recording.failed', recording, leg: entry.leg, reason, at: this.now() });
    }
  }

  async pause(leg: LegId, recording: string): Promise<void> {
    const entry = this.runningOn(leg, recording);
    entry.paused = true;
    await this.commands.ami(silence(leg, true));
  }

  async resume(leg: LegId, recording: string): Promise<void> {
    const entry = this.runningOn(leg, recording);
    if (!entry.paused) return;
    entry.paused = false;
    if (entry.stale) {
      delete entry.stale;
      await this.renew(recording, entry);
    } else await this.commands.ami(silence(leg, false));
  }

  private runningOn(leg: LegId, recording: string): Active {
    const entry = this.active.get(recording);
    if (entry?.leg !== leg || entry.ending)
      throw new SwitchError('SWITCH_NO_SUCH_LEG', 'this recording does not run');
    return entry;
  }

  private mixMonitor(recording: string, channel: LegId, options: 'D' | 'aD'): AmiAction {
    const file = `${this.options.spoolAtSwitch}/${recording}.raw`;
    return { action: 'MixMonitor', channel, file, options };
  }

  async stop(leg: LegId, recording: string): Promise<void> {
    const entry = this.active.get(recording);
    if (entry?.ending) return;
    try {
      await this.commands.ami({ action: 'StopMixMonitor', channel: leg });
    } catch (error) {
      // The leg's end has ended it, and is being told.
      if (!(entry && error instanceof SwitchError && error.code === 'SWITCH_NO_SUCH_LEG')) throw error;
    }
    void this.finish(
      recording,
      entry ?? { leg, since: this.now(), started: Promise.resolve(undefined), paused: false },
    );
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
    const size = await this.settled(this.path(recording));
    const fault = size === undefined ? 'the file is gone' : await this.doubt(size, lasted);
    this.active.delete(recording);
    this.tell(
      fault
        ? { type: 'recording.failed', recording, leg, reason: fault, at: this.now() }
        : { type: 'recording.ended', recording, leg, at: this.now() },
    );
  }

  /** The size of a file that nobody writes to any more. */
  private async settled(path: string): Promise<number | undefined> {
    let last = -1;
    let same = 0;
    while (same < 2) {
      const size = await stat(path).then(
        (found) => found.size,
        () => undefined,
      );
      if (size === undefined) return undefined;
      same = size === last ? same + 1 : 0;
      last = size;
      if (same < 2) await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    }
    return last;
  }

  private async doubt(size: number, lasted: number): Promise<string | undefined> {
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
    const path = this.path(recording);
    const missing = !/^[\w-]{1,64}$/.test(recording) || this.active.has(recording);
    if (
      missing ||
      !(await stat(path).then(
        (found) => found.isFile(),
        () => false,
      ))
    )
      throw new SwitchError('SWITCH_NO_SUCH_LEG', 'there is no sound of this recording');
    return { path, format: 'raw', sampleRate: 8000, channels: 2 };
  }

  async discard(recording: string): Promise<void> {
    if (/^[\w-]{1,64}$/.test(recording)) await rm(this.path(recording), { force: true });
  }

  /** Makes the folder where it can. */
  async prepare(): Promise<void> {
    await mkdir(this.options.spoolHere, { recursive: true }).catch((error: unknown) =>
      this.log.warn({ reason: (error as Error).message }, 'no folder for recordings'),
    );
  }
}
