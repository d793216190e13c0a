import assert from 'node:assert/strict';
import type { Event } from '../../../src/kernel/event.js';
import { ConservationWatch } from '../../../src/live/conservation.js';

interface About {
  readonly call?: string;
  readonly agent?: string;
  readonly queue?: string;
}

/** A watch with a hand to tell it events. */
class Watched {
  readonly watch = new ConservationWatch();
  private seq = 0;

  tell(at: number, type: string, about: About, data: object = {}): this {
    const event: Event = { seq: ++this.seq, id: '', at, site: 'main', type, data, ...about };
    this.watch.apply(event);
    return this;
  }
  arrive(at: number, call = 'c1'): this {
    return this.tell(at, 'call.arrived', { call }, { leg: `leg-${call}` });
  }
  enter(at: number, call = 'c1'): this {
    return this.tell(at, 'acd.queue-entered', { call, queue: 'bank' });
  }
  /** The call ends, its leg goes, it is closed. */
  close(at: number, call = 'c1'): this {
    this.tell(at, 'call.ended', { call });
    this.tell(at, 'call.leg-ended', { call }, { leg: `leg-${call}` });
    return this.tell(at, 'call.closed', { call });
  }
  found(): string[] {
    return this.watch.violations.map(({ kind }) => kind);
  }
}

