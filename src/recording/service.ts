import type { Event, Of } from '../kernel/event.js';
import { createHash } from 'node:crypto';
import type { CallEvent, CallState } from '../call/types.js';
import type { IdSource } from '../kernel/ids.js';
import type { Recorder } from '../runtime/bus.js';
import type { Clock } from '../runtime/clock.js';
import type { Log } from '../runtime/log.js';
import type { Mailboxes } from '../runtime/mailbox.js';
import type { Scheduler } from '../runtime/scheduler.js';
import type { SwitchEvent, SwitchPort } from '../switch/port.js';
import type { Archive } from './archive.js';
import { expectedStill, owedWord } from './owed-words.js';
import type { LedgerRow, RecordingStore } from './store.js';
import type { RecordingEvent } from './types.js';
import { storedPath } from './wav.js';

export interface RecordingDependencies {
  readonly switchPort: SwitchPort;
  readonly store: RecordingStore;
  readonly archive: Archive;
  readonly recorder: Recorder;
  readonly mailboxes: Mailboxes;
  readonly scheduler: Scheduler;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly log: Log;
  /** After the end of a call, for the switch to say that its recording has ended. */
  readonly endMs: number;
}

/** Until the next try at storing what could not be stored. */
const AGAIN_MS = 30_000;
/** Until the next try at writing a line that the database refused. */
const LINE_AGAIN_MS = 1000;

interface Open {
  readonly recording: string;
  readonly call: string;
  /** The caller's: the call is recorded, not an agent's leg, so that later transfers keep it whole. */
  readonly leg: string;
  readonly startedAt: number;
  /** The switch has said that it runs. */
  running?: true;
  /** Why its end is missing. */
  incomplete?: string;
}

/**
 * Records conversations and keeps the ledger: a line is opened before the switch is asked, and closed with what was
 * found (size, length, silence of each side) or with the reason why there is nothing. Failures here never touch a call.
 */
export class RecordingService {
  private readonly openByCall = new Map<string, Open>();
  private readonly open = new Map<string, Open>();
  /** Taken over from a former process, until the link is there: recordings that run, callers' legs yet to be recorded. */
  private readonly toContinue = new Set<Open>();
  private readonly toBegin = new Map<string, string>();
  /** On which switch the calls live that were taken over. */
  private readonly homes = new Map<string, string>();
  /** Calls whose recording is silent, since when. */
  private readonly pausedSince = new Map<string, number>();
  /** Being stored, or waiting for another try at it. */
  private readonly storing = new Set<string>();
  /** Writes to lines of the ledger that the database has not taken yet. */
  private readonly unwritten = new Map<string, (() => Promise<void>)[]>();

  constructor(private readonly deps: RecordingDependencies) {}

  /**
   * Goes on with the recordings of calls that go on after a restart, and begins those that the former process did not
   * come to begin: to be called once, before the switch is connected. Lines of other calls are closed when it is. What
   * the ledger has and the journal lost in a crash is said now.
   * @param earlier the journal as far back as a call can reach
   */
  async restore(calls: readonly CallState[], earlier: readonly Event[]): Promise<void> {
    for (const [recording, call] of expectedStill(earlier)) {
      const owed = owedWord(recording, call, await this.deps.store.get(recording));
      if (owed) this.deps.recorder.record<RecordingEvent>([owed]);
    }
    const unfinished = await this.deps.store.unfinished();
    for (const { call, callerLeg, phase, bridge, recordingPaused, switch: home } of calls) {
      this.homes.set(call, home);
      if (recordingPaused) this.pausedSince.set(call, recordingPaused.at);
      // One that broke off does not go on; what there is of it is stored when the link is there.
      const row = unfinished.find((line) => line.call === call && line.incomplete === null);
      if (row) {
        const { recording, startedAt } = row;
        const one: Open = { recording, call, leg: callerLeg, startedAt };
        if (row.state === 'recording') one.running = true;
        this.openByCall.set(call, one);
        this.open.set(recording, one);
        if (phase !== 'ended') this.toContinue.add(one);
      } else if (phase !== 'ended' && bridge && (await this.deps.store.byCall(call)).length === 0)
        this.toBegin.set(call, callerLeg);
      if (phase === 'ended') this.endSoon(call);
    }
  }

