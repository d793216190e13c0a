import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { createIdSource, type IdPrefix, type LegId } from '../../../src/kernel/ids.js';
import {
  SwitchError,
  type Capabilities,
  type RingRequest,
  type SwitchErrorCode,
  type SwitchPort,
} from '../../../src/switch/port.js';
import { EventLog, eventually } from './event-log.js';
import type {
  Ability,
  FarCaller,
  FarEnd,
  FarLine,
  FarPhone,
  SwitchWorld,
  SwitchWorldMaker,
} from './world.js';

/** One test's place: a started port, its events, and the openings that many tests begin with. */
export class Stage {
  readonly log: EventLog;
  readonly port: SwitchPort;
  /** Set by tests in which events may be lost: then a leg may go without `leg.ended`. */
  linkWasLost = false;
  private readonly ids = createIdSource(Date.now, () => randomBytes(1)[0]!);

  constructor(readonly world: SwitchWorld) {
    this.log = new EventLog(world.patienceMs);
    this.port = world.port;
    this.port.onEvent(this.log.receive);
  }

  id(prefix: IdPrefix): string {
    return this.ids.next(prefix);
  }

  until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
    return eventually(what, holds, this.world.patienceMs);
  }

  /** A caller who has arrived and is not answered yet. */
  async arrived(): Promise<{ caller: FarCaller; leg: LegId }> {
    const caller = await this.world.call();
    const { leg } = await this.log.expect('leg.arrived', (e) => e.from.number === caller.number);
    return { caller, leg };
  }

  /** A caller who has been answered. */
  async answered(): Promise<{ caller: FarCaller; leg: LegId }> {
    const { caller, leg } = await this.arrived();
    await this.port.answer(leg);
    await this.log.expect('leg.answered', (e) => e.leg === leg);
    await this.until('the caller is told of the answer', () => caller.told() === 'answered');
    return { caller, leg };
  }

  /** A phone with an account and registered. */
  async phone(): Promise<FarPhone> {
    const phone = await this.world.phone();
    await this.port.providePhone(phone.account);
    assert.equal(await phone.register(), 'accepted');
    await this.log.expect('phone.registered', (e) => e.phone === phone.account.phone);
    return phone;
  }

  /** What a ring of this phone asks for; tests change what they are about. */
  ringOf(phone: FarPhone, change: Partial<RingRequest> = {}): RingRequest {
    return {
      leg: this.id('leg'),
      to: { phone: phone.account.phone },
      caller: { number: '2025550100', name: 'Contract' },
      ringMs: 20_000,
      tags: { role: 'agent' },
      ...change,
    };
  }

  /** A phone whose leg has been rung and answered. */
  async answeredPhone(): Promise<{ phone: FarPhone; leg: LegId }> {
    const phone = await this.phone();
    const leg = await this.ringUntilAnswered(phone, this.ringOf(phone));
    return { phone, leg };
  }

  async ringUntilAnswered(line: FarLine, request: RingRequest): Promise<LegId> {
    line.onRing({ do: 'answer', afterMs: 50 });
    await this.port.ring(request);
    await this.log.expect('leg.answered', (e) => e.leg === request.leg);
    return request.leg;
  }

  /** A caller and a phone in one bridge, both confirmed. */
  async talking(): Promise<{
    caller: FarCaller;
    callerLeg: LegId;
    phone: FarPhone;
    phoneLeg: LegId;
    bridge: string;
  }> {
    const { caller, leg: callerLeg } = await this.answered();
    const { phone, leg: phoneLeg } = await this.answeredPhone();
    const bridge = this.id('brg');
    await this.port.bridge(bridge, [callerLeg, phoneLeg]);
    await this.joined(bridge, callerLeg, phoneLeg);
    return { caller, callerLeg, phone, phoneLeg, bridge };
  }

  async joined(bridge: string, ...legs: LegId[]): Promise<void> {
    for (const leg of legs)
      await this.log.expect('bridge.joined', (e) => e.bridge === bridge && e.leg === leg);
  }

  /** Waits until the party hears exactly these others, and music or a prompt or not. */
  hears(party: FarEnd, others: readonly FarEnd[], besides: 'nothing' | 'music' = 'nothing'): Promise<void> {
    const wanted = others.map(({ toneHz }) => toneHz).sort((a, b) => a - b);
    return this.until(`hears ${wanted.join()} and ${besides}`, async () => {
      const { tones, other } = await party.hears();
      const now = [...tones].sort((a, b) => a - b);
      return now.join() === wanted.join() && other === (besides === 'music');
    });
  }

  async left(bridge: string, ...legs: LegId[]): Promise<void> {
    for (const leg of legs) await this.log.expect('bridge.left', (e) => e.bridge === bridge && e.leg === leg);
  }

  async ended(leg: LegId): Promise<string> {
    return (await this.log.expect('leg.ended', (e) => e.leg === leg)).cause;
  }

  /** Hangs up what is left and checks the rules that hold in every test. */
  async strike(): Promise<void> {
    const legs = new Set(this.log.all.flatMap((e) => ('leg' in e ? [e.leg] : [])));
    if (this.port.connected) {
      for (const leg of legs) await this.port.hangUp(leg);
      if (!this.linkWasLost) for (const leg of legs) await this.ended(leg);
      // A bridge outlives its legs until it is ended: the port promises no more.
      for (const { bridge } of (await this.port.snapshot()).bridges) await this.port.endBridge(bridge);
      await this.until('no leg and no bridge is left at the switch', async () => {
        const { legs: left, bridges } = await this.port.snapshot();
        return left.length === 0 && bridges.length === 0;
      });
    }
    for (const leg of legs) {
      const ofLeg = this.log.all.filter((e) => 'leg' in e && e.leg === leg && e.type.startsWith('leg.'));
      const ends = ofLeg.filter((e) => e.type === 'leg.ended').length;
      assert.ok(ends <= 1, `leg.ended came ${ends} times:\n${this.log.told()}`);
      if (ends === 1)
        assert.equal(ofLeg.at(-1)?.type, 'leg.ended', `a leg spoke after its end:\n${this.log.told()}`);
    }
    const playbacks = this.log.of('playback.ended').map((e) => e.playback);
    assert.equal(new Set(playbacks).size, playbacks.length, `a playback ended twice:\n${this.log.told()}`);
  }
}

/** The command is refused with this code and nothing else. */
export async function refused(command: Promise<unknown>, ...codes: SwitchErrorCode[]): Promise<void> {
  await assert.rejects(command, (error: unknown) => {
    assert.ok(error instanceof SwitchError, `not a SwitchError: ${String(error)}`);
    assert.ok(
      codes.includes(error.code),
      `${error.code} (${error.message}) instead of ${codes.join(' or ')}`,
    );
    return true;
  });
}

/** A test of the contract: what it promises, what the world must be able to do, what happens. */
export interface Scene {
  (
    promise: string,
    play: (stage: Stage) => Promise<void>,
    needs?: readonly (Ability | keyof Capabilities)[],
  ): void;
}

/** Makes the `it` of the contract: every test opens its own world, starts the port, and ends with the common checks. */
export function sceneIn(maker: SwitchWorldMaker): Scene {
  return (promise, play, needs = []) => {
    it(promise, async function () {
      this.timeout(60_000);
      if (needs.some((need) => maker.cannot.includes(need as Ability))) this.skip();
      const world = await maker.open();
      try {
        if (needs.some((need) => world.port.capabilities[need as keyof Capabilities] === false)) this.skip();
        const stage = new Stage(world);
        await stage.port.start();
        await play(stage);
        await stage.strike();
      } finally {
        await world.close();
      }
    });
  };
}
