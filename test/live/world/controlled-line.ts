/**
 * A centre for live tests of call control: three agents with plain SIP phones and an outside number, each with a voice
 * of its own, and ears that say who is heard.
 */
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import type { HeardAudio } from './heard-audio.js';
import { once } from 'node:events';
import { anAsterisk, type CentreSettings, type Sight, type SwitchMaker } from './centre.js';
import { quickCentre, TO_LINE, type QuickAgent } from './quick-centre.js';
import type { SipCall } from './sip-call.js';
import { SipPhone } from './sip-phone.js';
import { TableAgent } from './table-agent.js';
import { TableSupervisor, supervisorUser } from './table-supervisor.js';
import { nowMs } from './timeline.js';
import { rmsLevel, sine, toneLevel } from './tones.js';
import { PATIENCE_MS, WatchedLine, type Caller } from './watched-line.js';

/** Hz; the caller's is the one that `WatchedLine` gives to callers. No one a multiple of another. */
export const VOICES = {
  caller: 620,
  anna: 1730,
  ben: 2310,
  cara: 1010,
  outside: 1390,
  sun: 2710,
  zhou: 2050,
} as const;
export type Voice = keyof typeof VOICES;

/** What differs from test to test. */
export interface LineWishes {
  /** Default: an Asterisk. */
  readonly make?: SwitchMaker<Sight>;
  readonly wrapUpSeconds?: number;
  /** Of phones that are rung past the line; default 20. */
  readonly directRingSeconds?: number;
  /** Further settings of the queue `line`. */
  readonly queue?: Readonly<Record<string, unknown>>;
  /** Further queues, served by all. */
  readonly queues?: readonly Readonly<Record<string, unknown>>[];
  /** Further parts of centre.yaml. */
  readonly centre?: Readonly<Record<string, unknown>>;
  readonly flows?: Readonly<Record<string, object>>;
  readonly installation?: Readonly<Record<string, unknown>>;
}

export const OUTSIDE = '13800138000';
export const CARRIER = '127.0.0.2';
/** Of every phone that the line rings. */
const RING_SECONDS = 20;
/** A voice is at -12 dBFS; music has a little of every tone. */
const HEARD_DB = -26;
const NOT_HEARD_DB = -34;
const WINDOW_MS = 400;
const HEARD_WITHIN_MS = 10_000;

/** Asks for four digits and gives the caller back. */
export const ASK = 'ask';
const ASK_FLOW = {
  flow: ASK,
  name: { en: ASK, zh: ASK },
  start: 'pin',
  nodes: {
    pin: {
      kind: 'collect',
      settings: { prompts: ['please-wait'], into: 'pin', minDigits: 4, maxDigits: 4, tries: 1 },
      exits: { next: 'back', timeout: 'back', invalid: 'back' },
    },
    back: { kind: 'return' },
  },
};

export class ControlledLine {
  private readonly callers: SipCall[] = [];

  private constructor(
    readonly line: WatchedLine<Sight>,
    readonly anna: TableAgent,
    readonly ben: TableAgent,
    readonly cara: TableAgent,
    readonly outside: SipPhone,
    readonly sun: TableSupervisor,
    readonly zhou: TableSupervisor,
  ) {}

  static async start(name: string, wishes: LineWishes = {}): Promise<ControlledLine> {
    const { wrapUpSeconds = 0, directRingSeconds = 20, queue = {}, queues = [], installation = {} } = wishes;
    const port = await freeUdpPort(CARRIER);
    const agents = ['anna', 'ben', 'cara'].map((id) => ({ id, phone: 'sip' as const }));
    const quick = controlledCentre(name, agents, port, { wrapUpSeconds, installation });
    const members = agents.map(({ id }) => ({ agent: id }));
    const line = await WatchedLine.startOn(wishes.make ?? anAsterisk, {
      ...quick,
      readyWithinMs: 60_000, // on a busy machine
      centre: {
        ...quick.centre,
        queues: [
          ...quick.centre.queues.map((one) => (one.id === 'line' ? { ...one, ...queue } : one)),
          ...queues.map((one) => ({ ringSeconds: RING_SECONDS, wrapUpSeconds, members, ...one })),
        ],
        users: [...quick.centre.users, supervisorUser('sun'), supervisorUser('zhou')],
        directCalls: { ringSeconds: directRingSeconds },
        ...wishes.centre,
      },
      flows: { ...quick.flows, ...wishes.flows },
    });
    const { centre } = line;
    const people = await Promise.all([
      TableAgent.start(centre, 'anna'),
      TableAgent.start(centre, 'ben'),
      TableAgent.start(centre, 'cara'),
      SipPhone.open({ server: centre.sip, user: OUTSIDE, host: CARRIER, port }),
      TableSupervisor.start(centre, 'sun'),
      TableSupervisor.start(centre, 'zhou'),
    ]);
    return new ControlledLine(line, ...people);
  }

  async stop(): Promise<void> {
    await Promise.all(this.phones.map((phone) => phone.close()));
    await this.line.stop();
  }

  private get phones(): SipPhone[] {
    const people = [this.anna, this.ben, this.cara, this.sun, this.zhou];
    return [...people.map(({ phone }) => phone), this.outside];
  }