  /** A link is there: what was taken over is seen to, what a former run left is closed. @param place name of the switch, where there are several */
  async onLinkUp(place?: string): Promise<void> {
    for (const one of this.toContinue) {
      const { recording, leg, call } = one;
      if (this.isElsewhere(call, place)) continue;
      this.toContinue.delete(one);
      const paused = this.pausedSince.has(call) ? { paused: true } : {};
      // One that runs goes on; whatever comes of asking, its sound is looked for at the end of the call.
      this.deps.switchPort.startRecording({ recording, leg, ...paused }).catch((error: unknown) => {
        this.deps.log.info({ recording, reason: codeOf(error) }, 'recording goes on as it is');
      });
    }
    for (const [call, leg] of this.toBegin) {
      if (this.isElsewhere(call, place)) continue;
      this.toBegin.delete(call);
      this.begin(call, leg);
    }
    await this.settleUnfinished();
  }

  private isElsewhere(call: string, place: string | undefined): boolean {
    const home = this.homes.get(call);
    return (
      place !== undefined && home !== place && this.deps.switchPort.parts.some(({ name }) => name === home)
    );
  }

  /** The agent answered: the recording starts with the bridge. A call has one recording however many agents it meets. */
  onAgentAnswered({ call, data }: Of<CallEvent, 'call.agent-answered'>): void {
    if (call) this.begin(call, data.callerLeg);
  }

  /** A consult is between colleagues: the caller's leg is what is recorded, whoever else talks with whom. */
  onPartyAnswered({ call, data }: Of<CallEvent, 'call.party-answered'>): void {
    if (call && data.purpose !== 'consult') this.begin(call, data.callerLeg);
  }

  /** Silence from here on, as a gap in the ledger. A call that is not recorded yet begins silent. */
  onPaused({ call, at }: Of<CallEvent, 'call.recording-paused'>): void {
    if (!call) return;
    this.pausedSince.set(call, at);
    const one = this.openByCall.get(call);
    if (!one) return;
    this.deps.switchPort
      .pauseRecording(one.leg, one.recording)
      .catch((error: unknown) => this.notPaused(one, error));
  }

  onResumed({ call, at }: Of<CallEvent, 'call.recording-resumed'>): void {
    const from = call === undefined ? undefined : this.pausedSince.get(call);
    if (call === undefined || from === undefined) return;
    this.pausedSince.delete(call);
    const one = this.openByCall.get(call);
    if (!one) return;
    this.post(one.recording, () =>
      this.deps.store.gap(one.recording, {
        fromMs: Math.max(0, from - one.startedAt),
        toMs: at - one.startedAt,
      }),
    );
    this.deps.switchPort.resumeRecording(one.leg, one.recording).catch((error: unknown) => {
      this.deps.log.error({ call, recording: one.recording, code: codeOf(error) }, 'recording stays silent');
    });
  }

  /** What should not be heard by anybody must not be kept: a recording that cannot be paused is ended. */
  private notPaused(one: Open, error: unknown): void {
    if (!this.pausedSince.has(one.call)) return;
    const code = codeOf(error);
    if (code === 'SWITCH_NO_SUCH_LEG') return; // it does not run (yet): begins silent, or has ended
    this.deps.log.error(
      { call: one.call, recording: one.recording, code },
      'recording cannot be paused: ended',
    );
    this.deps.switchPort.stopRecording(one.leg, one.recording).catch(() => undefined);
  }

