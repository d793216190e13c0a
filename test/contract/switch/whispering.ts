import assert from 'node:assert/strict';
import { SwitchError } from '../../../src/switch/port.js';
import { EventLog } from './event-log.js';
import { refused, type Scene, type Stage } from './stage.js';

/** A talk of two and a supervisor whose leg stands ready; `mode` asks for listening or whispering to the phone. */
async function supervised(stage: Stage) {
  const talk = await stage.talking();
  const { phone: supervisor, leg: listener } = await stage.answeredPhone();
  const listen = stage.id('lsn');
  const mode = (whisper: boolean): Promise<void> =>
    stage.port.startListening({ listen, target: talk.phoneLeg, listener, whisper });
  return { ...talk, supervisor, listener, listen, mode };
}

export function whispering(scene: Scene): void {
  scene(
    'a whisper is heard by the target only; the listener hears both',
    async (stage) => {
      const { caller, phone, supervisor, mode } = await supervised(stage);
      await mode(true);
      await stage.hears(phone, [caller, supervisor]);
      await stage.hears(supervisor, [caller, phone]);
      await stage.hears(caller, [phone]);
    },
    ['hear', 'listening', 'whispering'],
  );

  scene(
    'listening becomes whispering and listening again on the same leg',
    async (stage) => {
      const { caller, phone, supervisor, listener, mode } = await supervised(stage);
      await mode(false);
      await stage.hears(supervisor, [caller, phone]);
      await stage.hears(phone, [caller]);
      await mode(true);
      await stage.hears(phone, [caller, supervisor]);
      await stage.hears(supervisor, [caller, phone]);
      await mode(true);
      await mode(false);
      await stage.hears(phone, [caller]);
      await stage.hears(supervisor, [caller, phone]);
      await stage.hears(caller, [phone]);
      assert.equal(stage.log.of('leg.ended', (e) => e.leg === listener).length, 0);
    },
    ['hear', 'listening', 'whispering'],
  );

  scene(
    'modes asked for faster than they are made: the last one counts',
    async (stage) => {
      const { caller, phone, supervisor, mode } = await supervised(stage);
      await mode(false);
      await Promise.all([mode(true), mode(false), mode(true), mode(false)]);
      await stage.hears(supervisor, [caller, phone]);
      await stage.hears(phone, [caller]);
      await Promise.all([mode(true), mode(false), mode(true)]);
      await stage.hears(phone, [caller, supervisor]);
    },
    ['hear', 'listening', 'whispering'],
  );

  scene(
    'a whisper goes on through the next conversation of the target, unheard by the next partner',
    async (stage) => {
      const { caller, callerLeg, phone, phoneLeg, bridge, supervisor, mode } = await supervised(stage);
      await mode(true);
      await stage.hears(phone, [caller, supervisor]);
      await stage.port.endBridge(bridge);
      await stage.left(bridge, callerLeg, phoneLeg);
      const next = await stage.answered();
      const again = stage.id('brg');
      await stage.port.bridge(again, [next.leg, phoneLeg]);
      await stage.joined(again, next.leg, phoneLeg);
      await stage.hears(phone, [next.caller, supervisor]);
      await stage.hears(supervisor, [next.caller, phone]);
      await stage.hears(next.caller, [phone]);
    },
    ['hear', 'listening', 'whispering'],
  );

  scene(
    'from a whisper into the conversation: all three hear each other, and back',
    async (stage) => {
      const { caller, phone, bridge, supervisor, listener, listen, mode } = await supervised(stage);
      await mode(true);
      await stage.hears(phone, [caller, supervisor]);
      await stage.port.stopListening(listen);
      await stage.port.bridge(bridge, [listener]);
      await stage.joined(bridge, listener);
      await stage.hears(caller, [phone, supervisor]);
      await stage.hears(phone, [caller, supervisor]);
      await stage.hears(supervisor, [caller, phone]);
      await stage.port.unbridge(bridge, listener);
      await stage.left(bridge, listener);
      await mode(false);
      await stage.hears(supervisor, [caller, phone]);
      await stage.hears(caller, [phone]);
      await stage.hears(phone, [caller]);
    },
    ['hear', 'listening', 'whispering'],
  );

  scene(
    'two supervisors: one whispers, the other listens and does not hear the whisper',
    async (stage) => {
      const { caller, phone, phoneLeg, supervisor, mode } = await supervised(stage);
      const { phone: second, leg } = await stage.answeredPhone();
      await mode(true);
      await stage.port.startListening({ listen: stage.id('lsn'), target: phoneLeg, listener: leg });
      await stage.hears(second, [caller, phone]);
      await stage.hears(phone, [caller, supervisor]);
    },
    ['hear', 'listening', 'whispering'],
  );

  /** Two supervisors with a leg each, who both whisper to the same phone. */
  const twoWhisper = async (stage: Stage) => {
    const first = await supervised(stage);
    const { phone: second, leg: listener } = await stage.answeredPhone();
    const listen = stage.id('lsn');
    await first.mode(true);
    await stage.port.startListening({ listen, target: first.phoneLeg, listener, whisper: true });
    return { ...first, second, secondListen: listen };
  };

  scene(
    'two supervisors whisper at once: the target hears both, the others hear neither',
    async (stage) => {
      const { caller, phone, supervisor, second, secondListen } = await twoWhisper(stage);
      await stage.hears(phone, [caller, supervisor, second]);
      await stage.hears(caller, [phone]);
      await stage.port.stopListening(secondListen);
      await stage.hears(phone, [caller, supervisor]);
      await stage.hears(supervisor, [caller, phone]);
    },
    ['hear', 'listening', 'whispering'],
  );

  scene(
    'of two supervisors who whisper at once neither hears the other',
    async (stage) => {
      const { caller, phone, supervisor, second } = await twoWhisper(stage);
      await stage.hears(phone, [caller, supervisor, second]);
      await stage.hears(supervisor, [caller, phone]);
      await stage.hears(second, [caller, phone]);
    },
    ['hear', 'listening', 'whispering', 'whispersApart'],
  );

  scene(
    'the target of a whisper hangs up while the mode changes: it fails or not, and the listener stays up',
    async (stage) => {
      const { phone, phoneLeg, listener, listen, mode } = await supervised(stage);
      await mode(false);
      const tooLate = (error: unknown): void =>
        assert.ok(error instanceof SwitchError && error.code === 'SWITCH_NO_SUCH_LEG', String(error));
      await Promise.all([mode(true).catch(tooLate), phone.hangUp()]);
      await stage.ended(phoneLeg);
      await stage.port.stopListening(listen);
      assert.equal((await stage.port.snapshot()).legs.find((l) => l.leg === listener)?.state, 'up');
      await refused(mode(true), 'SWITCH_NO_SUCH_LEG');
    },
    ['listening', 'whispering'],
  );

  scene(
    'a listening that goes on cannot be given other legs',
    async (stage) => {
      const { callerLeg, caller, phone, supervisor, listener, listen, mode } = await supervised(stage);
      await mode(false);
      await refused(
        stage.port.startListening({ listen, target: callerLeg, listener, whisper: true }),
        'SWITCH_BAD_REQUEST',
      );
      await stage.hears(supervisor, [caller, phone]);
    },
    ['hear', 'listening'],
  );

  scene(
    'a listener of a former controller: the next one puts the ear on anew, on the same leg, and nothing is whispered any more',
    async (stage) => {
      const { caller, phone, phoneLeg, supervisor, listener, listen, mode } = await supervised(stage);
      await mode(true);
      await stage.hears(phone, [caller, supervisor]);
      await stage.port.stop();
      const next = stage.world.anotherPort();
      const log = new EventLog(stage.world.patienceMs);
      next.onEvent(log.receive);
      await next.start();
      await log.expect('link.up');
      await next.startListening({ listen, target: phoneLeg, listener });
      await stage.hears(supervisor, [caller, phone]);
      await stage.hears(phone, [caller]);
      await next.startListening({ listen, target: phoneLeg, listener, whisper: true });
      await stage.hears(phone, [caller, supervisor]);
      await stage.hears(caller, [phone]);
      await next.stopListening(listen);
      await stage.hears(phone, [caller]);
      const { legs } = await next.snapshot();
      for (const { leg } of legs) await next.hangUp(leg);
      for (const { leg } of legs) await log.expect('leg.ended', (e) => e.leg === leg);
      await next.stop();
    },
    ['hear', 'listening', 'whispering', 'survivesController'],
  );
}
