/** Plain phones on a real switch: calls that they place, codes pressed on them, ring groups. Tones prove who hears whom. */
import assert from 'node:assert/strict';
import { ControlledLine, VOICES } from './world/controlled-line.js';
import type { SipCall } from './world/sip-call.js';
import { SipPhone } from './world/sip-phone.js';
import { rmsLevel, sine } from './world/tones.js';
import { PATIENCE_MS } from './world/watched-line.js';

const SECRET = 'secret-of-the-vault';
/** Whether nothing at all is heard for 0.3 s somewhere between. */
function isQuietBetween({ audio }: SipCall, from: number, to: number): boolean {
  for (let at = from; at + 300 <= to; at += 20)
    if (rmsLevel(audio.heard.heard({ from: at, to: at + 300 })) < -45) return true;
  return false;
}

const label = (text: string) => ({ en: text, zh: text });

describe('plain phones, on a real switch', function () {
  this.timeout(120_000);
  let desk: ControlledLine;
  let vault: SipPhone;

  before(async function () {
    this.timeout(600_000); // the first start on a machine makes the switch's root file system
    desk = await ControlledLine.start('plain-phones', {
      centre: {
        extensions: [{ id: '801', name: 'Vault', account: 'vault', secret: SECRET }],
        ringGroups: [{ number: '601', name: label('All'), ringSeconds: 30, members: ['ben', 'cara'] }],
      },
    });
    const { sip } = desk.line.centre;
    vault = await SipPhone.open({ server: sip, user: 'vault', secret: SECRET, onCall: 'ring' });
    await vault.register();
  });
  after(async function () {
    this.timeout(30_000);
    await vault?.close();
    await desk?.stop();
  });
  afterEach(async () => {
    await Promise.all(vault.activeCalls.map((call) => call.hangUp().catch(() => undefined)));
    await desk.reset();
  });

  /** The extension speaks with the voice of the outside party, who is not there in these tests. */
  const answersAtTheVault = async (): Promise<SipCall> => {
    const leg = await vault.nextCall(PATIENCE_MS);
    leg.audio.say(sine({ hz: VOICES.outside, ms: 1000 }));
    await leg.answer(PATIENCE_MS);
    return leg;
  };

  it('an agent dials an extension on the phone: both hear each other, the agent is busy with it', async () => {
    const anna = await desk.anna.phone.dial('801');
    anna.audio.say(sine({ hz: VOICES.anna, ms: 1000 }));
    const leg = await answersAtTheVault();
    await desk.hears(leg, ['anna']);
    await desk.hears(anna, ['outside']);
    const { journal } = desk.line;
    const { call } = await journal.event('agent.talking', { agent: 'anna' });
    await leg.hangUp();
    await anna.ended(PATIENCE_MS);
    await journal.event('call.closed', { call: call! });
    assert.equal((await desk.line.record(call!)).record.outcome, 'answered');
  });

  it('the code for hold: music for the customer, who hears none of the digits, and back by the same code', async () => {
    const { caller, anna } = await desk.talk();
    await anna.audio.press('*1');
    await desk.hears(caller.sip, [], 'music');
    await anna.audio.press('*1');
    await desk.hears(caller.sip, ['anna']);
    await desk.hears(anna, ['caller']);
    assert.deepEqual(caller.sip.audio.digitsHeard, []);
    await caller.sip.hangUp();
    await desk.over(caller);
  });

  it('a code that does not exist: only the agent is told so, and they talk on', async () => {
    const { caller, anna } = await desk.talk();
    await anna.audio.press('*9');
    const { journal } = desk.line;
    const told = await journal.event('call.agent-told', { call: caller.call });
    const heard = await journal.event('call.agent-heard', { call: caller.call });
    await desk.hears(caller.sip, ['anna']);
    assert.ok(isQuietBetween(caller.sip, told.at, heard.at), 'the customer hears nothing meanwhile');
    await desk.hears(anna, ['caller']);
    assert.deepEqual(caller.sip.audio.digitsHeard, []);
    await caller.sip.hangUp();
    await desk.over(caller);
  });

  it('blind transfer by code to the extension: the customer talks with it, the agent is out', async () => {
    const { caller, anna } = await desk.talk();
    await anna.audio.press('*8801#');
    const leg = await answersAtTheVault();
    await desk.hears(caller.sip, ['outside']);
    await desk.hears(leg, ['caller']);
    await anna.ended(PATIENCE_MS);
    assert.deepEqual(caller.sip.audio.digitsHeard, []);
    await caller.sip.hangUp();
    await leg.ended(PATIENCE_MS);
    await desk.over(caller);
  });

  it('a ring group that an extension calls: both members ring, the second answers, the first falls quiet', async () => {
    await desk.ben.ready();
    await desk.cara.ready();
    const call = await vault.dial('601');
    call.audio.say(sine({ hz: VOICES.outside, ms: 1000 }));
    const ben = await desk.ben.phone.nextCall(PATIENCE_MS);
    const cara = await desk.answers('cara');
    await ben.ended(PATIENCE_MS);
    await desk.hears(call, ['cara']);
    await desk.hears(cara, ['outside']);
    const { journal } = desk.line;
    const talking = await journal.event('agent.talking', { agent: 'cara' });
    await call.hangUp();
    await cara.ended(PATIENCE_MS);
    await journal.event('call.closed', { call: talking.call! });
    await desk.line.centre.watch.nothingLeft(PATIENCE_MS);
    desk.line.nothingBroken();
  });
});
