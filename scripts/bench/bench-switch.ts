/** The switch under a bench: started for it alone, with the queue that it brings itself as the peer. */
import { setTimeout as delay } from 'node:timers/promises';
import type { CentrePorts } from '../../test/live/world/free-ports.js';
import type { StartedSwitch } from '../../test/live/world/own-asterisk.js';
import type { Peer } from '../../test/live/world/sip-socket.js';
import type { Shape } from './load-shape.js';

export const SWITCH_KINDS = ['asterisk', 'freeswitch'] as const;
export type SwitchKind = (typeof SWITCH_KINDS)[number];

/** @throws Error when it names none */
export function switchKindOf(text: string): SwitchKind {
  const kind = SWITCH_KINDS.find((one) => one === text);
  if (!kind) throw new Error(`--switch: one of ${SWITCH_KINDS.join(', ')}`);
  return kind;
}

/** The queue that each switch brings itself, as people call it. */
export const PEER_NAMES: Readonly<Record<SwitchKind, string>> = {
  asterisk: 'Queue()',
  freeswitch: 'mod_callcenter',
};

/** The switch's own queue with the same phones as members, recording both sides. */
export interface QueuePeer {
  /** Makes the queues in the switch that runs; callers reach them by `peerNumber`. @throws Error when it cannot */
  add(shape: Pick<Shape, 'agents' | 'queues'>): Promise<void>;
}

export interface BenchSwitch {
  readonly kind: SwitchKind;
  readonly started: StartedSwitch;
  /** Its part of ringmaster.yaml. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Where callers call in. */
  readonly callers: Peer;
  /** Where phones register. */
  readonly phones: Peer;
  readonly peer: QueuePeer;
  /** Asks for the end of every channel. */
  hangUpAll(): Promise<unknown>;
  channelsLeft(): Promise<number>;
}

export interface WantedBenchSwitch {
  /** `[a-z0-9-]{1,20}`: the bench. */
  readonly name: string;
  readonly ports: CentrePorts;
  readonly logFolder: string;
}

/** Resolves when no channel is left of what was before. @throws Error after 20 s */
export async function quiet(place: BenchSwitch): Promise<void> {
  await place.hangUpAll();
  for (const until = Date.now() + 20_000; Date.now() < until; await delay(200))
    if ((await place.channelsLeft()) === 0) return;
  throw new Error('channels of the first side do not end');
}
