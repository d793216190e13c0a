import type { LegId } from '../kernel/ids.js';
import type { Millis } from '../kernel/time.js';
import {
  SwitchError,
  type BridgeRequest,
  type Capabilities,
  type LegTags,
  type ListenRequest,
  type PhoneAccess,
  type PhoneAccount,
  type PlayRequest,
  type RecordedSound,
  type RecordRequest,
  type RingRequest,
  type SwitchEvent,
  type SwitchPart,
  type SwitchPort,
  type SwitchSnapshot,
} from './port.js';

/**
 * What is the same for every switch at the far end of a link: nothing is asked of it while the link is down, and each
 * part of its work is done by an object of its own. An adapter adds what it hears and says in its own words.
 */
export abstract class LinkedSwitch implements SwitchPort {
  abstract readonly name: string;
  abstract readonly commandDeadlineMs: Millis;
  abstract readonly capabilities: Capabilities;
  abstract readonly phoneAccess: PhoneAccess;

  protected abstract readonly playing: Pick<SwitchPort, 'play' | 'stopPlay' | 'startMusic' | 'stopMusic'>;
  protected abstract readonly ringing: Pick<SwitchPort, 'ring'>;
  protected abstract readonly conversations: {
    join(bridge: string, legs: readonly LegId[], request?: BridgeRequest): Promise<void>;
    leave(bridge: string, leg: LegId): Promise<void>;
    end(bridge: string): Promise<void>;
  };
  protected abstract readonly recordings: {
    start(request: RecordRequest): Promise<void>;
    stop(leg: LegId, recording: string): Promise<void>;
    pause(leg: LegId, recording: string): Promise<void>;
    resume(leg: LegId, recording: string): Promise<void>;
    sound(recording: string): Promise<RecordedSound>;
    discard(recording: string): Promise<void>;
  };
  protected abstract readonly listening: {
    start(request: ListenRequest): Promise<void>;
    stop(listen: string): Promise<void>;
  };
  protected abstract readonly phones: {
    provide(account: PhoneAccount): Promise<void>;
    remove(phone: string): Promise<void>;
  };

  /** Whoever is told what the switch tells. */
  protected receiver: (event: SwitchEvent) => void = () => undefined;
  protected isUp = false;

  abstract start(): Promise<void>;
  abstract stop(): Promise<void>;
  abstract snapshot(): Promise<SwitchSnapshot>;
  abstract indicateRinging(leg: LegId): Promise<void>;
  abstract answer(leg: LegId): Promise<void>;
  abstract tag(leg: LegId, tags: LegTags): Promise<void>;
  abstract mute(leg: LegId, on: boolean): Promise<void>;
  abstract hangUp(leg: LegId, cause?: 'normal' | 'busy' | 'rejected' | 'failure'): Promise<void>;
  /** Of a leg that is up; the digits have been looked at. */
  protected abstract pressDigits(leg: LegId, digits: string): Promise<void>;

  onEvent(receiver: (event: SwitchEvent) => void): void {
    this.receiver = receiver;
  }

  get connected(): boolean {
    return this.isUp;
  }
  get parts(): readonly SwitchPart[] {
    return [this];
  }
  partOf(): SwitchPart {
    return this;
  }

  /** @throws SwitchError `SWITCH_DOWN` */
  protected mustBeUp(): void {
    if (!this.isUp) throw new SwitchError('SWITCH_DOWN', 'there is no link to the switch');
  }

  async play(leg: LegId, request: PlayRequest): Promise<void> {
    this.mustBeUp();
    await this.playing.play(leg, request);
  }

  async stopPlay(leg: LegId, playback: string): Promise<void> {
    this.mustBeUp();
    await this.playing.stopPlay(leg, playback);
  }

  async startMusic(leg: LegId, musicClass: string): Promise<void> {
    this.mustBeUp();
    await this.playing.startMusic(leg, musicClass);
  }

  async stopMusic(leg: LegId): Promise<void> {
    this.mustBeUp();
    await this.playing.stopMusic(leg);
  }

  async ring(request: RingRequest): Promise<void> {
    this.mustBeUp();
    await this.ringing.ring(request);
  }

  async bridge(bridge: string, legs: readonly LegId[], request?: BridgeRequest): Promise<void> {
    this.mustBeUp();
    await this.conversations.join(bridge, legs, request);
  }

  async unbridge(bridge: string, leg: LegId): Promise<void> {
    this.mustBeUp();
    await this.conversations.leave(bridge, leg);
  }

  async endBridge(bridge: string): Promise<void> {
    this.mustBeUp();
    await this.conversations.end(bridge);
  }

  async startRecording(request: RecordRequest): Promise<void> {
    this.mustBeUp();
    await this.recordings.start(request);
  }

  async stopRecording(leg: LegId, recording: string): Promise<void> {
    this.mustBeUp();
    await this.recordings.stop(leg, recording);
  }

  async pauseRecording(leg: LegId, recording: string): Promise<void> {
    this.mustBeUp();
    await this.recordings.pause(leg, recording);
  }

  async resumeRecording(leg: LegId, recording: string): Promise<void> {
    this.mustBeUp();
    await this.recordings.resume(leg, recording);
  }

  recordedSound(recording: string): Promise<RecordedSound> {
    return this.recordings.sound(recording);
  }

  discardRecording(recording: string): Promise<void> {
    return this.recordings.discard(recording);
  }

  async startListening(request: ListenRequest): Promise<void> {
    this.mustBeUp();
    await this.listening.start(request);
  }

  async stopListening(listen: string): Promise<void> {
    this.mustBeUp();
    await this.listening.stop(listen);
  }

  async providePhone(account: PhoneAccount): Promise<void> {
    this.mustBeUp();
    await this.phones.provide(account);
  }

  async removePhone(phone: string): Promise<void> {
    this.mustBeUp();
    await this.phones.remove(phone);
  }

  async sendDigits(leg: LegId, digits: string): Promise<void> {
    this.mustBeUp();
    if (!/^[0-9*#A-D]{1,64}$/.test(digits))
      throw new SwitchError('SWITCH_BAD_REQUEST', 'digits are 1-64 of 0-9, *, #, A-D');
    await this.pressDigits(leg, digits);
  }
}
