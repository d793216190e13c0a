import assert from 'node:assert/strict';
import fc from 'fast-check';
import { SwitchError } from '../../../../src/switch/port.js';
import { simulated, type SimulatedStage } from './stage.js';

const code =
  (expected: string) =>
  (error: unknown): boolean =>
    error instanceof SwitchError && error.code === expected;

/** Three callers who press digits while everything is late: what is told, and what was pressed. */
async function rush(seed: number, change: (s: SimulatedStage) => void = () => undefined) {
  const s = await simulated({ seed });
  const callers = ['100', '200', '300'].map((from) =>
    s.world.callIn({ from, dialled: '4000', trunk: 'main' }),
  );
  for (const { leg } of callers) await s.time.runUntilSettled(s.port.answer(leg!));
  await s.time.advance(10);
  s.told.length = 0;
  s.world.faults.eventMs = [0, 200];
  change(s);
  for (const digit of '12345') for (const caller of callers) caller.press(digit);
  await s.time.advance(1000);
  s.clear();
  const legs = callers.map((caller) => caller.leg!);
  const order = s.told.flatMap((e) => (e.type === 'leg.digit' ? [`${legs.indexOf(e.leg)}${e.digit}`] : []));
  const digitsOf = (n: number): string =>
    order
      .filter((o) => o.startsWith(String(n)))
      .map((o) => o[1])
      .join('');
  return { order, digitsOf };
}

describe('faults of the simulated switch', () => {
  let s: SimulatedStage;
  beforeEach(async () => {
    s = await simulated({ commandDeadlineMs: 2000 });
  });
  afterEach(() => s.clear());

  it('the same seed gives the same events, another seed others', async () => {
    const [one, again, other] = [await rush(7), await rush(7), await rush(8)];
    assert.deepEqual(one.order, again.order);
    assert.notDeepEqual(one.order, other.order);
  });

  it('events of different legs overtake each other, those of one leg never', async () => {
    let overtakings = 0;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 1e6 }), async (seed) => {
        const { order, digitsOf } = await rush(seed);
        for (const n of [0, 1, 2]) assert.equal(digitsOf(n), '12345');
        const byDigit = [...order].sort((a, b) => a.charCodeAt(1) - b.charCodeAt(1));
        if (byDigit.join() !== order.join()) overtakings += 1;
      }),
      { numRuns: 10 },
    );
    assert.ok(overtakings > 0);
  });

  it('events of one leg overtake each other when asked to', async () => {
    const { digitsOf } = await rush(3, ({ world }) => {
      world.faults.reorderWithinLeg = true;
    });
    const told = [0, 1, 2].map(digitsOf);
    assert.ok(told.some((digits) => digits !== '12345'));
    for (const digits of told) assert.equal([...digits].sort().join(''), '12345');
  });

  it('the planned events come twice, and no others', async () => {
    s.world.faults.duplicateNext(1, 'leg.digit');
    const { caller } = await s.answered();
    caller.press('12');
    await s.time.advance(10);
    assert.deepEqual(
      s.told.flatMap((e) => (e.type === 'leg.digit' ? [e.digit] : [])),
      ['1', '1', '2'],
    );
  });

  it('every event comes twice when the share is one', async () => {
    s.world.faults.duplicateShare = 1;
    const { leg } = await s.answered();
    await s.time.advance(10);
    assert.deepEqual(s.ofLeg(leg), ['leg.arrived', 'leg.arrived', 'leg.answered', 'leg.answered']);
  });

  it('the next commands are refused with the planned code and change nothing', async () => {
    const { leg } = await s.answered();
    s.world.faults.failNext(1, 'SWITCH_FAULT', 'tag');
    await s.port.startMusic(leg, 'default');
    await assert.rejects(s.port.tag(leg, { call: 'call_1' }), code('SWITCH_FAULT'));
    assert.deepEqual(s.world.truth().legs[0]?.tags, {});
    await s.port.tag(leg, { call: 'call_1' });
    assert.deepEqual(s.world.truth().legs[0]?.tags, { call: 'call_1' });
  });

  it('a lost answer ends by the deadline, and the command was carried out', async () => {
    const { leg } = await s.answered();
    s.world.faults.loseNextReplies(1);
    const from = s.time.now();
    await assert.rejects(
      s.time.runUntilSettled(s.port.tag(leg, { call: 'call_1' })),
      code('SWITCH_DEADLINE'),
    );
    assert.equal(s.time.now() - from, 2000);
    assert.deepEqual(s.world.truth().legs[0]?.tags, { call: 'call_1' });
  });

  it('a lost command ends by the deadline, and was not carried out', async () => {
    const { leg } = await s.answered();
    s.world.faults.loseNextCommands(1, 'hangUp');
    await assert.rejects(s.time.runUntilSettled(s.port.hangUp(leg)), code('SWITCH_DEADLINE'));
    assert.equal(s.world.truth().legs.length, 1);
  });

  it('events of a leg are kept back until they are released, in order', async () => {
    const { caller, leg } = await s.answered();
    const other = await s.answered('200');
    const release = s.world.holdEvents(leg);
    caller.press('1');
    caller.hangUp();
    other.caller.press('9');
    await s.time.advance(5000);
    assert.deepEqual(s.ofLeg(leg), ['leg.arrived', 'leg.answered']);
    assert.equal(s.ofLeg(other.leg).at(-1), 'leg.digit');
    release();
    await s.time.advance(1);
    assert.deepEqual(s.ofLeg(leg), ['leg.arrived', 'leg.answered', 'leg.digit', 'leg.ended']);
  });

  it('what is on its way when the link is cut is lost, and the commands that wait are refused', async () => {
    const { caller, leg } = await s.answered();
    s.world.faults.eventMs = s.world.faults.commandMs = [50, 50];
    caller.press('1');
    const waits = assert.rejects(s.port.tag(leg, { call: 'call_1' }), code('SWITCH_DOWN'));
    await s.time.advance(10);
    s.world.cut('pulled');
    await waits;
    s.world.restore();
    await s.time.advance(1000);
    assert.deepEqual(s.ofLeg(leg), ['leg.arrived', 'leg.answered']);
    assert.deepEqual(
      s.told.slice(-2).map((e) => e.type),
      ['link.down', 'link.up'],
    );
    assert.deepEqual(s.world.truth().legs[0]?.tags, {});
  });

  it('a recording fails as planned', async () => {
    const { leg } = await s.answered();
    s.world.failRecordings(1, 'the disk is full');
    await s.port.startRecording({ recording: 'rec_1', leg });
    await s.port.startRecording({ recording: 'rec_2', leg });
    await s.time.advance(100);
    const outcomes = s.told.flatMap((e) =>
      e.type === 'recording.failed' ? [e.reason] : e.type === 'recording.started' ? ['started'] : [],
    );
    assert.deepEqual(outcomes.sort(), ['started', 'the disk is full']);
  });

  it('nothing is left waiting when all calls have ended', async () => {
    const { caller, leg } = await s.answered();
    await s.phone('anna');
    await s.ring('leg_a', 'anna');
    await s.port.play(leg, { playback: 'p', prompts: [{ kind: 'silence', ms: 9000 }], language: 'en' });
    await s.port.startRecording({ recording: 'rec_1', leg });
    await s.time.advance(100);
    caller.hangUp();
    await s.port.hangUp('leg_a');
    await s.time.advance(0);
    assert.deepEqual(s.time.pending(), []);
    assert.deepEqual([s.world.truth().legs, s.world.truth().bridges], [[], []]);
  });
});