  private begin(call: string, leg: string): void {
    if (this.openByCall.has(call)) return;
    const { ids, clock, switchPort, store, recorder } = this.deps;
    const one: Open = { recording: ids.next('rec'), call, leg, startedAt: clock.now() };
    this.openByCall.set(call, one);
    this.open.set(one.recording, one);
    recorder.record<RecordingEvent>([
      { type: 'recording.expected', call, data: { recording: one.recording, leg: one.leg } },
    ]);
    // The switch is asked at once; the ledger's line is written beside it and before anything that closes it.
    this.post(one.recording, () => store.expect(one.recording, call, one.startedAt));
    const paused = this.pausedSince.has(call) ? { paused: true } : {};
    switchPort
      .startRecording({ recording: one.recording, leg: one.leg, ...paused })
      .catch((error: unknown) => {
        // After a deadline it may have started all the same: its events, or a look at the call's end, tell.
        if (codeOf(error) !== 'SWITCH_DEADLINE')
          this.post(one.recording, () => {
            this.fail(one.recording, `not started: ${codeOf(error)}`);
            return Promise.resolve();
          });
      });
  }

  onStarted(event: Of<SwitchEvent, 'recording.started'>): void {
    const one = this.open.get(event.recording);
    if (!one || one.running) return;
    one.running = true;
    this.deps.recorder.record<RecordingEvent>([
      { type: 'recording.started', call: one.call, data: { recording: one.recording } },
    ]);
    this.post(one.recording, () => this.deps.store.started(one.recording));
  }

  onEnded(event: Of<SwitchEvent, 'recording.ended'>): void {
    const one = this.open.get(event.recording);
    if (one) this.finish(one);
  }

  onFailed(event: Of<SwitchEvent, 'recording.failed'>): void {
    const one = this.open.get(event.recording);
    if (one?.running) this.breakOff(one, event.reason);
    else this.fail(event.recording, event.reason);
  }

  /** It ran, and ends before its call: what there is is kept, and said to be a part. */
  private breakOff(one: Open, reason: string): void {
    const { call, recording } = one;
    this.deps.log.error({ call, recording, reason }, 'recording has broken off');
    this.deps.recorder.record<RecordingEvent>([
      { type: 'recording.broken-off', call, data: { recording, reason } },
    ]);
    this.post(recording, () => this.deps.store.brokenOff(recording, reason));
    this.finish({ ...one, incomplete: reason });
  }

  onCallEnded({ call }: Of<CallEvent, 'call.ended'>): void {
    if (!call) return;
    this.pausedSince.delete(call);
    this.endSoon(call);
  }

  private endSoon(call: string): void {
    const one = this.openByCall.get(call);
    if (!one) return;
    // Ends by itself with the leg; asked for all the same, and looked for if nothing is heard.
    this.deps.switchPort.stopRecording(one.leg, one.recording).catch(() => undefined);
    this.deps.scheduler.set(`recording:${one.recording}`, this.deps.clock.now() + this.deps.endMs, () =>
      this.finish(one),
    );
  }

  /** Closes the lines that a former run left open, with what the switch still has of them. */
  private async settleUnfinished(): Promise<void> {
    try {
      for (const row of await this.deps.store.unfinished())
        if (!this.open.has(row.recording) && !this.storing.has(row.recording))
          this.finish({
            ...{ recording: row.recording, call: row.call, leg: '', startedAt: row.startedAt },
            ...(row.incomplete === null ? {} : { incomplete: row.incomplete }),
          });
    } catch (error) {
      this.deps.log.error({ error }, 'unfinished recordings could not be looked up'); // the next link tries again
    }
  }

  async byCall(call: string): Promise<LedgerRow[]> {
    return this.deps.store.byCall(call);
  }

  async get(recording: string): Promise<LedgerRow | undefined> {
    return this.deps.store.get(recording);
  }

  /** Absolute path of a stored recording's file. */
  fileOf(row: LedgerRow): string | undefined {
    return row.path === null ? undefined : this.deps.archive.absolute(row.path);
  }

  /** Writes to the line of one recording, in order; a database that refuses is asked again until it takes them. */
  private post(recording: string, write: () => Promise<void>): void {
    const waiting = this.unwritten.get(recording);
    if (waiting) return void waiting.push(write);
    this.unwritten.set(recording, [write]);
    this.writeLine(recording);
  }

