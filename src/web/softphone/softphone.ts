import { UA, WebSocketInterface } from 'jssip';
import type { IncomingRTCSessionEvent, OutgoingRTCSessionEvent } from 'jssip/lib/UA';
import type { RTCSession } from 'jssip/lib/RTCSession';
import type { PhoneLine } from '../../agent/contract.js';
import { shortGathering } from './gathering.js';
import { closeMicrophone, openMicrophone } from './microphone.js';
import { answersByItself, endedCause, type PhoneChange } from './phone-state.js';

/** How often and how soon a refused registration is tried again. */
const MAX_REFUSALS = 5;
const REGISTER_AGAIN_MS = 3000;

/**
 * One phone in a page. Changes go to `onChange`; one call at a time: a second one is told busy, unless the centre gives
 * a call back. Nothing is hung up when the page is left: the centre keeps the customer on music and rings the next page
 * of this agent, which answers by itself.
 */
export class Softphone {
  private readonly ua: UA;
  private session: RTCSession | null = null;
  private microphone: MediaStream | null = null;
  private answering = false;
  private stopped = false;
  private refusals = 0;
  private again: ReturnType<typeof setTimeout> | undefined;
  /** Settles at the first connection (true) or when it fails (false). */
  private readonly firstConnection: Promise<boolean>;

  /**
   * @param line the account
   * @param audio where the far end is heard
   * @param register false for a phone that only calls out
   */
  constructor(
    private readonly line: PhoneLine,
    private readonly audio: HTMLAudioElement,
    private readonly onChange: (change: PhoneChange) => void,
    register: boolean,
  ) {
    this.ua = new UA({
      sockets: [new WebSocketInterface(line.websocketUrl)],
      uri: line.uri,
      password: line.secret,
      display_name: line.displayName,
      user_agent: 'Ringmaster',
      register,
      register_expires: 120,
      session_timers: false,
      connection_recovery_min_interval: 1,
      connection_recovery_max_interval: 5,
    });
    const registration = (state: 'connecting' | 'registered' | 'failed') => () => {
      if (!this.stopped) onChange({ type: 'registration', registration: state });
    };
    this.firstConnection = new Promise((resolve) => {
      this.ua.on('connected', () => resolve(true));
      this.ua.on('disconnected', () => resolve(false));
    });
    this.ua.on('connecting', registration('connecting'));
    this.ua.on('disconnected', registration('connecting'));
    this.ua.on('registered', () => {
      this.refusals = 0;
      registration('registered')();
    });
    if (!register) this.ua.on('connected', registration('registered'));
    this.ua.on('unregistered', registration('connecting'));
    this.ua.on('registrationFailed', () => {
      registration('failed')();
      // A switch that is just starting refuses accounts that it will know in a moment; JsSIP itself does not ask again.
      this.refusals += 1;
      if (this.refusals <= MAX_REFUSALS) this.again = setTimeout(() => this.ua.register(), REGISTER_AGAIN_MS);
    });
    this.ua.on('newRTCSession', (event: IncomingRTCSessionEvent | OutgoingRTCSessionEvent) =>
      this.take(event),
    );
  }

  start(): void {
    this.onChange({ type: 'registration', registration: 'connecting' });
    this.ua.start();
  }

  /** Unregisters and ends a call that is on. */
  stop(): void {
    this.stopped = true;
    clearTimeout(this.again);
    this.ua.stop();
    closeMicrophone(this.microphone);
    this.microphone = null;
  }

  /** Calls `line.dial`. The microphone is opened first, so that nothing is dialled without. Resolves when the call is on its way or cannot be. */
  async call(): Promise<void> {
    if (this.session || this.answering) return;
    const [microphone, connected] = await Promise.all([this.takeMicrophone(), this.firstConnection]);
    if (!microphone || this.stopped) return;
    if (!connected) {
      closeMicrophone(microphone);
      this.onChange({ type: 'call', id: 'none', direction: 'out', number: this.line.dial });
      this.onChange({ type: 'ended', id: 'none', cause: 'no-network', at: Date.now() });
      return;
    }
    this.ua.call(this.line.dial, {
      mediaStream: microphone,
      mediaConstraints: { audio: true, video: false },
      pcConfig: { iceServers: [] },
      // The connection exists before the session is announced: listen from the start.
      eventHandlers: { peerconnection: (event) => this.hear(event.peerconnection) },
    });
  }

