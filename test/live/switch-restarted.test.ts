/** The switch dies with all its calls and comes back: nobody is left in a call that is no more. */
import assert from 'node:assert/strict';
import type { Sight } from './world/centre.js';
import { onEverySwitch } from './world/on-every-switch.js';
import { TO_LINE, TO_LONG_PROMPT, quickCentre } from './world/quick-centre.js';
import { servesACall } from './world/still-well.js';
import { TableAgent } from './world/table-agent.js';
import { PATIENCE_MS, WatchedLine } from './world/watched-line.js';

/** From the switch's being up again to the truth on every board. */
const SETTLED_MS = 15_000;

onEverySwitch('the switch is restarted while calls are in every state', ({ make, named }) => {
  let line: WatchedLine<Sight>;
  let anna: TableAgent;
  let ben: TableAgent;

  before(async function () {
    this.timeout(600_000); // the first start on a machine makes the switch's root file system
    line = await WatchedLine.startOn(
      make,
      quickCentre({
        name: named('restarted'),
        agents: [
          { id: 'anna', phone: 'sip' },
          { id: 'ben', phone: 'sip' },
        ],
        ringSeconds: 20,
        wrapUpSeconds: 0,
      }),
    );
    anna = await TableAgent.start(line.centre, 'anna');
    ben = await TableAgent.start(line.centre, 'ben');
  });

  after(async function () {
    this.timeout(30_000);
    await anna?.close();
    await ben?.close();
    await line?.stop();
  });

  it('all calls are closed as lost, agents are free, and the next caller is served', async function () {
    this.timeout(120_000);
    const { journal, centre } = line;
    const mark = journal.mark;
    const talking = await line.callerInLine(TO_LINE);
    await anna.ready();
    const leg = await anna.phone.nextCall(PATIENCE_MS);
    await leg.answer(PATIENCE_MS);
    await journal.event('agent.talking', { agent: 'anna', call: talking.call });
    const ringing = await line.callerInLine(TO_LINE);
    await ben.ready();
    await ben.phone.nextCall(PATIENCE_MS);
    await journal.event('agent.ringing', { agent: 'ben', call: ringing.call });
    const waiting = await line.callerInLine(TO_LINE);
    const prompted = await line.callIn(TO_LONG_PROMPT);

    await centre.restartSwitch();
    const all = [talking, ringing, waiting, prompted];
    for (const { call } of all) await journal.event('call.closed', { call, withinMs: SETTLED_MS });
    for (const agent of ['anna', 'ben']) {
      const { state } = await line.agentOnBoard(agent);
      assert.ok(['ready', 'not-ready', 'wrap-up'].includes(state), `${agent} is ${state}`);
    }
    assert.deepEqual(
      await Promise.all(all.map(async ({ call }) => (await line.record(call)).record.outcome)),
      ['answered', 'failed', 'failed', 'failed'],
      all.map(({ call }) => journal.story(call)).join('\n'),
    );
    // Nothing was heard of the end, so it is said to be concluded.
    for (const { call } of all) {
      const ended = await journal.event('call.ended', { call });
      assert.equal(ended.inferred, true, journal.story(call));
    }
    const states = (await line.recordings(talking.call)).map(({ state }) => state);
    assert.equal(states.length, 1);

    // Far ends of a switch that has died know nothing of it: what they hold is over for them.
    for (const { sip } of all) await sip.hangUp().catch(() => undefined);
    for (const phone of [anna.phone, ben.phone]) {
      for (const call of phone.activeCalls) await call.hangUp().catch(() => undefined);
      await phone.register();
    }
    for (const agent of [anna, ben]) await agent.notReady();
    await servesACall(line, anna);
    await line.allOver(all.map(({ call }) => call));
    assert.ok(journal.mark > mark);
  });
});
