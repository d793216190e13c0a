/**
 * The link between Ringmaster and the switch is lost in the middle of work: calls go on at the switch, what happened
 * meanwhile is found out, and everything is told as it is within seconds.
 */
import assert from 'node:assert/strict';
import { setTimeout as pass } from 'node:timers/promises';
import type { TcpGate } from '../contract/switch/tcp-gate.js';
import { everyGate, type Gates, type Sight } from './world/centre.js';
import { onEverySwitch } from './world/on-every-switch.js';
import { TO_LINE, TO_LONG_PROMPT, quickCentre } from './world/quick-centre.js';
import type { SipCall } from './world/sip-call.js';
import { TableAgent } from './world/table-agent.js';
import { TONE_A_HZ, TONE_B_HZ, sine } from './world/tones.js';
import { PATIENCE_MS, WatchedLine, type Caller } from './world/watched-line.js';

/** From the return of the link to the truth. */
const SETTLED_MS = 15_000;

interface Outage {
  readonly name: string;
  readonly ms: number;
  readonly of: (gates: Gates) => readonly TcpGate[];
  /** Carries nothing and closes nothing; otherwise connections break. Default false. */
  readonly silent?: boolean;
}

const calls = (gates: Gates): readonly TcpGate[] => [gates.calls];
const recordings = (gates: Gates): readonly TcpGate[] => (gates.recordings ? [gates.recordings] : []);

/** On a switch with one connection for calls and another one for recordings. */
const OF_TWO: readonly Outage[] = [
  { name: 'the control of calls', ms: 100, of: calls },
  { name: 'the control of recordings', ms: 1000, of: recordings },
  { name: 'both, by a silent network', ms: 13_000, of: everyGate, silent: true },
  { name: 'both', ms: 6000, of: everyGate },
  { name: 'both', ms: 60_000, of: everyGate },
];

/** On a switch with one connection for all. */
const OF_ONE: readonly Outage[] = [
  { name: 'the control of everything', ms: 100, of: everyGate },
  { name: 'the control of everything, by a silent network', ms: 13_000, of: everyGate, silent: true },
];

onEverySwitch('the link to the switch is lost while calls are in every state', ({ kind, make, named }) => {
  let line: WatchedLine<Sight>;
  let anna: TableAgent;
  let ben: TableAgent;

  before(async function () {
    this.timeout(600_000); // the first start on a machine makes the switch's root file system
    line = await WatchedLine.startOn(make, {
      ...quickCentre({
        name: named('lost-link'),
        agents: [
          { id: 'anna', phone: 'sip' },
          { id: 'ben', phone: 'sip' },
        ],
        ringSeconds: 20,
        wrapUpSeconds: 1,
      }),
      gated: true,
    });
    anna = await TableAgent.start(line.centre, 'anna');
    ben = await TableAgent.start(line.centre, 'ben');
  });

  after(async function () {
    this.timeout(30_000);
    await anna?.close();
    await ben?.close();
    await line?.stop();
  });

  async function talks(agent: TableAgent, after: number): Promise<{ caller: Caller; leg: SipCall }> {
    await agent.ready();
    const caller = await line.callerInLine(TO_LINE);
    const leg = await agent.phone.nextCall(PATIENCE_MS);
    assert.equal(leg.callerNumber, caller.number);
    leg.audio.say(sine({ hz: TONE_B_HZ, ms: 1000 }));
    await leg.answer(PATIENCE_MS);
    await line.journal.event('agent.talking', { agent: agent.id, call: caller.call, after });
    await hearEachOther(caller, leg);
    return { caller, leg };
  }

  const hearEachOther = async (caller: Caller, leg: SipCall): Promise<void> => {
    await Promise.all([
      caller.sip.audio.heard.untilTone(TONE_B_HZ, { forMs: 200, withinMs: PATIENCE_MS }),
      leg.audio.heard.untilTone(TONE_A_HZ, { forMs: 200, withinMs: PATIENCE_MS }),
    ]);
  };

  for (const { name, ms, of, silent = false } of kind === 'asterisk' ? OF_TWO : OF_ONE)
    it(`${name}, for ${ms / 1000} s: who talks talks on, who hung up is gone, who waits is served`, async function () {
      this.timeout(120_000 + ms);
      const { journal, centre } = line;
      const gates = of(centre.gates!);
      const before = journal.mark;
      const kept = await talks(anna, before);
      const cutShort = await talks(ben, before);
      const waiting = await line.callerInLine(TO_LINE);
      const prompted = await line.callIn(TO_LONG_PROMPT);
      await prompted.sip.audio.heard.untilSound({ withinMs: PATIENCE_MS });

      const over = pass(ms);
      for (const gate of gates) await (silent ? gate.stall() : gate.cut());
      await cutShort.caller.sip.hangUp();
      await hearEachOther(kept.caller, kept.leg);
      await over;
      for (const gate of gates) await (silent ? gate.resume() : gate.open());

      await journal.event('call.closed', { call: cutShort.caller.call, withinMs: SETTLED_MS });
      await cutShort.leg.ended(SETTLED_MS);
      // The agent who was left alone has wrapped up and gets the next one.
      const next = await ben.phone.nextCall(SETTLED_MS);
      assert.equal(next.callerNumber, waiting.number);
      next.audio.say(sine({ hz: TONE_B_HZ, ms: 1000 }));
      await next.answer(PATIENCE_MS);
      await journal.event('call.connected', { call: waiting.call });
      await hearEachOther(waiting, next);
      await journal.event('acd.queue-entered', { call: prompted.call, withinMs: PATIENCE_MS });
      await hearEachOther(kept.caller, kept.leg);

      for (const agent of [anna, ben]) await agent.notReady(); // after the wrap-up, then
      for (const { sip } of [kept.caller, waiting, prompted]) await sip.hangUp();
      await line.allOver(
        [kept, cutShort].map(({ caller }) => caller.call).concat(waiting.call, prompted.call),
        [anna.account, ben.account],
      );
      for (const { caller, agent } of [
        { caller: kept.caller, agent: 'anna' },
        { caller: cutShort.caller, agent: 'ben' },
        { caller: waiting, agent: 'ben' },
      ]) {
        const { record } = await line.record(caller.call);
        assert.deepEqual([record.outcome, record.agent], ['answered', agent], journal.story(caller.call));
        const states = (await line.recordings(caller.call)).map(({ state }) => state);
        assert.deepEqual(states, ['stored'], journal.story(caller.call));
      }
      for (const agent of [anna, ben])
        await line.journal.event('agent.wrap-up-ended', { agent: agent.id, after: before });
    });
});