  /** The agent's phone (or the outside one) rings next, is answered, and says its voice. */
  async answers(who: Exclude<Voice, 'caller'>): Promise<SipCall> {
    const phone = who === 'outside' ? this.outside : this[who].phone;
    const leg = await phone.nextCall(PATIENCE_MS);
    leg.audio.say(sine({ hz: VOICES[who], ms: 1000 }));
    if (who === 'outside') leg.ring();
    await leg.answer(PATIENCE_MS);
    return leg;
  }

  /** A fresh caller in line, by default in the queue `line`. */
  async callerInLine(dialled = TO_LINE): Promise<Caller> {
    const caller = await this.line.callerInLine(dialled);
    this.callers.push(caller.sip);
    return caller;
  }

  /** A caller who talks with anna; both hear each other. Anna gets no other call afterwards. */
  async talk(): Promise<{ caller: Caller; anna: SipCall }> {
    await this.anna.ready();
    const caller = await this.callerInLine();
    const anna = await this.answers('anna');
    await this.line.journal.event('agent.talking', { agent: 'anna', call: caller.call });
    await this.anna.notReady();
    await this.hears(caller.sip, ['anna']);
    await this.hears(anna, ['caller']);
    return { caller, anna };
  }

  /**
   * Waits until this far end hears exactly these voices for four tenths of a second.
   * @param besides `music` (or a ringing tone): something else must be heard; `nothing`: nothing else may be
   */
  async hears(
    call: SipCall,
    voices: readonly Voice[],
    besides: 'nothing' | 'music' = 'nothing',
  ): Promise<void> {
    if (voices.length === 0 && besides === 'nothing') return this.hearsNothing(call);
    await untilHeard(call.audio.heard, voices, besides);
  }

  /** A leg alone in a bridge is sent nothing at all, so no piece of sound tells: it is looked at again and again. */
  private async hearsNothing(call: SipCall): Promise<void> {
    const begin = nowMs();
    for (;;) {
      const to = nowMs();
      const from = to - WINDOW_MS;
      if (from >= begin && rmsLevel(call.audio.heard.heard({ from, to })) < -45) return;
      assert.ok(to - begin < HEARD_WITHIN_MS, 'something is heard where nothing should be');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** After a test, well or not: nobody is in a call any more. */
  async reset(): Promise<void> {
    const calls = this.phones.flatMap((phone) => phone.activeCalls);
    await Promise.all(
      [...calls, ...this.callers.splice(0)].map((call) => call.hangUp().catch(() => undefined)),
    );
  }

  /** Everybody is free and the switch is empty. */
  async over(caller: Caller, ...others: readonly { readonly call: string }[]): Promise<void> {
    for (const agent of [this.anna, this.ben, this.cara]) await agent.notReady().catch(() => undefined);
    const calls = [caller, ...others].map(({ call }) => call);
    await this.line.allOver(calls);
    const { record } = await this.line.record(caller.call);
    assert.equal(record.outcome, 'answered', this.line.journal.story(caller.call));
  }
}

/** One queue, an outside line, slots to park in, and a flow that asks for digits and gives the caller back. */
export function controlledCentre(
  name: string,
  agents: readonly QuickAgent[],
  carrierPort: number,
  { wrapUpSeconds = 0, installation = {} }: Pick<LineWishes, 'wrapUpSeconds' | 'installation'> = {},
) {
  const quick = quickCentre({ name, agents, ringSeconds: RING_SECONDS, wrapUpSeconds, installation });
  return {
    ...quick,
    centre: {
      ...quick.centre,
      outsideLine: { trunk: 'carrier', callerId: '95500' },
      parking: { from: 701, to: 709, seconds: 60 },
    },
    flows: { ...quick.flows, [ASK]: ASK_FLOW },
    trunks: [
      { name: 'carrier', match: [], server: CARRIER, port: carrierPort, transport: 'udp', register: false },
    ],
  } satisfies CentreSettings;
}

/**
 * Waits until exactly these voices are heard for four tenths of a second.
 * @param besides `music` (or a ringing tone): something else must be heard; `nothing`: nothing else may be
 */
export async function untilHeard(
  heard: HeardAudio,
  voices: readonly Voice[],
  besides: 'nothing' | 'music' = 'nothing',
): Promise<void> {
  const all = Object.entries(VOICES) as [Voice, number][];
  const wanted = `${voices.join(' and ') || 'nobody'}${besides === 'music' ? ' but music' : ''}`;
  try {
    await heard.until(
      (samples) => {
        const fits = all.every(([voice, hz]) => {
          const level = toneLevel(samples, hz);
          return voices.includes(voice) ? level > HEARD_DB : level < NOT_HEARD_DB;
        });
        return fits && (voices.length > 0 || rmsLevel(samples) > -45);
      },
      { windowMs: besides === 'music' ? 300 : WINDOW_MS, withinMs: HEARD_WITHIN_MS, name: wanted },
    );
  } catch (error) {
    const to = nowMs();
    const last = heard.heard({ from: to - WINDOW_MS, to });
    const levels = all.map(([voice, hz]) => `${voice} ${toneLevel(last, hz).toFixed(0)}`);
    throw new Error(`not ${wanted}, but in dBFS: ${levels.join(', ')}`, { cause: error });
  }
}

/** A port that is free now. */
export async function freeUdpPort(host: string): Promise<number> {
  const socket = createSocket('udp4').bind(0, host);
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}
