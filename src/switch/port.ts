/**
 * The switch port: call control in our words (DESIGN.md 2 and 3). `call/`, `recording/` and `agent/` speak this and
 * nothing else; no name of a switch, a channel driver or a protocol appears here.
 *
 * Rules for every implementation, checked by test/contract/switch:
 *  - A command resolves when the switch has accepted it and rejects with a SwitchError otherwise. It always settles:
 *    after `commandDeadlineMs` - from a switch that is linked and whose answers take long, up to six times that - it
 *    rejects with `SWITCH_DEADLINE`, and the state it leaves is told by events or, when the link is lost, by the next
 *    snapshot.
 *  - What happened is told by events only. A resolved `ring` does not mean that anything rang.
 *  - Events of one leg come in the order in which they happened. An event may come before the command that caused it
 *    has resolved.
 *  - `leg.ended` comes exactly once for every leg, also for legs that this process asked for and that never came to be
 *    (unless the `ring` command itself was rejected).
 *  - Commands on a leg that is gone reject with `SWITCH_NO_SUCH_LEG`; callers treat this as "too late", not as a fault.
 *  - A command for which the switch lacks the capability rejects with `SWITCH_BAD_REQUEST` and changes nothing.
 */
import type { LegId } from '../kernel/ids.js';
import type { Instant, Millis } from '../kernel/time.js';
import { RingmasterError } from '../kernel/error.js';

/** Why a leg ended, from the far end's point of view; adapters map Q.850 and SIP codes to these. */
export type EndCause =
  | 'normal' // hung up by the far end or by us, after or before an answer
  | 'busy' // 486, Q.850 17
  | 'rejected' // 603, Q.850 21
  | 'no-answer' // ring time ran out, 480, 408, Q.850 18/19
  | 'unreachable' // phone not registered, 404, Q.850 1/3/20
  | 'failure' // anything that is a fault of the network or the switch
  | 'lost'; // not seen, concluded from a snapshot or a lost link

export type SwitchErrorCode =
  | 'SWITCH_DOWN' // no link to the switch
  | 'SWITCH_DEADLINE' // no answer in time
  | 'SWITCH_NO_SUCH_LEG' // the leg (or bridge, playback, recording) is gone
  | 'SWITCH_BAD_REQUEST' // the switch refused the arguments
  | 'SWITCH_UNREACHABLE' // the phone to ring is not there
  | 'SWITCH_FAULT'; // anything else

export class SwitchError extends RingmasterError {
  declare readonly code: SwitchErrorCode;
  constructor(code: SwitchErrorCode, message: string, options?: { cause?: unknown }) {
    super(code, message, 502, options);
  }
}

/** What is written on a leg at the switch itself, so that a restarted Ringmaster can read it back (DESIGN.md 3.4). */
export interface LegTags {
  readonly call?: string;
  /** `guest`: anybody else in the conversation: an outside number, an extension. */
  readonly role?: 'caller' | 'agent' | 'listener' | 'guest';
  readonly agent?: string;
  readonly offer?: string;
  readonly queue?: string;
  /** Waiting clock, milliseconds since 1970, as text. */
  readonly since?: string;
}

/** One thing to play: a recorded prompt by name, or a value the switch has words for. */
export type Prompt =
  | { readonly kind: 'prompt'; readonly name: string } // a row of sounds/prompts.csv
  | { readonly kind: 'digits'; readonly digits: string }
  | { readonly kind: 'number'; readonly number: number }
  | { readonly kind: 'silence'; readonly ms: Millis };

export interface PlayRequest {
  /** Chosen by us; comes back in `playback.ended`. */
  readonly playback: string;
  /** Played in order without a gap. Empty: ends at once as `completed`. */
  readonly prompts: readonly Prompt[];
  readonly language: 'en' | 'zh';
}

export interface RingRequest {
  /** Chosen by us. */
  readonly leg: LegId;
  /** A phone given by `providePhone`, or an outside number through a trunk. `by`: a phone of another switch, reached by this trunk. */
  readonly to:
    { readonly phone: string; readonly by?: string } | { readonly trunk: string; readonly number: string };
  readonly caller: { readonly number: string; readonly name: string };
  /** How long it may ring; then the leg ends with `no-answer`. */
  readonly ringMs: Millis;
  readonly tags: LegTags;
  /** A hint for our own softphone (SIP header X-Ringmaster-Answer): answer by itself. Only for legs the user asked for. */
  readonly autoAnswer?: boolean;
  /**
   * Name of the switch on which the other legs of the call live: this one is made there too, as only legs of one switch
   * can be bridged. Absent, or no part of this port: where the phone is, or where the trunk goes out.
   */
  readonly switch?: string;
}

