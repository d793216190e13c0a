/**
 * A centre for live tests of call control: three agents with plain SIP phones and an outside number, each with a voice
 * of its own, and ears that say who is heard.
 */
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { quickCentre, TO_LINE } from './quick-centre.js';
import type { SipCall } from './sip-call.js';
import { SipPhone } from './sip-phone.js';
import { TableAgent } from './table-agent.js';
import { nowMs } from './timeline.js';
import { rmsLevel, sine, toneLevel } from './tones.js';
import { PATIENCE_MS, WatchedLine, type Caller } from './watched-line.js';

/** Hz; the caller's is the one that `WatchedLine` gives to callers. No one a multiple of another. */
export const VOICES = { caller: 620, anna: 1730, ben: 2310, cara: 1010, outside: 1390 } as const;
export type Voice = keyof typeof VOICES;

export const OUTSIDE = '13800138000';
const CARRIER = '127.0.0.2';
/** A voice is at -12 dBFS; music has a little of every tone. */
const HEARD_DB = -26;
const NOT_HEARD_DB = -34;
const WINDOW_MS = 400;
const HEARD_WITHIN_MS = 10_000;

/** Asks for four digits and gives the caller back. */
export const ASK = 'ask';

export class ControlledLine {
  private readonly callers: SipCall[] = [];

  private constructor(
    readonly line: WatchedLine,
    readonly anna: TableAgent,
    readonly ben: TableAgent,
    readonly cara: TableAgent,
    readonly outside: SipPhone,
  ) {}

  /** @param more settings of the centre */
  static async start(name: string, more: Readonly<Record<string, unknown>> = {}): Promise<ControlledLine> {
    const port = await freeUdpPort(CARRIER);
    const agents = ['anna', 'ben', 'cara'].map((id) => ({ id, phone: 'sip' as const }));
    const quick = quickCentre({ name, agents, ringSeconds: 20, wrapUpSeconds: 0 });
    const line = await WatchedLine.start({
      ...quick,
      readyWithinMs: 60_000, // on a busy machine
      centre: {
        ...quick.centre,
        outsideLine: { trunk: 'carrier', callerId: '95500' },
        parking: { from: 701, to: 709, seconds: 60 },
        ...more,
      },
      flows: {
        ...quick.flows,
        [ASK]: {
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
        },
      },
      trunks: [{ name: 'carrier', match: [], server: CARRIER, port, transport: 'udp', register: false }],
    });
    const [anna, ben, cara] = [
      await TableAgent.start(line.centre, 'anna'),
      await TableAgent.start(line.centre, 'ben'),
      await TableAgent.start(line.centre, 'cara'),
    ];
    const outside = await SipPhone.open({ server: line.centre.sip, user: OUTSIDE, host: CARRIER, port });
    return new ControlledLine(line, anna, ben, cara, outside);
  }

  async stop(): Promise<void> {
    await this.outside.close();
    for (const agent of [this.anna, this.ben, this.cara]) await agent.close();
    await this.line.stop();
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

  /** A caller who talks with anna; both hear each other. Anna gets no other call afterwards. */
  async talk(): Promise<{ caller: Caller; anna: SipCall }> {
    await this.anna.ready();
    const caller = await this.line.callerInLine(TO_LINE);
    this.callers.push(caller.sip);
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
    const all = Object.entries(VOICES) as [Voice, number][];
    await call.audio.heard.until(
      (samples) => {
        const fits = all.every(([voice, hz]) => {
          const level = toneLevel(samples, hz);
          return voices.includes(voice) ? level > HEARD_DB : level < NOT_HEARD_DB;
        });
        return fits && (voices.length > 0 || rmsLevel(samples) > -45);
      },
      {
        windowMs: besides === 'music' ? 300 : WINDOW_MS,
        withinMs: HEARD_WITHIN_MS,
        name: `${voices.join(' and ') || 'nobody'}${besides === 'music' ? ' but music' : ''}`,
      },
    );
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
    const { anna, ben, cara, outside } = this;
    const calls = [anna.phone, ben.phone, cara.phone, outside].flatMap((phone) => phone.activeCalls);
    await Promise.all(
      [...calls, ...this.callers.splice(0)].map((call) => call.hangUp().catch(() => undefined)),
    );
  }

  /** Everybody is free and the switch is empty. */
  async over(caller: Caller): Promise<void> {
    for (const agent of [this.anna, this.ben, this.cara]) await agent.notReady().catch(() => undefined);
    await this.line.allOver([caller.call]);
    const { record } = await this.line.record(caller.call);
    assert.equal(record.outcome, 'answered', this.line.journal.story(caller.call));
  }
}

/** A port that is free now. */
async function freeUdpPort(host: string): Promise<number> {
  const socket = createSocket('udp4').bind(0, host);
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}
