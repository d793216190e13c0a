import assert from 'node:assert/strict';
import type { Event } from '../../../src/kernel/event.js';
import { LiveFold } from '../../../src/live/fold.js';
import { boardView, deskView, type Directory } from '../../../src/live/views.js';

const wrapUp = { extensionStepMs: 30_000, extensionMaxMs: 50_000, resultRequired: true };
const directory: Directory = {
  agents: new Map([
    ['ann', { name: 'Ann', queues: ['bank', 'cards'] }],
    ['bob', { name: 'Bob', queues: ['bank'] }],
  ]),
  queues: new Map(
    ['bank', 'cards'].map((queue) => [
      queue,
      { name: { en: queue, zh: queue }, serviceLevelMs: 20_000, shortAbandonMs: 5000, wrapUp },
    ]),
  ),
  wrapUp,
  users: new Map([['sue', 'Sue May']]),
  flows: new Map([['pin', { en: 'PIN check', zh: '密码' }]]),
  groups: new Map(),
  extensions: new Map([['8001', 'Branch']]),
  outside: true,
  isTold: (mode) => mode !== 'listen',
};

/** A fold with a hand to tell it events; days are of 100 s. */
class Told {
  readonly fold = new LiveFold(['ann', 'bob'], directory.queues, (at) => String(Math.floor(at / 100_000)));
  private seq = 0;

  tell(
    at: number,
    type: string,
    data: object = {},
    about: { call?: string; agent?: string; queue?: string } = {},
  ) {
    const event: Event = { seq: ++this.seq, id: '', at, site: 'main', type, data, ...about };
    return this.fold.apply(event);
  }
  arrive(at: number, call: string, number = '13800010001'): void {
    const from = { number, name: '' };
    this.tell(at, 'call.arrived', { leg: `${call}-leg`, from, dialled: '100', language: 'en' }, { call });
    this.tell(at, 'call.answered', {}, { call });
  }
  queue(at: number, call: string, queue = 'bank', since = at): void {
    this.tell(at, 'call.queued', { since, priority: 0, grade: 0 }, { call, queue });
    this.tell(at, 'acd.queue-entered', { since }, { call, queue });
  }
  offer(at: number, call: string, agent: string, offer: string): void {
    this.tell(at, 'acd.offer-made', { offer }, { call, agent, queue: 'bank' });
    this.tell(at, 'agent.reserved', { offer, until: at + 700 }, { call, agent, queue: 'bank' });
  }
  talk(at: number, call: string, agent: string, offer: string, waitedMs: number): void {
    this.tell(at, 'call.connected', { offer }, { call, agent, queue: 'bank' });
    this.tell(at, 'acd.offer-ended', { offer, outcome: 'confirmed' }, { call, agent, queue: 'bank' });
    this.tell(at, 'acd.queue-left', { outcome: 'answered', waitedMs }, { call, queue: 'bank' });
    this.tell(at, 'agent.talking', { offer, since: at, until: at + 1 }, { call, agent, queue: 'bank' });
  }
  board() {
    return boardView(this.fold, directory, [{ name: 'main', connected: true }]);
  }
  desk(agent: string) {
    return deskView(this.fold, directory, agent, () => undefined)!;
  }
}