export interface ListenRequest {
  /** Chosen by us. */
  readonly listen: string;
  /** The leg whose two directions are heard. */
  readonly target: LegId;
  /** The supervisor's own leg, already answered and in no bridge; it hears and is not heard. */
  readonly listener: LegId;
  /**
   * The target's far end hears the listener beside everything else it hears; nobody else does, nor any recording (but
   * another who whispers to the same leg, where the switch lacks `whispersApart`).
   * Default false: nobody hears the listener. Needs `whispering`.
   */
  readonly whisper?: boolean;
}

export interface RecordRequest {
  /** Chosen by us; comes back in the events. */
  readonly recording: string;
  /** The leg whose two directions are recorded: what it says left, what it hears right. */
  readonly leg: LegId;
  /** Begins paused (see `pauseRecording`): a recording that was paused when a former process was lost. Default false. */
  readonly paused?: boolean;
}

/** How legs are put into a bridge. */
export interface BridgeRequest {
  /**
   * Legs whose digits the others do not hear: they come as `leg.digit` and go no further. Default: none, digits of a
   * leg are passed on to the far ends of all others. Counts for legs that join by this command; a leg that is in the
   * bridge already keeps what it joined with. Needs `hidingDigits`; without it they are passed on.
   */
  readonly hidingDigitsOf?: readonly LegId[];
}

/** A phone that registers with the switch: an agent's, a supervisor's, a guest's browser. */
export interface PhoneAccount {
  /** Name of the account, `[a-z0-9-]{1,40}`. */
  readonly phone: string;
  readonly secret: string;
  /** `browser`: SIP over WebSocket with DTLS-SRTP and ICE. `sip`: plain SIP over UDP/TCP with RTP. */
  readonly kind: 'browser' | 'sip';
  /** May it place calls itself? They arrive as legs with `byPhone`. */
  readonly mayCall: boolean;
  /** Display name, for the switch's own lists. */
  readonly name: string;
}

/** What a browser needs to register; same for all phones of a switch. */
export interface PhoneAccess {
  /** `ws://` or `wss://` address of the switch's SIP over WebSocket. */
  readonly websocketUrl: string;
  /** Host part of the SIP addresses. */
  readonly sipDomain: string;
  /** Host and port for plain SIP phones, e.g. `127.0.0.1:5060`. */
  readonly sipAddress: string;
}

export interface Capabilities {
  /** Recordings have the leg left and the far side right. */
  readonly stereoRecording: boolean;
  /** `startListening` is there. */
  readonly listening: boolean;
  /** `startListening` takes `whisper`. */
  readonly whispering: boolean;
  /** Of several who whisper to one leg none hears another; without it the one who began later may. */
  readonly whispersApart: boolean;
  /** `mute` is there. */
  readonly muting: boolean;
  /** `sendDigits` is there. */
  readonly sendingDigits: boolean;
  /** `bridge` takes `hidingDigitsOf`. */
  readonly hidingDigits: boolean;
  /** `pauseRecording` and `resumeRecording` are there. */
  readonly pausingRecordings: boolean;
  /** `browser` phones can register. */
  readonly browserPhones: boolean;
  /** `providePhone` works; otherwise the operator enters phones at the switch. */
  readonly providesPhones: boolean;
  /** Calls go on while no Ringmaster is connected. */
  readonly survivesController: boolean;
}

