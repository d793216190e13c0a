import assert from 'node:assert/strict';
import { simulated, type SimulatedStage } from './stage.js';

describe('far ends of the simulated switch', () => {
  let s: SimulatedStage;
  beforeEach(async () => {
    s = await simulated({ promptLength: (name) => (name === 'greeting' ? 3000 : undefined) });
  });
  afterEach(() => s.clear());

  it('a caller hears what happens to it, moment by moment', async () => {
    const caller = s.world.callIn({ from: '100', dialled: '4000', trunk: 'main' });
    const leg = caller.leg!;
    assert.deepEqual([caller.status, caller.hears()], ['nothing', []]);
    await s.port.indicateRinging(leg);
    assert.deepEqual([caller.status, caller.hears()], ['ringing', ['ringing']]);
    await s.port.answer(leg);
    assert.deepEqual([caller.status, caller.hears()], ['answered', []]);
    const prompts = [
      { kind: 'prompt', name: 'greeting' },
      { kind: 'silence', ms: 500 },
      { kind: 'digits', digits: '42' },
    ] as const;
    await s.port.play(leg, { playback: 'play_1', prompts, language: 'en' });
    assert.deepEqual(caller.hears(), ['prompt:greeting']);
    await s.time.advance(3001);
    assert.deepEqual(caller.hears(), []);
    await s.time.advance(500);
    assert.deepEqual(caller.hears(), ['digits:42']);
    await s.time.runUntil(() => s.ofLeg(leg).includes('playback.ended'));
    await s.port.startMusic(leg, 'jazz');
    assert.deepEqual(caller.hears(), ['music:default']);
    const far = await s.phone('anna');
    far.onRing({ do: 'answer', afterMs: 10 });
    await s.ring('leg_a', 'anna');
    await s.time.runUntil(() => s.ofLeg('leg_a').includes('leg.answered'));
    await s.port.bridge('brg_1', [leg, 'leg_a']);
    await s.time.advance(10);
    assert.deepEqual([caller.hears(), far.hears()], [['leg:leg_a'], [`leg:${leg}`]]);
    far.speak(false);
    assert.deepEqual(caller.hears(), []);
  });

  it('a phone rings for exactly the time asked for', async () => {
    const far = await s.phone('anna');
    far.onRing({ do: 'ignore' });
    const from = s.time.now();
    await s.ring('leg_a', 'anna', 15_000);
    await s.time.runUntil(() => s.ofLeg('leg_a').includes('leg.ended'));
    const end = s.told.find((e) => e.type === 'leg.ended');
    assert.deepEqual([end?.cause, s.time.now() - from], ['no-answer', 15_000]);
  });

  it('a waiting phone is answered or refused by hand', async () => {
    const far = await s.phone('anna');
    await s.ring('leg_a', 'anna');
    await s.ring('leg_b', 'anna');
    await s.time.advance(100);
    assert.deepEqual([...far.ringing()].sort(), ['leg_a', 'leg_b']);
    const [first, second] = far.ringing();
    far.answer();
    far.reject();
    await s.time.advance(0);
    assert.deepEqual(s.ofLeg(first!), ['leg.ringing', 'leg.answered']);
    assert.deepEqual(s.ofLeg(second!), ['leg.ringing', 'leg.ended']);
  });

  it('a waiting phone answers by itself when the ring asks for it', async () => {
    await s.phone('anna');
    const request = {
      leg: 'leg_a',
      to: { phone: 'anna' },
      caller: { number: '', name: '' },
      ringMs: 9000,
      tags: {},
    };
    await s.port.ring({ ...request, autoAnswer: true });
    await s.time.advance(100);
    assert.deepEqual(s.ofLeg('leg_a'), ['leg.ringing', 'leg.answered']);
  });

  it('answers in the very moment of the cancel: answered, then ended, once', async () => {
    const far = await s.phone('anna');
    far.onRing({ do: 'answer-at-cancel' });
    await s.ring('leg_a', 'anna');
    await s.time.advance(100);
    await s.port.hangUp('leg_a');
    await s.time.advance(100);
    assert.deepEqual(s.ofLeg('leg_a'), ['leg.ringing', 'leg.answered', 'leg.ended']);
    const [answer, end] = s.told.slice(-2);
    assert.equal(answer?.at, end?.at);
  });

  it('a phone that disappears leaves its legs at the switch, silent', async () => {
    const far = await s.phone('anna');
    far.onRing({ do: 'answer', afterMs: 0 });
    const { caller, leg } = await s.answered();
    await s.ring('leg_a', 'anna');
    await s.time.runUntil(() => s.ofLeg('leg_a').includes('leg.answered'));
    await s.port.bridge('brg_1', [leg, 'leg_a']);
    await s.time.advance(10);
    assert.deepEqual(caller.hears(), ['leg:leg_a']);
    far.disappear();
    await s.time.advance(60_000);
    assert.deepEqual(caller.hears(), []);
    assert.deepEqual(s.world.truth().phones, []);
    assert.deepEqual(s.ofLeg('leg_a').includes('leg.ended'), false);
  });

  it('a phone that disappears while it rings does not answer any more', async () => {
    const far = await s.phone('anna');
    far.onRing({ do: 'answer', afterMs: 2000 });
    await s.ring('leg_a', 'anna', 10_000);
    await s.time.runUntil(() => s.ofLeg('leg_a').includes('leg.ringing'));
    far.disappear();
    await s.time.advance(20_000);
    assert.deepEqual(s.ofLeg('leg_a'), ['leg.ringing', 'leg.ended']);
  });

  it('a phone that is closed between the command and the ringing never rings', async () => {
    const far = await s.phone('anna');
    await s.ring('leg_a', 'anna', 5000);
    far.disappear();
    await s.time.advance(6000);
    assert.deepEqual(s.ofLeg('leg_a'), ['leg.ended']);
  });

  it('a registered phone that is not there ends as unreachable', async () => {
    (await s.phone('anna')).onRing({ do: 'unreachable' });
    await s.ring('leg_a', 'anna');
    await s.time.advance(100);
    assert.deepEqual(
      s.told.filter((e) => e.type === 'leg.ended').map((e) => e.cause),
      ['unreachable'],
    );
  });

  it('a call while no Ringmaster is connected is refused by the switch', () => {
    s.world.cut();
    const caller = s.world.callIn({ from: '100', dialled: '4000', trunk: 'main' });
    assert.deepEqual([caller.leg, caller.status, s.world.truth().legs], [undefined, 'failure', []]);
  });

  it('after a restart the callers are told and the phones must register again', async () => {
    await s.phone('anna');
    const { caller } = await s.answered();
    s.world.restart();
    assert.equal(caller.status, 'failure');
    await s.time.runUntil(() => s.port.connected);
    assert.deepEqual(s.world.truth(), { legs: [], bridges: [], phones: [] });
    assert.equal(s.world.phone('anna').register(), true);
    assert.deepEqual(s.world.truth().phones, ['anna']);
  });
});
