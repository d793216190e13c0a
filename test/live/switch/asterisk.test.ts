/** What a real Asterisk does beyond the contract of the port: sound by measure, files, the thin dialplan. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AsteriskSwitch } from '../../../src/switch/asterisk/index.js';
import { ownAsterisk } from '../../contract/switch/asterisk-at-hand.js';
import { asteriskWorld } from '../../contract/switch/asterisk.world.js';
import { EventLog } from '../../contract/switch/event-log.js';
import { readSound, toneLevel } from '../../contract/switch/measured-sound.js';
import { SipPhone, type SipCall } from '../../contract/switch/sip/phone.js';
import { sceneIn } from '../../contract/switch/stage.js';

const asterisk = ownAsterisk('live-switch');
const scene = sceneIn(asteriskWorld('Asterisk', () => asterisk.find()));
const loudness = (samples: readonly number[]): number =>
  10 * Math.log10(samples.reduce((sum, s) => sum + s * s, 0) / Math.max(1, samples.length) + 1e-10);

describe('a real Asterisk', function () {
  this.timeout(60_000);
  before(async function () {
    this.timeout(600_000);
    await asterisk.start();
  });
  after(() => asterisk.stop());

  describe('recording', () => {
    scene('is as long as the conversation, with one side silent', async (stage) => {
      const { leg } = await stage.answered();
      const bridge = stage.id('brg');
      await stage.port.bridge(bridge, [leg]);
      await stage.joined(bridge, leg);
      const recording = stage.id('rec');
      await stage.port.startRecording({ recording, leg });
      await stage.log.expect('recording.started');
      const from = performance.now();
      await stage.world.elapse(2000);
      await stage.port.stopRecording(leg, recording);
      const lasted = performance.now() - from;
      await stage.log.expect('recording.ended');
      const { left, right, sampleRate } = await readSound(await stage.port.recordedSound(recording));
      assert.ok(
        Math.abs((left.length / sampleRate) * 1000 - lasted) < 200,
        `${left.length} samples in ${lasted} ms`,
      );
      assert.ok(loudness(left) > -20, `left ${loudness(left)} dBFS`);
      assert.ok(loudness(right) < -60, `right ${loudness(right)} dBFS`);
    });

    scene(
      'goes on with the next partner, whose packets have lower numbers, and keeps its length',
      async (stage) => {
        const { callerLeg, phone, phoneLeg, bridge } = await stage.talking();
        const recording = stage.id('rec');
        await stage.port.startRecording({ recording, leg: callerLeg });
        await stage.log.expect('recording.started');
        const from = performance.now();
        await stage.world.elapse(1000);
        await stage.port.unbridge(bridge, callerLeg);
        await stage.port.hangUp(phoneLeg);
        const { phone: other, leg: otherLeg } = await stage.answeredPhone();
        const again = stage.id('brg');
        await stage.port.bridge(again, [callerLeg, otherLeg]);
        await stage.joined(again, callerLeg, otherLeg);
        await stage.world.elapse(1000);
        await stage.port.stopRecording(callerLeg, recording);
        const lasted = performance.now() - from;
        await stage.log.expect('recording.ended');
        const { right, left, sampleRate } = await readSound(await stage.port.recordedSound(recording));
        const lost = lasted - (left.length / sampleRate) * 1000;
        assert.ok(lost < 300, `${lost} ms are missing`);
        assert.ok(toneLevel(right.slice(0, 5000), sampleRate, phone.toneHz) > -25);
        assert.ok(toneLevel(right.slice(-5000), sampleRate, other.toneHz) > -25);
      },
    );

    it('at an impossible path fails, and says so', async () => {
      const { options } = await asterisk.find();
      const here = await mkdtemp(join(tmpdir(), 'ringmaster-nowhere-'));
      const port = new AsteriskSwitch({
        ...options,
        spoolAtSwitch: '/proc/nowhere',
        spoolHere: here,
        commandDeadlineMs: 1000,
      });
      const log = new EventLog(5000);
      port.onEvent(log.receive);
      const caller = await new SipPhone({
        user: '13900000000',
        server: { host: options.sipHost, port: options.sipPort },
      }).open();
      try {
        await port.start();
        await caller.call('95500');
        const { leg } = await log.expect('leg.arrived', (e) => e.from.number === '13900000000');
        await port.answer(leg);
        await port.startRecording({ recording: 'rec_nowhere', leg });
        const failed = await log.expect('recording.failed');
        assert.equal(failed.recording, 'rec_nowhere');
        assert.equal(log.of('recording.started').length, 0);
        await assert.rejects(port.recordedSound('rec_nowhere'), { code: 'SWITCH_NO_SUCH_LEG' });
        await port.hangUp(leg);
        await log.expect('leg.ended');
        assert.equal(log.of('recording.ended').length, 0);
      } finally {
        caller.close();
        await port.stop();
        await rm(here, { recursive: true });
      }
    });
  });

  scene('a leg the user asked for carries the hint to answer by itself, others do not', async (stage) => {
    const { options } = await asterisk.find();
    const { account } = await stage.world.phone();
    await stage.port.providePhone(account);
    const server = { host: options.sipHost, port: options.sipPort };
    const phone = await new SipPhone({ user: account.phone, secret: account.secret, server }).open();
    try {
      assert.equal(await phone.register(), 200);
      for (const autoAnswer of [true, false]) {
        const invited = once(phone, 'invite') as Promise<[SipCall]>;
        const leg = stage.id('leg');
        const caller = { number: '13800138000', name: 'Li "Wei" <x>' };
        await stage.port.ring({
          leg,
          to: { phone: account.phone },
          caller,
          ringMs: 5000,
          tags: {},
          autoAnswer,
        });
        const [call] = await invited;
        assert.equal(call.invite.headers.get('x-ringmaster-answer')?.[0], autoAnswer ? 'auto' : undefined);
        assert.match(call.invite.headers.get('from')![0]!, /^"Li Wei x" <sip:13800138000@/);
        call.reject(486);
        await stage.ended(leg);
      }
      await phone.register(0);
    } finally {
      phone.close();
    }
  });

  describe('the dialplan', () => {
    const withCaller = async (play: (caller: SipPhone) => Promise<void>): Promise<void> => {
      const { options } = await asterisk.find();
      const server = { host: options.sipHost, port: options.sipPort };
      const caller = await new SipPhone({ user: '13900000001', server }).open();
      try {
        await play(caller);
      } finally {
        caller.close();
      }
    };

    for (const [number, status] of [
      ['95500'.padEnd(33, '1'), 484],
      ['abc', 404],
      ['1;drop', 484],
      ['+8610x', 484],
      ['h', 404],
      ['95500,refuse', 484],
      ['1'.repeat(200), 484],
    ] as const)
      it(`refuses the number ${number.slice(0, 12)} (${number.length} characters) with ${status}`, () =>
        withCaller(async (caller) => {
          const call = await (await caller.call(number)).until('ended');
          assert.equal(call.endStatus, status);
        }));

    it('says an apology as early media and ends the call with 503 when Ringmaster is away', () =>
      withCaller(async (caller) => {
        const call = await caller.call('95500');
        let loudest = -100;
        const listening = setInterval(() => {
          loudest = Math.max(loudest, loudness(call.media.lately().map((s) => s / 32768)));
        }, 100);
        let wasUp = false;
        call.on('state', () => (wasUp ||= call.state === 'up'));
        await call.until('ended');
        clearInterval(listening);
        assert.deepEqual([call.endStatus, wasUp], [503, false]);
        assert.ok(loudest > -40, `loudest ${loudest} dBFS`);
      }));
  });
});
