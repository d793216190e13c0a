import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { LegId } from '../../kernel/ids.js';
import type { Millis } from '../../kernel/time.js';
import { SwitchError, type RecordedSound, type RecordRequest } from '../port.js';
import { legOf, upLegOf, type Floor } from './leg.js';
import { SAMPLE_RATE, SoundTrack, type Sound } from './sound.js';

interface Running {
  readonly recording: string;
  readonly leg: LegId;
  /** Missing until the recording has started. */
  track?: SoundTrack;
  paused: boolean;
}

/** Records legs as files of real sound. Files are written at once, so that a recording that has ended is there. */
export class Recorder {
  private readonly running = new Map<string, Running>();
  private readonly finished = new Map<string, RecordedSound>();
  private failures: string[] = [];

  /** @param hears what is said and heard on a leg now */
  constructor(
    private readonly floor: Floor,
    private readonly folder: string,
    private readonly startMs: () => Millis,
    private readonly hears: (leg: LegId) => { says: readonly Sound[]; hears: readonly Sound[] },
  ) {}

  /** The next `n` recordings are accepted and then fail. */
  failNext(n: number, reason: string): void {
    for (let i = 0; i < n; i++) this.failures.push(reason);
  }

  start({ recording, leg: id, paused = false }: RecordRequest): void {
    const leg = upLegOf(this.floor, id);
    if (!/^[\w-]{1,80}$/.test(recording) || this.running.has(recording) || this.finished.has(recording))
      throw new SwitchError('SWITCH_BAD_REQUEST', `${recording} is no new name for a recording`);
    const run: Running = { recording, leg: leg.id, paused };
    this.running.set(recording, run);
    this.floor.scheduler.set(this.key(recording), this.floor.clock.now() + this.startMs(), () =>
      this.begin(run),
    );
  }

  stop(id: LegId, recording: string): void {
    legOf(this.floor, id);
    this.finish(this.runningOn(id, recording));
  }

  pause(id: LegId, recording: string, paused: boolean): void {
    legOf(this.floor, id);
    const run = this.runningOn(id, recording);
    run.paused = paused;
    if (run.track) this.note(run);
  }

  /** The leg is going: its recordings end. */
  legEnds(id: LegId): void {
    for (const run of [...this.running.values()]) if (run.leg === id) this.finish(run);
  }

  soundChanged(): void {
    for (const run of this.running.values()) this.note(run);
  }

  sound(recording: string): RecordedSound {
    const sound = this.finished.get(recording);
    if (!sound || !existsSync(sound.path))
      throw new SwitchError('SWITCH_NO_SUCH_LEG', `there is no sound of recording ${recording}`);
    return sound;
  }

  discard(recording: string): void {
    const sound = this.finished.get(recording);
    if (sound) rmSync(sound.path, { force: true });
    this.finished.delete(recording);
  }

  /** The switch dies: what runs is lost, what has ended stays. */
  lose(): void {
    for (const recording of this.running.keys()) this.floor.scheduler.cancel(this.key(recording));
    this.running.clear();
  }

  private runningOn(id: LegId, recording: string): Running {
    const run = this.running.get(recording);
    if (run?.leg !== id) throw new SwitchError('SWITCH_NO_SUCH_LEG', `recording ${recording} is not running`);
    return run;
  }

  private begin(run: Running): void {
    const reason = this.failures.shift();
    if (reason !== undefined) return this.fail(run, reason);
    run.track = new SoundTrack();
    this.note(run);
    const { recording, leg } = run;
    this.floor.emit({ type: 'recording.started', recording, leg, at: this.floor.clock.now() });
  }

  /** Every recording that runs ends as failed; its sound until now is there. */
  breakOff(reason: string): void {
    for (const run of [...this.running.values()]) {
      if (run.track) this.keep(run, run.track);
      this.fail(run, reason);
    }
  }

  private finish(run: Running): void {
    const { recording, leg } = run;
    if (!run.track) return this.fail(run, 'it ended before it had started');
    try {
      this.keep(run, run.track);
    } catch (error) {
      return this.fail(run, error instanceof Error ? error.message : String(error));
    }
    this.running.delete(recording);
    this.floor.emit({ type: 'recording.ended', recording, leg, at: this.floor.clock.now() });
  }

  private keep({ recording }: Running, track: SoundTrack): void {
    const path = resolve(join(this.folder, `${recording}.wav`));
    mkdirSync(this.folder, { recursive: true });
    writeFileSync(path, track.wav(this.floor.clock.now()));
    this.finished.set(recording, { path, format: 'wav', sampleRate: SAMPLE_RATE, channels: 2 });
  }

  private fail(run: Running, reason: string): void {
    const { recording, leg } = run;
    this.running.delete(recording);
    this.floor.scheduler.cancel(this.key(recording));
    this.floor.emit({ type: 'recording.failed', recording, leg, reason, at: this.floor.clock.now() });
  }

  private note(run: Running): void {
    const { says, hears } = run.paused ? { says: [], hears: [] } : this.hears(run.leg);
    const tones = (sounds: readonly Sound[]): number[] => sounds.map((s) => s.hz).sort((a, b) => a - b);
    run.track?.change(this.floor.clock.now(), tones(says), tones(hears));
  }

  private key(recording: string): string {
    return `${this.floor.name}:record:${recording}`;
  }
}
