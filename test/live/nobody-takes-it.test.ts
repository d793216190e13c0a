/**
 * Ways of a call on which somebody does not come, or goes in the middle: on a real switch, with tones that prove who
 * hears whom. Nobody is lost, nobody is left in silence.
 */
import assert from 'node:assert/strict';
import { ControlledLine, OUTSIDE } from './world/controlled-line.js';
import { onEverySwitch } from './world/on-every-switch.js';
import type { SipCall } from './world/sip-call.js';
import { nowMs } from './world/timeline.js';
import { rmsLevel } from './world/tones.js';
import { PATIENCE_MS, type Caller } from './world/watched-line.js';

/** A queue whose callers move on by themselves, and one whose callers may be called back. */
const TO_SHORT = '7003';
const TO_CALLING_BACK = '7004';

const toQueue = (flow: string, queue: string) => ({
  flow,
  name: { en: flow, zh: flow },
  start: 'line',
  nodes: { line: { kind: 'queue', settings: { queue } } },
});

onEverySwitch('nobody takes it', ({ make, named }) => {
  let desk: ControlledLine;

  before(async function () {
    this.timeout(600_000); // the first start on a machine makes the switch's root file system
    const label = (text: string) => ({ en: text, zh: text });
    desk = await ControlledLine.start(named('nobody-takes-it'), {
      make,
      directRingSeconds: 4,
      queue: { designatedSeconds: 60 },
      queues: [
        {
          id: 'short',
          name: label('short'),
          overflow: [{ when: { waitedSeconds: 2 }, to: { queue: 'line' } }],
        },
        { id: 'spare', name: label('spare') },
        { id: 'back', name: label('back'), callback: { key: '1' }, callerId: '95501' },
      ],
      centre: {
        numbers: [
          { dialled: TO_SHORT, flow: 'to-short' },
          { dialled: TO_CALLING_BACK, flow: 'to-back' },
          { dialled: '*', flow: 'quick' },
        ],
      },
      flows: { 'to-short': toQueue('to-short', 'short'), 'to-back': toQueue('to-back', 'back') },
    });
  });
  after(async function () {
    this.timeout(30_000);
    await desk?.stop();
  });

  afterEach(() => desk.reset());

  /** Anna has the caller back after a transfer that came to nothing, by the line, with the waiting clock of the first time. */
  async function backWithAnna(caller: Caller, after: number): Promise<SipCall> {
    const { journal } = desk.line;
    const again = await journal.event('acd.queue-entered', {
      call: caller.call,
      after,
      withinMs: PATIENCE_MS,
    });
    const first = await journal.event('acd.queue-entered', { call: caller.call });
    assert.equal(again.data.since, first.data.since);
    await desk.hears(caller.sip, [], 'music');
    // Cara has been free for longer; the caller knows Anna.
    await desk.cara.ready();
    await desk.anna.ready();
    const anna = await desk.answers('anna');
    await desk.hears(caller.sip, ['anna']);
    await desk.hears(anna, ['caller']);
    assert.equal(desk.cara.phone.activeCalls.length, 0);
    return anna;
  }

  it('a blind transfer to a colleague who does not answer: music, then the agent who transferred again', async () => {
    const { caller, anna } = await desk.talk();
    const after = desk.line.journal.mark;
    await desk.ben.ready();
    await desk.anna.rest.post('/agent/transfer', { to: { kind: 'agent', agent: 'ben' } });
    await anna.ended(PATIENCE_MS);
    const ben = await desk.ben.phone.nextCall(PATIENCE_MS);
    ben.ring();
    await desk.hears(caller.sip, [], 'music');
    await ben.ended(PATIENCE_MS);
    await backWithAnna(caller, after);
    await caller.sip.hangUp();
    await desk.over(caller);
  });

  it('a blind transfer to a colleague who talks: that phone stays quiet, and the caller is not lost', async () => {
    const { caller, anna } = await desk.talk();
    await desk.ben.ready();
    const other = await desk.callerInLine();
    const ben = await desk.answers('ben');
    await desk.line.journal.event('agent.talking', { agent: 'ben', call: other.call });
    const after = desk.line.journal.mark;
    await desk.anna.rest.post('/agent/transfer', { to: { kind: 'agent', agent: 'ben' } });
    await anna.ended(PATIENCE_MS);
    await backWithAnna(caller, after);
    assert.equal(desk.ben.phone.activeCalls.length, 1);
    await desk.hears(ben, ['caller']);
    await other.sip.hangUp();
    await caller.sip.hangUp();
    await desk.over(caller, other);
  });

  it('a blind transfer to an outside number that is busy: the same', async () => {
    const { caller, anna } = await desk.talk();
    const after = desk.line.journal.mark;
    await desk.anna.rest.post('/agent/transfer', { to: { kind: 'outside', number: OUTSIDE } });
    (await desk.outside.nextCall(PATIENCE_MS)).reject();
    await anna.ended(PATIENCE_MS);
    await backWithAnna(caller, after);
    await caller.sip.hangUp();
    await desk.over(caller);
  });

  it('a consult that is refused, not answered, or busy outside: music meanwhile, then the agent again', async () => {
    const { caller, anna } = await desk.talk();
    await desk.ben.ready();
    const tries: [who: 'ben' | 'outside', goes: (leg: SipCall) => void, reason: string][] = [
      ['ben', (leg) => leg.reject(603), 'rejected'],
      ['ben', () => undefined, 'no-answer'],
      ['outside', (leg) => leg.reject(486), 'busy'],
    ];
    for (const [who, goes, reason] of tries) {
      const after = desk.line.journal.mark;
      const to = who === 'ben' ? { kind: 'agent', agent: 'ben' } : { kind: 'outside', number: OUTSIDE };
      await desk.anna.rest.post('/agent/consult', { to });
      const rung = await (who === 'ben' ? desk.ben.phone : desk.outside).nextCall(PATIENCE_MS);
      rung.ring();
      await desk.hears(caller.sip, [], 'music');
      goes(rung);
      await rung.ended(PATIENCE_MS);
      const ended = await desk.line.journal.event('call.consult-ended', { call: caller.call, after });
      assert.equal(ended.data.reason, reason);
      await desk.hears(caller.sip, ['anna']);
      await desk.hears(anna, ['caller']);
    }
    await caller.sip.hangUp();
    await desk.over(caller);
  });

  /** Anna talks with Ben about a caller who hears music. */
  async function consulting() {
    const { caller, anna } = await desk.talk();
    await desk.ben.ready();
    await desk.anna.rest.post('/agent/consult', { to: { kind: 'agent', agent: 'ben' } });
    const ben = await desk.answers('ben');
    await desk.hears(ben, ['anna']);
    await desk.hears(caller.sip, [], 'music');
    return { caller, anna, ben };
  }

  it('in the middle of an attended transfer the caller hangs up: all is over, both agents are free', async () => {
    const { caller, anna, ben } = await consulting();
    await caller.sip.hangUp();
    await Promise.all([anna, ben].map((leg) => leg.ended(PATIENCE_MS)));
    await desk.over(caller);
  });

  it('in the middle of an attended transfer the colleague hangs up: the agent has the caller again', async () => {
    const { caller, anna, ben } = await consulting();
    await ben.hangUp();
    await desk.hears(caller.sip, ['anna']);
    await desk.hears(anna, ['caller']);
    await caller.sip.hangUp();
    await desk.over(caller);
  });

  it('in the middle of an attended transfer the agent hangs up: the colleague has the caller', async () => {
    const { caller, anna, ben } = await consulting();
    await anna.hangUp();
    await desk.hears(caller.sip, ['ben']);
    await desk.hears(ben, ['caller']);
    await caller.sip.hangUp();
    await ben.ended(PATIENCE_MS);
    await desk.over(caller);
  });

  it('overflow, and moved by hand to a third queue: the music goes on, the clock too', async () => {
    const { journal } = desk.line;
    const caller = await desk.callerInLine(TO_SHORT);
    const { call } = caller;
    await desk.hears(caller.sip, [], 'music');
    const from = nowMs();
    const entered = async (queue: string): Promise<number> =>
      (await journal.event('acd.queue-entered', { call, where: (event) => event.queue === queue })).data
        .since;
    const since = await entered('short');
    assert.equal(await entered('line'), since);
    await desk.hears(caller.sip, [], 'music');
    await desk.line.supervisor.post(`/waiting/${call}/queue`, { queue: 'spare' });
    assert.equal(await entered('spare'), since);
    await desk.hears(caller.sip, [], 'music');
    const to = nowMs() - 200;
    for (let at = from; at + 1000 < to; at += 250) {
      const level = rmsLevel(caller.sip.audio.heard.heard({ from: at, to: at + 1000 }));
      assert.ok(level > -55, `${Math.round(at - from)} ms after the music began it is at ${level} dBFS`);
    }
    await desk.anna.ready();
    const anna = await desk.answers('anna');
    await desk.hears(caller.sip, ['anna']);
    await desk.hears(anna, ['caller']);
    await caller.sip.hangUp();
    await desk.over(caller);
    const { record } = await desk.line.record(call);
    assert.equal(record.queue, 'spare');
  });

  it('a caller asks to be called back and hangs up: keeps the place, is rung when due, and both talk', async () => {
    const { journal } = desk.line;
    const asking = await desk.callerInLine(TO_CALLING_BACK);
    await desk.hears(asking.sip, [], 'music');
    await asking.sip.audio.press('1');
    const asked = await journal.event('call.callback-asked', { call: asking.call });
    await asking.sip.ended(PATIENCE_MS); // told so, and hung up on
    const later = await desk.callerInLine(TO_CALLING_BACK);
    const { callback } = asked.data;
    const queued = await journal.event('acd.queue-entered', { call: callback });
    assert.equal(queued.data.since, asked.data.since);

    await desk.anna.ready();
    const anna = await desk.answers('anna');
    const customer = await desk.answers('outside');
    assert.equal(customer.callerNumber, '95501', 'the number of the queue is shown');
    await desk.hears(customer, ['anna']);
    await desk.hears(anna, ['outside']);
    await desk.hears(later.sip, [], 'music');
    await desk.ben.ready();
    const ben = await desk.answers('ben');
    await desk.hears(later.sip, ['ben']);
    await later.sip.hangUp();
    await ben.ended(PATIENCE_MS);
    await customer.hangUp();
    await anna.ended(PATIENCE_MS);
    await desk.over(later, { call: callback }, asking);
    await journal.event('recording.stored', { call: callback });
    assert.equal((await desk.line.recordings(callback)).length, 1);
    const { record } = await desk.line.record(callback);
    assert.deepEqual([record.outcome, record.number], ['answered', asking.number]);
  });
});