export type SwitchEvent =
  | {
      readonly type: 'leg.arrived';
      readonly leg: LegId;
      /** Name of the part at which it arrived; absent: the port's only one. */
      readonly switch?: string;
      readonly from: { readonly number: string; readonly name: string };
      readonly dialled: string;
      /** The trunk or phone account it came in by. */
      readonly trunk: string;
      /** `trunk` is the account of a phone (`providePhone` with `mayCall`), and `from.number` may be empty. */
      readonly byPhone?: true;
      readonly at: Instant;
    }
  | { readonly type: 'leg.ringing'; readonly leg: LegId; readonly at: Instant }
  | { readonly type: 'leg.answered'; readonly leg: LegId; readonly at: Instant }
  /** Pressed at the leg's far end, once for each press, in a bridge or not. Never what `sendDigits` sends. */
  | { readonly type: 'leg.digit'; readonly leg: LegId; readonly digit: string; readonly at: Instant }
  | { readonly type: 'leg.ended'; readonly leg: LegId; readonly cause: EndCause; readonly at: Instant }
  | {
      readonly type: 'playback.ended';
      readonly playback: string;
      readonly leg: LegId;
      readonly outcome: 'completed' | 'stopped' | 'failed';
      readonly at: Instant;
    }
  | { readonly type: 'bridge.joined'; readonly bridge: string; readonly leg: LegId; readonly at: Instant }
  | { readonly type: 'bridge.left'; readonly bridge: string; readonly leg: LegId; readonly at: Instant }
  | {
      readonly type: 'recording.started';
      readonly recording: string;
      readonly leg: LegId;
      readonly at: Instant;
    }
  | {
      readonly type: 'recording.ended';
      readonly recording: string;
      readonly leg: LegId;
      readonly at: Instant;
    }
  | {
      readonly type: 'recording.failed';
      readonly recording: string;
      readonly leg: LegId;
      readonly reason: string;
      readonly at: Instant;
    }
  /** A phone has registered; told again when it does so from another place, or anew, while it is registered. */
  | { readonly type: 'phone.registered'; readonly phone: string; readonly at: Instant }
  /** Its last registration is gone. */
  | { readonly type: 'phone.unregistered'; readonly phone: string; readonly at: Instant }
  /**
   * First link after start, and every link after a loss; the snapshot is taken after events flow again. It speaks of
   * the legs of one part; `switch`: its name, absent: the port's only one.
   */
  | {
      readonly type: 'link.up';
      readonly switch?: string;
      readonly snapshot: SwitchSnapshot;
      readonly at: Instant;
    }
  | { readonly type: 'link.down'; readonly switch?: string; readonly reason: string; readonly at: Instant }
  /**
   * A part has been without link for so long that all it had counts as gone, while another part works on: as if a
   * link had come up and found nothing. Never told by a port with one part, whose calls wait for its link.
   */
  | { readonly type: 'switch.gone'; readonly switch: string; readonly at: Instant };

export interface SwitchSnapshot {
  readonly legs: readonly {
    readonly leg: LegId;
    readonly state: 'ringing' | 'up';
    readonly tags: LegTags;
    /** The bridge it is in, if any. */
    readonly bridge?: string;
  }[];
  readonly bridges: readonly { readonly bridge: string; readonly legs: readonly LegId[] }[];
  readonly phones: readonly string[];
}

/** Where the finished sound of a recording lies and how it is laid out. */
export interface RecordedSound {
  /** Absolute path on this machine, readable by this process. */
  readonly path: string;
  /** `wav`: whole file with header. `raw`: signed 16 bit little endian, no header. */
  readonly format: 'wav' | 'raw';
  readonly sampleRate: number;
  readonly channels: 1 | 2;
}

/** One switch behind a port. */
export interface SwitchPart {
  /** Name of the switch from the configuration. */
  readonly name: string;
  readonly capabilities: Capabilities;
  /** Whether commands can succeed now. */
  readonly connected: boolean;
  readonly phoneAccess: PhoneAccess;
}

/**
 * Commands to one switch, or to several that serve one centre together. As a part it is itself: of several, `connected`
 * when any is, and able to do what all can.
 */
export interface SwitchPort extends SwitchPart {
  /** The switches behind it, in the order of the configuration; a port to one switch is its own only part. */
  readonly parts: readonly SwitchPart[];
  /** The part at which a phone is, or would be: where it was provided or registered last, else by configuration. */
  partOf(phone: string): SwitchPart;
  /** The far end of every command's wait. */
  readonly commandDeadlineMs: Millis;

  /**
   * Connects and keeps connected for ever, with back-off from 0.1 s to 5 s. Resolves at the first `link.up`; rejects
   * with a SwitchError that says what to do when the first attempt meets wrong credentials or a switch too old.
   */
  start(): Promise<void>;
  /** Lets go of the switch; calls go on there. Pending commands reject with `SWITCH_DOWN`. */
  stop(): Promise<void>;
  /** One receiver; set before `start`. It must not throw. */
  onEvent(receiver: (event: SwitchEvent) => void): void;