  private writeLine(recording: string): void {
    const { mailboxes, scheduler, clock, log } = this.deps;
    void mailboxes.post(`recording:${recording}`, async () => {
      const writes = this.unwritten.get(recording) ?? [];
      try {
        for (; writes.length > 0; writes.shift()) await writes[0]!();
        this.unwritten.delete(recording);
      } catch (error) {
        log.error({ recording, reason: codeOf(error) }, 'ledger of recordings is not written yet');
        scheduler.set(`recording-line:${recording}`, clock.now() + LINE_AGAIN_MS, () =>
          this.writeLine(recording),
        );
      }
    });
  }

  private forget(one: Open): void {
    this.open.delete(one.recording);
    if (this.openByCall.get(one.call)?.recording === one.recording) this.openByCall.delete(one.call);
    this.deps.scheduler.cancel(`recording:${one.recording}`);
  }

  /** Fetches the sound, checks it and closes the line; runs once a recording. */
  private finish(one: Open): void {
    this.forget(one);
    this.storing.add(one.recording);
    // One at a time over all recordings: each link of the chain needs the one before.
    void this.deps.mailboxes.post('recording-archive', async () => {
      try {
        const sound = await this.deps.switchPort.recordedSound(one.recording);
        if (one.incomplete !== undefined && !(await this.deps.archive.holdsSound(sound)))
          return this.nothingThere(one);
        const path = storedPath(one.recording, one.startedAt);
        const { sha256, ...check } = await this.deps.archive.store(sound, path);
        const last = await this.deps.store.lastLink();
        const chain = createHash('sha256').update(`${last.chain}${one.recording}${sha256}`).digest('hex');
        await this.deps.store.stored(one.recording, {
          ...check,
          endedAt: this.deps.clock.now(),
          sha256,
          chain,
          chainNumber: last.chainNumber + 1,
          path,
        });
        this.deps.recorder.record<RecordingEvent>([
          {
            type: 'recording.stored',
            call: one.call,
            data: {
              ...{ recording: one.recording, check, sha256, chain },
              ...(one.incomplete === undefined ? {} : { incomplete: one.incomplete }),
            },
          },
        ]);
        this.storing.delete(one.recording);
        this.discard(one.recording);
      } catch (error) {
        this.notStored(one, codeOf(error));
      }
    });
  }

  private discard(recording: string): void {
    this.deps.switchPort.discardRecording(recording).catch((error: unknown) => {
      this.deps.log.warn({ recording, reason: codeOf(error) }, 'stored, and still at the switch');
    });
  }

  /** It broke off before it had any sound. */
  private nothingThere(one: Open): void {
    this.storing.delete(one.recording);
    this.close(one, one.incomplete ?? 'there is no sound');
    this.discard(one.recording);
  }

  /** There is no sound: the line is closed. Anything else (no link, full disk) can get better: tried again. */
  private notStored(one: Open, code: string): void {
    if (code === 'SWITCH_NO_SUCH_LEG') {
      this.storing.delete(one.recording);
      this.close(one, one.incomplete ?? `not stored: ${code}`);
      return;
    }
    this.deps.log.error({ call: one.call, recording: one.recording, code }, 'recording is not stored yet');
    this.deps.scheduler.set(`recording:${one.recording}`, this.deps.clock.now() + AGAIN_MS, () =>
      this.finish(one),
    );
  }

  private fail(recording: string, reason: string): void {
    const one = this.open.get(recording);
    if (!one) return;
    this.forget(one);
    this.close(one, reason);
  }

  private close(one: Open, reason: string): void {
    this.deps.log.error({ call: one.call, recording: one.recording, reason }, 'recording is missing');
    this.deps.recorder.record<RecordingEvent>([
      { type: 'recording.missing', call: one.call, data: { recording: one.recording, reason } },
    ]);
    this.post(one.recording, () => this.deps.store.missing(one.recording, this.deps.clock.now(), reason));
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'fault';