describe('Conservation', () => {
  it('an ordinary call leaves nothing, and nothing is kept of it', () => {
    const told = new Watched().arrive(1).enter(2);
    told.tell(3, 'acd.offer-made', { call: 'c1', agent: 'ann', queue: 'bank' }, { offer: 'o1' });
    told.tell(3, 'agent.reserved', { call: 'c1', agent: 'ann' }, { offer: 'o1' });
    told.tell(4, 'call.agent-rung', { call: 'c1', agent: 'ann' }, { leg: 'leg-ann', offer: 'o1' });
    told.tell(5, 'recording.expected', { call: 'c1' }, { recording: 'r1' });
    told.tell(6, 'acd.offer-ended', { call: 'c1', agent: 'ann' }, { offer: 'o1', outcome: 'confirmed' });
    told.tell(6, 'acd.queue-left', { call: 'c1', queue: 'bank' }, { outcome: 'answered' });
    told.tell(9, 'agent.wrap-up-started', { call: 'c1', agent: 'ann' });
    told.tell(9, 'call.leg-ended', { call: 'c1' }, { leg: 'leg-ann' }).close(9);
    told.tell(10, 'recording.stored', { call: 'c1' }, { recording: 'r1' });
    told.watch.settle(10_000_000);
    assert.deepEqual(told.found(), []);
  });

  it('what stays behind after a call is named with its ids a minute later, and has settled when it goes', () => {
    const told = new Watched().arrive(1).enter(2);
    told.tell(3, 'acd.offer-made', { call: 'c1', agent: 'ann', queue: 'bank' }, { offer: 'o1' });
    told.tell(3, 'agent.reserved', { call: 'c1', agent: 'ann' }, { offer: 'o1' });
    told.tell(4, 'call.agent-rung', { call: 'c1', agent: 'ann' }, { leg: 'leg-ann', offer: 'o1' });
    told.tell(5, 'recording.expected', { call: 'c1' }, { recording: 'r1' });
    told.close(1000);
    told.watch.settle(60_999);
    assert.deepEqual(told.found(), []);
    told.watch.settle(61_000);
    const left = ['agent-still-at-work', 'leg-never-ended', 'never-left', 'offer-never-ended'];
    assert.deepEqual(told.found().sort(), [...left, 'recording-never-ended']);
    assert.ok(told.watch.violations.every(({ call, at }) => call === 'c1' && at === 61_000));
    assert.equal(told.watch.violations.find(({ leg }) => leg)?.leg, 'leg-ann');
    told.watch.settle(200_000);
    assert.equal(told.found().length, 5, 'each is found once');

    told.tell(300_000, 'acd.queue-left', { call: 'c1', queue: 'bank' }, { outcome: 'ended' });
    told.tell(300_001, 'acd.offer-ended', { call: 'c1', agent: 'ann' }, { offer: 'o1' });
    told.tell(300_002, 'agent.ready', { agent: 'ann' });
    told.tell(300_003, 'call.leg-ended', { call: 'c1' }, { leg: 'leg-ann' });
    told.tell(300_004, 'recording.missing', { call: 'c1' }, { recording: 'r1' });
    assert.ok(told.watch.violations.every(({ resolvedAt }) => resolvedAt !== null));
    assert.ok(Object.values(told.watch.counts).every(({ open }) => open === 0));
    assert.equal(told.watch.counts['never-left'].found, 1);
  });

  it('a call that has ended and is never closed is told after ten minutes', () => {
    const told = new Watched().arrive(1).tell(1000, 'call.ended', { call: 'c1' });
    told.watch.settle(600_999);
    assert.deepEqual(told.found(), []);
    told.watch.settle(601_000);
    assert.deepEqual(told.found(), ['call-never-closed']);
    told.tell(700_000, 'call.leg-ended', { call: 'c1' }, { leg: 'leg-c1' });
    told.tell(700_000, 'call.closed', { call: 'c1' });
    assert.equal(told.watch.counts['call-never-closed'].open, 0);
  });

  it('two offers of one agent, of the line or past it, are told and stand for ever', () => {
    const told = new Watched().arrive(1).arrive(1, 'c2').enter(2).enter(2, 'c2');
    told.tell(3, 'acd.offer-made', { call: 'c1', agent: 'ann', queue: 'bank' }, { offer: 'o1' });
    told.tell(4, 'acd.offer-made', { call: 'c2', agent: 'ann', queue: 'bank' }, { offer: 'o2' });
    told.tell(5, 'agent.reserved', { call: 'c1', agent: 'bob' }, { offer: 'd1' });
    told.tell(6, 'agent.reserved', { call: 'c2', agent: 'bob' }, { offer: 'd2' });
    assert.deepEqual(
      told.watch.violations.map(({ kind, agent, offer }) => [kind, agent, offer]),
      [
        ['double-offer', 'ann', 'o2'],
        ['double-offer', 'bob', 'd2'],
      ],
    );
    assert.equal(told.watch.counts['double-offer'].open, 2);
  });

  it('a caller who enters twice or leaves a line without standing there is told; one who is moved is not', () => {
    const told = new Watched().arrive(1).enter(2);
    told.tell(3, 'acd.moved', { call: 'c1', queue: 'cards' }, { to: 'queue' });
    assert.deepEqual(told.found(), []);
    told.enter(4);
    told.tell(5, 'acd.queue-left', { call: 'c1', queue: 'bank' }).tell(6, 'acd.queue-left', { call: 'c1' });
    assert.deepEqual(told.found(), ['entered-twice', 'left-unknown']);
  });

  it('a leg at the switch that belongs to no call is told until it is gone; one whose end was seen is just late', () => {
    const told = new Watched().arrive(1).arrive(1, 'c2').close(5, 'c2');
    told.watch.legsSeen(['leg-c1', 'leg-c2'], 10);
    assert.deepEqual(told.found(), []);
    told.watch.legsSeen(['stranger'], 11);
    told.watch.legsSeen(['stranger'], 12);
    assert.deepEqual(
      told.watch.violations.map(({ kind, leg, at, resolvedAt }) => [kind, leg, at, resolvedAt]),
      [['leg-without-owner', 'stranger', 11, null]],
    );
    told.watch.legGone('stranger', 20);
    assert.equal(told.watch.violations[0]?.resolvedAt, 20);
  });

  it('a leg of nobody that went while the link was down has settled with the next snapshot', () => {
    const told = new Watched();
    told.watch.legsSeen(['stranger'], 11);
    told.watch.legsSeen([], 30);
    assert.equal(told.watch.violations[0]?.resolvedAt, 30);
    assert.deepEqual(told.watch.counts['leg-without-owner'], { found: 1, open: 0 });
  });

  it('a recording of no call is told', () => {
    const told = new Watched().tell(1, 'recording.expected', { call: 'gone' }, { recording: 'r9' });
    assert.deepEqual(told.found(), ['recording-without-call']);
  });

  it('only the newest 200 are kept, and all are counted', () => {
    const told = new Watched();
    for (let i = 0; i < 250; i++)
      told.tell(i, 'recording.expected', { call: 'gone' }, { recording: `r${i}` });
    assert.equal(told.watch.violations.length, 200);
    assert.equal(told.watch.violations.at(-1)?.recording, 'r249');
    assert.equal(told.watch.counts['recording-without-call'].found, 250);
  });
});