describe('The live fold and what desks and boards show of it', () => {
  it('a caller in line stands on the board and in the count of every desk that serves the queue', () => {
    const told = new Told();
    told.arrive(1000, 'c1');
    told.queue(2000, 'c1');
    const [bank, cards] = told.board().queues;
    assert.deepEqual(bank?.waiting, [
      { call: 'c1', number: '13800010001', since: 2000, priority: 0, grade: 0 },
    ]);
    assert.deepEqual(cards?.waiting, []);
    assert.deepEqual(
      told.desk('ann').queues.map(({ queue, waiting }) => [queue, waiting]),
      [
        ['bank', 1],
        ['cards', 0],
      ],
    );
    assert.equal(told.board().conservation.holds, true);
  });

  it('the pop is there with the reservation, complete, and stays until the wrap-up is over', () => {
    const told = new Told();
    told.arrive(1000, 'c1');
    told.tell(1500, 'call.collected', { name: 'customerNumber', value: '42' }, { call: 'c1' });
    told.queue(2000, 'c1');
    told.tell(2000, 'agent.ready', { readySince: 2000, serviceMs: 0 }, { agent: 'ann' });
    told.offer(3000, 'c1', 'ann', 'o1');
    const { pop } = told.desk('ann');
    assert.deepEqual(
      [pop?.call, pop?.offer, pop?.queue, pop?.queuedAt, pop?.connectedAt],
      ['c1', 'o1', 'bank', 2000, null],
    );
    assert.deepEqual(pop?.collected, [{ name: 'customerNumber', value: '42' }]);
    told.talk(5000, 'c1', 'ann', 'o1', 3000);
    assert.equal(told.desk('ann').pop?.connectedAt, 5000);
    told.tell(9000, 'call.ended', { by: 'caller' }, { call: 'c1', agent: 'ann' });
    told.tell(9000, 'agent.wrap-up-started', { until: 39_000, talkMs: 4000 }, { call: 'c1', agent: 'ann' });
    told.tell(9001, 'call.closed', {}, { call: 'c1' });
    assert.equal(told.desk('ann').pop?.call, 'c1');
    assert.equal(told.desk('ann').until, 39_000);
    told.tell(9500, 'agent.result-set', { result: 'done', note: 'n' }, { call: 'c1', agent: 'ann' });
    assert.equal(told.desk('ann').pop?.result, 'done');
    told.tell(12_000, 'agent.wrap-up-ended', { wrapUpMs: 3000 }, { call: 'c1', agent: 'ann' });
    told.tell(12_000, 'agent.ready', { readySince: 12_000, serviceMs: 7000 }, { agent: 'ann' });
    assert.equal(told.desk('ann').pop, null);
    assert.deepEqual(told.desk('ann').today, { answered: 1, talkMs: 4000, wrapUpMs: 3000, missed: 0 });
    assert.equal(told.fold.calls.size, 0, 'nothing is kept of a call that nobody shows');
  });

  it('an offer that the agent missed is counted, the pop goes', () => {
    const told = new Told();
    told.arrive(1000, 'c1');
    told.queue(2000, 'c1');
    told.offer(3000, 'c1', 'ann', 'o1');
    told.tell(18_000, 'acd.offer-ended', { offer: 'o1', outcome: 'no-answer' }, { call: 'c1', agent: 'ann' });
    const missed = { offer: 'o1', reason: 'no-answer', inRow: 1, inShift: 1 };
    told.tell(18_000, 'agent.offer-missed', missed, { call: 'c1', agent: 'ann' });
    told.tell(18_000, 'agent.not-ready', { reason: 'no-answer', by: 'system' }, { agent: 'ann' });
    assert.deepEqual(
      [told.desk('ann').pop, told.desk('ann').today.missed, told.desk('ann').reason],
      [null, 1, 'no-answer'],
    );
    assert.equal(told.board().queues[0]?.waiting.length, 1, 'the caller keeps the place');
  });

  it('an agent who was lost leaves no time of connection behind: the next one sees a caller who waits', () => {
    const told = new Told();
    told.arrive(1000, 'c1');
    told.queue(2000, 'c1');
    told.offer(3000, 'c1', 'ann', 'o1');
    told.talk(5000, 'c1', 'ann', 'o1', 3000);
    told.tell(9000, 'call.agent-lost', {}, { call: 'c1', agent: 'ann' });
    told.queue(9000, 'c1', 'bank', 2000);
    told.offer(9500, 'c1', 'bob', 'o2');
    assert.equal(told.desk('bob').pop?.connectedAt, null);
    assert.equal(told.desk('bob').pop?.queuedAt, 2000);
    assert.equal(told.board().calls[0]?.agent, null);
    assert.equal(told.board().conservation.holds, true);
  });

  it('service level and speed of answer count answered callers by their time in line', () => {
    const told = new Told();
    for (const [call, waited] of [
      ['c1', 20_000],
      ['c2', 20_001],
    ] as const) {
      told.arrive(1000, call);
      told.queue(1000, call);
      told.offer(1000 + waited, call, 'ann', `o-${call}`);
      told.talk(1000 + waited, call, 'ann', `o-${call}`, waited);
    }
    told.arrive(30_000, 'c3');
    told.queue(30_000, 'c3');
    told.tell(
      40_000,
      'acd.queue-left',
      { outcome: 'abandoned', waitedMs: 10_000 },
      { call: 'c3', queue: 'bank' },
    );
    const { today } = told.board().queues[0]!;
    assert.deepEqual(today, {
      entered: 3,
      answered: 2,
      abandoned: 1,
      abandonedShort: 0,
      overflowed: 0,
      calledBack: 0,
      estimate: null,
      serviceLevel: 0.5,
      serviceLevelMs: 20_000,
      averageSpeedOfAnswerMs: 20_001,
      longestWaitMs: 20_001,
    });
  });

  it('a new day starts the figures of the day anew, and conservation runs on', () => {
    const told = new Told();
    told.arrive(90_000, 'c1');
    told.queue(90_000, 'c1');
    told.arrive(100_000, 'c2');
    assert.equal(told.board().queues[0]?.today.entered, 0);
    assert.equal(told.board().queues[0]?.waiting.length, 1);
    assert.deepEqual([told.board().conservation.entered, told.board().conservation.holds], [1, true]);
  });

  it('a caller who is lost from the count, and an agent with two offers, show as violations', () => {
    const told = new Told();
    told.tell(1000, 'acd.queue-left', { outcome: 'answered', waitedMs: 0 }, { call: 'c9', queue: 'bank' });
    assert.equal(told.board().conservation.holds, false);
    const other = new Told();
    other.offer(1000, 'c1', 'ann', 'o1');
    other.offer(1000, 'c2', 'ann', 'o2');
    assert.deepEqual(other.board().conservation.doubleOffers, ['ann']);
    assert.equal(other.board().conservation.holds, false);
  });

  it('who listens stands with the call while it lasts', () => {
    const told = new Told();
    told.arrive(1000, 'c1');
    told.tell(2000, 'call.listen-connected', { leg: 'l1', user: 'sue' }, { call: 'c1' });
    assert.deepEqual(told.board().calls[0]?.listeners, ['sue']);
    told.tell(3000, 'call.listen-ended', { leg: 'l1', user: 'sue' }, { call: 'c1' });
    assert.deepEqual(told.board().calls[0]?.listeners, []);
  });

  it('an event says whose desk and whose queue changed', () => {
    const told = new Told();
    told.arrive(1000, 'c1');
    assert.deepEqual(told.tell(2000, 'acd.queue-entered', { since: 2000 }, { call: 'c1', queue: 'bank' }), {
      agents: [],
      queue: 'bank',
    });
    assert.deepEqual(told.tell(3000, 'agent.ready', { readySince: 3000 }, { agent: 'ann' }).agents, ['ann']);
    told.offer(4000, 'c1', 'ann', 'o1');
    assert.deepEqual(told.tell(5000, 'call.collected', { name: 'n', value: 'v' }, { call: 'c1' }).agents, [
      'ann',
    ]);
  });

  it('nobody of this name has no desk', () => {
    assert.equal(
      deskView(new Told().fold, directory, 'eve', () => undefined),
      undefined,
    );
  });
});
