import type { LegId } from '../../kernel/ids.js';
import type { Millis } from '../../kernel/time.js';
import type {
  BridgeRequest,
  Capabilities,
  LegTags,
  ListenRequest,
  PhoneAccess,
  PhoneAccount,
  PlayRequest,
  RecordedSound,
  RecordRequest,
  RingRequest,
  SwitchEvent,
  SwitchPart,
  SwitchPort,
  SwitchSnapshot,
} from '../port.js';
import type { Exchange } from './exchange.js';
import { legOf } from './leg.js';
import type { Link } from './link.js';

/** The switch port onto an exchange in memory. Made by `createSimulatedSwitch`. */
export class SimulatedSwitch implements SwitchPort {
  readonly capabilities: Capabilities = {
    stereoRecording: true,
    listening: true,
    whispering: true,
    whispersApart: true,
    muting: true,
    sendingDigits: true,
    hidingDigits: true,
    pausingRecordings: true,
    browserPhones: false,
    providesPhones: true,
    survivesController: true,
  };
  readonly phoneAccess: PhoneAccess = {
    websocketUrl: 'ws://127.0.0.1:0/simulated',
    sipDomain: 'simulated',
    sipAddress: '127.0.0.1:0',
  };
  private receiver: (event: SwitchEvent) => void = () => undefined;
  private readonly link: Link;

  /** @param makeLink gets where the link's events go */
  constructor(
    private readonly exchange: Exchange,
    readonly commandDeadlineMs: Millis,
    makeLink: (receive: (event: SwitchEvent) => void) => Link,
  ) {
    this.link = makeLink((event) => this.receiver(event));
  }

  get name(): string {
    return this.exchange.name;
  }
  get connected(): boolean {
    return this.link.connected;
  }
  get parts(): readonly SwitchPart[] {
    return [this];
  }
  partOf(): SwitchPart {
    return this;
  }

  onEvent(receiver: (event: SwitchEvent) => void): void {
    this.receiver = receiver;
  }
  start(): Promise<void> {
    return this.link.open();
  }
  stop(): Promise<void> {
    this.link.close();
    return Promise.resolve();
  }

  indicateRinging(leg: LegId): Promise<void> {
    return this.link.command('indicateRinging', leg, () => this.exchange.indicateRinging(leg));
  }
  answer(leg: LegId): Promise<void> {
    return this.link.command('answer', leg, () => this.exchange.answer(leg));
  }
  tag(leg: LegId, tags: LegTags): Promise<void> {
    return this.link.command('tag', leg, () => {
      const tagged = legOf(this.exchange, leg);
      tagged.tags = { ...tagged.tags, ...tags };
    });
  }
  play(leg: LegId, request: PlayRequest): Promise<void> {
    return this.link.command('play', leg, () => this.exchange.announcer.play(leg, request));
  }
  stopPlay(leg: LegId, playback: string): Promise<void> {
    return this.link.command('stopPlay', leg, () => this.exchange.announcer.stopPlay(leg, playback));
  }
  startMusic(leg: LegId, musicClass: string): Promise<void> {
    return this.link.command('startMusic', leg, () => this.exchange.announcer.startMusic(leg, musicClass));
  }
  stopMusic(leg: LegId): Promise<void> {
    return this.link.command('stopMusic', leg, () => this.exchange.announcer.stopMusic(leg));
  }
  ring(request: RingRequest): Promise<void> {
    return this.link.command('ring', request.leg, () => this.exchange.ring(request));
  }
  bridge(bridge: string, legs: readonly LegId[], request?: BridgeRequest): Promise<void> {
    return this.link.command('bridge', bridge, () => this.exchange.bridge(bridge, legs, request));
  }
  unbridge(bridge: string, leg: LegId): Promise<void> {
    return this.link.command('unbridge', bridge, () => this.exchange.unbridge(bridge, leg));
  }
  endBridge(bridge: string): Promise<void> {
    return this.link.command('endBridge', bridge, () => this.exchange.endBridge(bridge));
  }
  mute(leg: LegId, on: boolean): Promise<void> {
    return this.link.command('mute', leg, () => this.exchange.mute(leg, on));
  }
  sendDigits(leg: LegId, digits: string): Promise<void> {
    return this.link.command('sendDigits', leg, () => this.exchange.sendDigits(leg, digits));
  }
  startRecording(request: RecordRequest): Promise<void> {
    return this.link.command('startRecording', request.leg, () => this.exchange.recorder.start(request));
  }
  stopRecording(leg: LegId, recording: string): Promise<void> {
    return this.link.command('stopRecording', leg, () => this.exchange.recorder.stop(leg, recording));
  }
  pauseRecording(leg: LegId, recording: string): Promise<void> {
    return this.link.command('pauseRecording', leg, () => this.exchange.recorder.pause(leg, recording, true));
  }
  resumeRecording(leg: LegId, recording: string): Promise<void> {
    return this.link.command('resumeRecording', leg, () =>
      this.exchange.recorder.pause(leg, recording, false),
    );
  }
  recordedSound(recording: string): Promise<RecordedSound> {
    return this.link.command('recordedSound', recording, () => this.exchange.recorder.sound(recording));
  }
  discardRecording(recording: string): Promise<void> {
    return this.link.command('discardRecording', recording, () => this.exchange.recorder.discard(recording));
  }
  startListening(request: ListenRequest): Promise<void> {
    return this.link.command('startListening', request.listen, () => this.exchange.startListening(request));
  }
  stopListening(listen: string): Promise<void> {
    return this.link.command('stopListening', listen, () => this.exchange.stopListening(listen));
  }
  hangUp(leg: LegId, cause: 'normal' | 'busy' | 'rejected' | 'failure' = 'normal'): Promise<void> {
    return this.link.command('hangUp', leg, () => this.exchange.hangUp(leg, cause));
  }

  providePhone(account: PhoneAccount): Promise<void> {
    return this.link.command('providePhone', account.phone, () => this.exchange.phones.provide(account));
  }
  removePhone(phone: string): Promise<void> {
    return this.link.command('removePhone', phone, () => this.exchange.phones.remove(phone));
  }
  snapshot(): Promise<SwitchSnapshot> {
    return this.link.command('snapshot', 'snapshot', () => this.exchange.snapshot());
  }
}
