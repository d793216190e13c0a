/** The sound's side of a call's signalling: offers and answers, and where the sound goes by them. */
import type { AudioPort } from './audio-port.js';
import type { G711 } from './g711.js';
import { answeringDirection, buildSdp, type AudioDescription, type Direction } from './sdp.js';

/** What we call telephone events when we offer. */
const EVENT_TYPE = 101;

export class CallMedia {
  /** As last agreed, from our side. */
  direction: Direction = 'sendrecv';
  private version = 1;

  constructor(
    private readonly host: string,
    private readonly codecs: readonly G711[],
    private readonly audio: AudioPort,
  ) {}

  /** An offer without `offer`, else the answer to it: the first of its codecs that we have, its event type. */
  describe(offer?: AudioDescription): string {
    if (offer) this.direction = answeringDirection(offer.direction);
    const common = offer?.codecs.filter((codec) => this.codecs.includes(codec)).slice(0, 1);
    const eventType = offer ? offer.eventType : EVENT_TYPE;
    const description: AudioDescription = {
      host: this.host,
      port: this.audio.port,
      codecs: common ?? this.codecs,
      ...(eventType === undefined ? {} : { eventType }),
      direction: this.direction,
    };
    return buildSdp(description, this.version++);
  }

  /** Sends the sound where the other side wants it; nothing changes without a usable description. */
  follow(theirs: AudioDescription | undefined): void {
    const codec = theirs?.codecs.find((one) => this.codecs.includes(one));
    if (!theirs || theirs.port === 0 || codec === undefined) return;
    const { host, port, eventType } = theirs;
    this.audio.sendTo({ host, port, codec, ...(eventType === undefined ? {} : { eventType }) });
    this.audio.setSending(theirs.direction === 'sendrecv' || theirs.direction === 'recvonly');
  }
}
