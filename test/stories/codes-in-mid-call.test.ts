import assert from 'node:assert/strict';
import type { SimulatedCaller, SimulatedPhone } from '../../src/switch/simulated/index.js';
import { OUTSIDE } from './world/control.js';
import { Phones } from './world/phones.js';

describe('Codes in mid-call on a plain phone', () => {
  let phones: Phones;
  let caller: SimulatedCaller;
  let ann: SimulatedPhone;
  beforeEach(async () => {
    phones = await Phones.begin();
    caller = await phones.talk();
    ann = phones.phone('ann');
  });
  afterEach(async function () {
    const failed = this.currentTest?.state === 'failed';
    if (!failed) {
      assert.equal(caller.digitsHeard().replace(/[1-9]/g, ''), '', 'the customer hears no code');
      caller.hangUp();
    }
    await phones.end(failed);
  });
  const press = async (digits: string): Promise<void> => {
    ann.press(digits);
    await phones.pass(200);
  };
  const hears = (party: { hears(): readonly string[] }): string =>
    party
      .hears()
      .join()
      .replace(/^music.*/, 'music');

  it('hold gives the customer music, the same code takes the customer back', async () => {
    await press('*1');
    assert.equal(hears(caller), 'music');
    await press('*1');
    phones.assertTalk(ann, caller);
    assert.equal(caller.digitsHeard(), '');
  });

  it('digits that are no code are for the other side', async () => {
    await press('12');
    assert.equal(caller.digitsHeard(), '12');
    assert.deepEqual(
      phones.told('call.digits-sent').map(({ data }) => data.count),
      [1, 1],
    );
  });

  it('blind transfer to an extension, by number and hash', async () => {
    await press('*8801#');
    await phones.story.until('call.connected', 2);
    await phones.pass(500);
    phones.assertTalk(phones.phone('vault'), caller);
    assert.equal(phones.story.state('ann'), 'wrap-up');
  });

  it('a number without hash counts after the pause', async () => {
    await press('*8801');
    assert.equal(phones.told('call.transferred').length, 0);
    await phones.pass(3000);
    assert.equal(phones.told('call.transferred').length, 1);
    await phones.story.until('call.connected', 2);
  });

  it('blind transfer to an extension that is busy: the customer is in line again, the agent first', async () => {
    phones.phone('vault').onRing({ do: 'busy' });
    await press('*8801#');
    await phones.story.until('call.queued', 2);
    await phones.pass(100);
    assert.equal(hears(caller), 'music');
    await phones.story.core.agents.ready('ann');
    await phones.story.until('call.connected', 2);
    await phones.pass(300);
    phones.assertTalk(ann, caller);
  });

  it('consult a colleague, swap, cancel; consult outside and complete the transfer', async () => {
    await press('*2302#');
    await phones.story.until('call.consult-connected');
    await phones.pass(200);
    phones.assertTalk(ann, phones.phone('bob'));
    assert.equal(hears(caller), 'music');
    await press('*5');
    phones.assertTalk(ann, caller);
    assert.equal(hears(phones.phone('bob')), 'music');
    await press('*0');
    phones.assertTalk(ann, caller);
    const number = OUTSIDE.replace('+', '');
    const outside = phones.story.world.outside(number);
    await press(`*2${number}#`);
    await phones.pass(500);
    assert.equal(phones.told('call.consult-started').length, 2);
    outside.answer();
    await phones.story.until('call.consult-connected', 2);
    await press('*4');
    await phones.pass(500);
    phones.assertTalk(outside, caller);
    assert.deepEqual(ann.legs, []);
  });

  it('conference of three', async () => {
    await press('*2801#');
    await phones.story.until('call.consult-connected');
    await press('*3');
    await phones.pass(200);
    assert.equal(caller.hears().length, 2);
    assert.equal(ann.hears().length, 2);
  });

  it('pause of the recording, and on', async () => {
    await press('*7');
    assert.equal(phones.told('call.recording-paused').length, 1);
    await press('*7');
    assert.equal(phones.told('call.recording-resumed').length, 1);
  });

  it('park: the agent hears the slot, the customer music; then the agent is out of it', async () => {
    await press('*6');
    assert.deepEqual(ann.hears(), ['prompt:parked-in']);
    assert.equal(hears(caller), 'music');
    await phones.story.until('call.parked');
    await phones.pass(200);
    assert.deepEqual(ann.legs, []);
    assert.equal(hears(caller), 'music');
    assert.deepEqual(
      phones.told('call.parked').map(({ data }) => data.slot),
      ['701'],
    );
  });

  for (const [what, digits, prompt] of [
    ['a code that does not exist', '*9', 'code-unknown'],
    ['a code that is not finished', '*', 'code-unknown'],
    ['a transfer without a number', '*8#', 'code-unknown'],
    ['what does not fit now', '*3', 'not-possible'],
    ['a number that nobody has', '*8701#', 'number-unknown'],
    ['a number that may not be called', '*89001#', 'number-not-allowed'],
  ] as const)
    it(`${what}: only the agent hears so, and the desk shows it; the customer hears nothing, and they talk on`, async () => {
      await press(digits);
      if (digits === '*') await phones.pass(3000);
      assert.deepEqual(ann.hears(), [`prompt:${prompt}`]);
      assert.deepEqual(caller.hears(), []);
      assert.equal(phones.story.core.live.desk('ann')?.refusal?.word, prompt);
      assert.equal(phones.story.core.live.desk('bob')?.refusal, null);
      await phones.story.until('call.agent-heard');
      await phones.pass(100);
      phones.assertTalk(ann, caller);
      assert.equal(phones.told('call.transferred').length, 0);
    });

  it('a refusal stays on the desk while the talk goes on, and goes when the agent goes on to something else', async () => {
    await press('*9');
    await phones.story.until('call.agent-heard');
    await press('*1');
    assert.equal(phones.story.core.live.desk('ann')?.refusal?.word, 'code-unknown');
    await press('*1');
    caller.hangUp();
    await phones.story.until('agent.wrap-up-started');
    assert.equal(phones.story.core.live.desk('ann')?.refusal, null);
  });

  it('pressed while the phone hears something already, a refusal is on the desk all the same', async () => {
    await press('*9');
    await press('*3');
    assert.equal(phones.story.core.live.desk('ann')?.refusal?.word, 'not-possible');
    await phones.story.until('call.agent-heard');
  });

  it('the customer hangs up while the agent is told something: the call is over', async () => {
    await press('*9');
    caller.hangUp();
    await phones.story.until('call.closed');
    assert.equal(phones.story.state('ann'), 'wrap-up');
  });

  it('the agent hangs up while the slot is being told: the call is over and nothing is parked', async () => {
    await press('*6');
    ann.hangUp();
    await phones.story.until('call.closed');
    assert.equal(phones.told('call.parked').length, 0);
  });

  it('kill -9 while the agent is told something: they talk on', async () => {
    await press('*9');
    await phones.story.killProcess();
    await phones.pass(500);
    phones.assertTalk(ann, caller);
  });

  it('the link is lost while the agent is told something: they talk on when it is back', async () => {
    await press('*9');
    phones.story.world.cut();
    await phones.pass(2000);
    phones.story.world.restore();
    await phones.pass(2000);
    phones.assertTalk(ann, caller);
  });
});
