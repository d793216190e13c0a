import assert from 'node:assert/strict';
import { refused, type Scene, type Stage } from './stage.js';

const pressed = (stage: Stage, leg: string): string =>
  stage.log
    .of('leg.digit', (e) => e.leg === leg)
    .map((e) => e.digit)
    .join('');

export function digits(scene: Scene): void {
  scene('digits pressed in a conversation are told, once each and in order', async (stage) => {
    const { caller, callerLeg, phone, phoneLeg } = await stage.talking();
    await Promise.all([caller.press('12#'), phone.press('*4')]);
    await stage.until(
      'all are told',
      () => pressed(stage, callerLeg) === '12#' && pressed(stage, phoneLeg) === '*4',
    );
  });

  scene(
    'digits pressed in a conversation come out at the other side',
    async (stage) => {
      const { caller, phone } = await stage.talking();
      await caller.press('159');
      await stage.until('the phone has them', async () => (await phone.digitsHeard()) === '159');
      assert.equal(await caller.digitsHeard(), '');
    },
    ['hear'],
  );

  scene(
    'digits of a leg whose digits are hidden are told and do not come out at the other side',
    async (stage) => {
      const { caller, leg: callerLeg } = await stage.answered();
      const { phone, leg: phoneLeg } = await stage.answeredPhone();
      const bridge = stage.id('brg');
      await stage.port.bridge(bridge, [callerLeg, phoneLeg], { hidingDigitsOf: [phoneLeg] });
      await stage.joined(bridge, callerLeg, phoneLeg);
      await phone.press('*1');
      await stage.until('they are told', () => pressed(stage, phoneLeg) === '*1');
      // The other way they pass: what comes out there is the proof that the first ones would have come by now.
      await caller.press('7');
      await stage.until('the phone has it', async () => (await phone.digitsHeard()) === '7');
      assert.equal(await caller.digitsHeard(), '');
      await stage.hears(caller, [phone]);
    },
    ['hear', 'hidingDigits'],
  );

  scene(
    'digits are hidden in a conference too',
    async (stage) => {
      const { caller, phone, bridge } = await stage.talking();
      const { phone: third, leg: thirdLeg } = await stage.answeredPhone();
      await stage.port.bridge(bridge, [thirdLeg], { hidingDigitsOf: [thirdLeg] });
      await stage.joined(bridge, thirdLeg);
      await third.press('*3');
      await stage.until('they are told', () => pressed(stage, thirdLeg) === '*3');
      await caller.press('8');
      await stage.until('the phone has it', async () => (await phone.digitsHeard()) === '8');
      assert.equal(await caller.digitsHeard(), '');
    },
    ['hear', 'hidingDigits'],
  );

  scene(
    'digits sent to a leg come out at its far end only, in the conversation and out of it',
    async (stage) => {
      const { caller, callerLeg, phone, bridge } = await stage.talking();
      await stage.port.sendDigits(callerLeg, '10*#');
      await stage.until('the caller has them', async () => (await caller.digitsHeard()) === '10*#');
      assert.equal(await phone.digitsHeard(), '');
      await stage.hears(caller, [phone]);
      await stage.port.unbridge(bridge, callerLeg);
      await stage.left(bridge, callerLeg);
      await stage.port.sendDigits(callerLeg, '5');
      await stage.until('the caller has it', async () => (await caller.digitsHeard()) === '10*#5');
      assert.equal(pressed(stage, callerLeg), '');
    },
    ['hear', 'sendingDigits'],
  );

  scene(
    'what is no digit is not sent',
    async (stage) => {
      const { leg } = await stage.answered();
      for (const wrong of ['', 'x', '1 2', '1,2', '1'.repeat(65)])
        await refused(stage.port.sendDigits(leg, wrong), 'SWITCH_BAD_REQUEST');
    },
    ['sendingDigits'],
  );
}