  async answer(): Promise<void> {
    const session = this.session;
    if (!session || session.direction !== ('incoming' as never) || !session.isInProgress()) return;
    if (this.answering) return;
    this.answering = true;
    this.onChange({ type: 'stage', id: session.id, stage: 'connecting' });
    const microphone = await this.takeMicrophone();
    this.answering = false;
    // The caller or the centre may have given up meanwhile.
    if (this.session !== session || !session.isInProgress()) {
      if (this.session !== session) closeMicrophone(microphone);
      return;
    }
    if (!microphone) {
      this.onChange({ type: 'stage', id: session.id, stage: 'ringing' });
      return;
    }
    session.answer({
      mediaStream: microphone,
      mediaConstraints: { audio: true, video: false },
      pcConfig: { iceServers: [] },
    });
  }

  /** Ends the call in any stage. */
  hangUp(): void {
    if (this.session && !this.session.isEnded()) this.session.terminate();
  }

  setMuted(muted: boolean): void {
    if (!this.session?.isEstablished()) return;
    if (muted) this.session.mute({ audio: true });
    else this.session.unmute({ audio: true });
  }

  /** RFC 4733 events in the sound stream; ignored while no call is up. */
  sendDigit(digit: string): void {
    if (!this.session?.isEstablished()) return;
    this.session.sendDTMF(digit, {
      duration: 120,
      interToneGap: 70,
      transportType: 'RFC2833' as never,
    });
  }

  /** After a click: lets the far end be heard where the browser had kept it silent. */
  unblockSound(): void {
    this.play();
  }

  private async takeMicrophone(): Promise<MediaStream | null> {
    this.onChange({ type: 'problem', problem: null });
    const microphone = await openMicrophone();
    this.onChange({ type: 'problem', problem: microphone.ok ? null : microphone.problem });
    if (!microphone.ok) return null;
    if (this.stopped) {
      closeMicrophone(microphone.stream);
      return null;
    }
    this.microphone = microphone.stream;
    return microphone.stream;
  }

  private take(event: IncomingRTCSessionEvent | OutgoingRTCSessionEvent): void {
    const { session, request } = event;
    const incoming = event.originator === ('remote' as never);
    const header = incoming ? (request.getHeader('X-Ringmaster-Answer') as string | undefined) : undefined;
    const byItself = answersByItself(header);
    if (this.session && !byItself) {
      session.terminate({ status_code: 486 });
      return;
    }
    // The centre gives a call back: the session in hand is what is left of it from before the network was lost.
    if (this.session) this.letGo(this.session);
    this.session = session;
    const { id } = session;
    const gathering = shortGathering((ms, run) => setTimeout(run, ms));
    session.on('icecandidate', (found) => gathering(found.candidate.type, found.ready));
    if (incoming) session.on('peerconnection', (made) => this.hear(made.peerconnection));
    session.on('progress', () => this.onChange({ type: 'stage', id, stage: 'ringing' }));
    session.on('confirmed', () => this.onChange({ type: 'talking', id, at: Date.now() }));
    session.on('muted', () => this.onChange({ type: 'muted', id, muted: true }));
    session.on('unmuted', () => this.onChange({ type: 'muted', id, muted: false }));
    const over = (ended: { cause: string }): void => this.forget(session, ended.cause);
    session.on('ended', over);
    session.on('failed', over);
    this.onChange({
      type: 'call',
      id,
      direction: incoming ? 'in' : 'out',
      number: session.remote_identity.uri.user ?? '',
    });
    if (byItself) void this.answer();
  }

  private letGo(session: RTCSession): void {
    this.forget(session, 'Terminated');
    if (!session.isEnded()) session.terminate();
  }

  private forget(session: RTCSession, cause: string): void {
    if (this.session !== session) return;
    this.session = null;
    closeMicrophone(this.microphone);
    this.microphone = null;
    this.audio.srcObject = null;
    this.onChange({ type: 'ended', id: session.id, cause: endedCause(cause), at: Date.now() });
  }

  private hear(connection: RTCPeerConnection): void {
    connection.addEventListener('track', (event) => {
      this.audio.srcObject = event.streams[0] ?? new MediaStream([event.track]);
      this.play();
    });
  }

  private play(): void {
    if (!this.audio.srcObject) return;
    this.audio.play().then(
      () => this.onChange({ type: 'sound-blocked', blocked: false }),
      (error: unknown) => {
        // AbortError: the call ended while the sound was starting.
        if (error instanceof Error && error.name === 'NotAllowedError')
          this.onChange({ type: 'sound-blocked', blocked: true });
      },
    );
  }
}
