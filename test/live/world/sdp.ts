/** The little of SDP (RFC 4566) that one audio stream with telephone events needs. Pure. */
import { G711_PAYLOAD_TYPE, type G711 } from './g711.js';

export type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

export interface AudioDescription {
  readonly host: string;
  /** 0 means the stream is refused. */
  readonly port: number;
  /** In the order of preference; empty when there is none we speak. */
  readonly codecs: readonly G711[];
  /** Payload type of telephone-event/8000; undefined when the other side takes none. */
  readonly eventType?: number;
  readonly direction: Direction;
}

/** @param session any number that grows with each new description of the same call */
export function buildSdp(audio: AudioDescription, session: number): string {
  const types = audio.codecs.map((codec) => G711_PAYLOAD_TYPE[codec]);
  const lines = [
    'v=0',
    `o=- 1 ${session} IN IP4 ${audio.host}`,
    's=-',
    `c=IN IP4 ${audio.host}`,
    't=0 0',
    `m=audio ${audio.port} RTP/AVP ${[...types, ...(audio.eventType === undefined ? [] : [audio.eventType])].join(' ')}`,
    ...audio.codecs.map((codec) => `a=rtpmap:${G711_PAYLOAD_TYPE[codec]} ${codec}/8000`),
    ...(audio.eventType === undefined
      ? []
      : [`a=rtpmap:${audio.eventType} telephone-event/8000`, `a=fmtp:${audio.eventType} 0-15`]),
    'a=ptime:20',
    `a=${audio.direction}`,
  ];
  return `${lines.join('\r\n')}\r\n`;
}

/** The first audio stream; undefined when there is none. */
export function parseSdp(text: string): AudioDescription | undefined {
  const lines = text.split(/\r?\n/);
  const start = lines.findIndex((line) => line.startsWith('m=audio '));
  if (start < 0) return undefined;
  const next = lines.findIndex((line, i) => i > start && line.startsWith('m='));
  const media = lines.slice(start, next < 0 ? undefined : next);
  const session = lines.slice(
    0,
    lines.findIndex((line) => line.startsWith('m=')),
  );
  const [, port, , ...types] = media[0]!.split(/\s+/);
  const first = (prefix: string): string | undefined =>
    (media.find((line) => line.startsWith(prefix)) ?? session.find((line) => line.startsWith(prefix)))?.slice(
      prefix.length,
    );
  const names = new Map<string, string>([
    ['0', 'PCMU/8000'],
    ['8', 'PCMA/8000'],
  ]);
  for (const line of media) {
    const map = /^a=rtpmap:(\d+) ([^\s/]+\/\d+)/.exec(line);
    if (map) names.set(map[1]!, map[2]!);
  }
  const codecs: G711[] = [];
  for (const type of types) {
    const name = names.get(type)?.toUpperCase();
    if (name === 'PCMU/8000') codecs.push('PCMU');
    if (name === 'PCMA/8000') codecs.push('PCMA');
  }
  const events = types.find((type) => names.get(type)?.toLowerCase() === 'telephone-event/8000');
  const way = [...media, ...session].map(
    (line) => /^a=(sendrecv|sendonly|recvonly|inactive)$/.exec(line)?.[1],
  );
  return {
    host: first('c=IN IP4 ')?.split('/')[0] ?? '',
    port: Number(port),
    codecs,
    ...(events === undefined ? {} : { eventType: Number(events) }),
    direction: (way.find((one) => one !== undefined) as Direction | undefined) ?? 'sendrecv',
  };
}

/** How one answers: who is told "sendonly" only listens. */
export function answeringDirection(offered: Direction): Direction {
  return { sendrecv: 'sendrecv', sendonly: 'recvonly', recvonly: 'sendonly', inactive: 'inactive' }[
    offered
  ] as Direction;
}