  /**
   * An arrived leg: tells the far end that it rings (180). A leg that is up: its far end hears a ringing tone until
   * `stopMusic`, `startMusic`, `play` or `bridge`; it counts as music.
   */
  indicateRinging(leg: LegId): Promise<void>;
  answer(leg: LegId): Promise<void>;
  /** Writes tags on the leg at the switch; tags not named keep their value. */
  tag(leg: LegId, tags: LegTags): Promise<void>;
  /** Ends with one `playback.ended`, also when the leg goes. A second play on a leg stops the first. */
  play(leg: LegId, request: PlayRequest): Promise<void>;
  /** Ends a playback before its time (outcome `stopped`). Resolves also when it has ended already. */
  stopPlay(leg: LegId, playback: string): Promise<void>;
  /** Music until stopMusic, play or bridge. `musicClass` is a name the switch knows; unknown: its default music. */
  startMusic(leg: LegId, musicClass: string): Promise<void>;
  stopMusic(leg: LegId): Promise<void>;
  ring(request: RingRequest): Promise<void>;
  /**
   * Puts the legs into one conversation, of two or more; makes the bridge when there is none of this id. Each hears all
   * others and not itself, and what is played on a leg ends. Confirmed by `bridge.joined` of each; a leg that is in it
   * already is left as it is. A leg in another bridge leaves that first (`bridge.left`). Legs that are in the bridge
   * already hear no gap.
   */
  bridge(bridge: string, legs: readonly LegId[], request?: BridgeRequest): Promise<void>;
  /**
   * Takes a leg out without hanging up; confirmed by `bridge.left`. The leg hears nothing until told otherwise and can
   * be given music at once (hold); the others go on without a gap. Rejects with `SWITCH_NO_SUCH_LEG` or resolves when
   * the leg is in another bridge or none.
   */
  unbridge(bridge: string, leg: LegId): Promise<void>;
  /** Ends the bridge; legs in it stay. Resolves also when it is gone. */
  endBridge(bridge: string): Promise<void>;
  /**
   * On: what the leg's far end says is heard by nobody from the moment this resolves, neither by others in a bridge nor
   * by listeners nor in recordings; it hears on. Off: as before. Stays through changes of bridge until it is taken off
   * or the leg ends. Asking for what is so already resolves. Only for legs that are up. Needs `muting`.
   */
  mute(leg: LegId, on: boolean): Promise<void>;
  /**
   * Sends digits to the leg's far end, one after another, as a telephone would, in a bridge or not; the others in the
   * bridge do not hear them. Resolves when the switch has taken them, which is before the last is sent.
   * `digits`: 1-64 of `0`-`9`, `*`, `#`, `A`-`D`; others reject with `SWITCH_BAD_REQUEST`. Needs `sendingDigits`.
   */
  sendDigits(leg: LegId, digits: string): Promise<void>;
  startRecording(request: RecordRequest): Promise<void>;
  stopRecording(leg: LegId, recording: string): Promise<void>;
  /**
   * From the moment this resolves the recording is silent on both sides; its time goes on, so that what comes later
   * stands at its right place. Asking again resolves. Changes of bridge do not end the pause; the end of the leg ends
   * the recording. Rejects with `SWITCH_NO_SUCH_LEG` when the recording does not run. Needs `pausingRecordings`.
   */
  pauseRecording(leg: LegId, recording: string): Promise<void>;
  /** Ends the pause; resolves also when there is none. Rejects like `pauseRecording`. */
  resumeRecording(leg: LegId, recording: string): Promise<void>;
  /** The sound of a recording that has ended; rejects with `SWITCH_NO_SUCH_LEG` when there is none. */
  recordedSound(recording: string): Promise<RecordedSound>;
  /** Removes the sound at the switch after it has been stored elsewhere. Resolves also when it is gone. */
  discardRecording(recording: string): Promise<void>;
  /**
   * The listener hears the target's two directions, in whatever bridge the target is, now and later. Asked again with
   * the same `listen` and the same two legs it changes whether the listener whispers, and the listener's leg stays up;
   * with other legs it rejects with `SWITCH_BAD_REQUEST`. To join the conversation: `stopListening`, then `bridge`.
   */
  startListening(request: ListenRequest): Promise<void>;
  /** Resolves also when it has ended. Leaves the listener's leg up. */
  stopListening(listen: string): Promise<void>;
  /** Hangs up. Resolves also when the leg is gone. `busy` and `rejected` are told to the far end where it rings still. */
  hangUp(leg: LegId, cause?: 'normal' | 'busy' | 'rejected' | 'failure'): Promise<void>;

  /** Makes or changes a phone account. */
  providePhone(account: PhoneAccount): Promise<void>;
  /** Resolves also when there is none. */
  removePhone(phone: string): Promise<void>;
  /** @param part name of the part to look at; default, or no such part: all that are linked together */
  snapshot(part?: string): Promise<SwitchSnapshot>;
}
