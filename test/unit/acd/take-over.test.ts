import assert from 'node:assert/strict';
import { formerLine } from '../../../src/acd/take-over.js';
import type { Event } from '../../../src/kernel/event.js';

let seq = 0;
const event = (at: number, type: string, data: object, about: object = {}): Event => ({
  seq: ++seq,
  id: `ev_${seq}`,
  at,
  site: 'main',
  type,
  call: 'c1',
  queue: 'bank',
  data,
  ...about,
});
const request = { priority: 0, grade: 0, skills: {}, since: 100, music: 'default', again: false };
const queued = event(100, 'call.queued', request);
const entered = event(100, 'acd.queue-entered', { since: 100, length: 1, again: false });
const made = event(200, 'acd.offer-made', { offer: 'o1', fence: 7, since: 100 }, { agent: 'ann' });
const rung = event(210, 'call.agent-rung', { offer: 'o1', fence: 7 }, { agent: 'ann' });
const connected = event(300, 'call.connected', { offer: 'o1' }, { agent: 'ann' });
const ended = event(300, 'acd.offer-ended', { offer: 'o1', outcome: 'confirmed' }, { agent: 'ann' });
const left = event(300, 'acd.queue-left', { outcome: 'answered', waitedMs: 200 });

const everybody = (): boolean => true;
const owed = (events: readonly Event[], isOpen = everybody): unknown[] =>
  formerLine(events, isOpen, 900).owed.map(({ type, inferred, data }) => {
    assert.equal(inferred, true);
    return [type, 'outcome' in data ? data.outcome : 'since' in data ? data.since : undefined];
  });

describe('The line of a former process', () => {
  const whole = [queued, entered, made, rung, connected, ended, left];

  it('owes nothing where the journal is whole', () => {
    assert.deepEqual(owed(whole), []);
  });

  it('owes the word that did not come after the call had entered, been answered, or ended', () => {
    assert.deepEqual(owed(whole.slice(0, 1)), [['acd.queue-entered', 100]]);
    assert.deepEqual(owed(whole.slice(0, 5)), [
      ['acd.offer-ended', 'confirmed'],
      ['acd.queue-left', 'answered'],
    ]);
    assert.deepEqual(owed(whole.slice(0, 6)), [['acd.queue-left', 'answered']]);
    const hungUp = event(400, 'call.ended', { by: 'caller' });
    assert.deepEqual(owed([queued, entered, hungUp]), [['acd.queue-left', 'abandoned']]);
  });

  it('takes an offer back whose phone was not rung, and leaves one that was rung to its call', () => {
    assert.deepEqual(owed(whole.slice(0, 3)), [['acd.offer-ended', 'withdrawn']]);
    const line = formerLine(whole.slice(0, 4), everybody, 900);
    assert.deepEqual(line.owed, []);
    assert.deepEqual(
      line.pending.map(({ data }) => data.offer),
      ['o1'],
    );
  });

  it('keeps clock, stay and the greatest fence; a caller whose call is gone stands in no line', () => {
    const line = formerLine(whole.slice(0, 4), everybody, 900);
    assert.equal(line.fence, 7);
    assert.deepEqual(
      line.stays.map(({ caller, enteredAt }) => [caller.call, caller.queue, caller.since, enteredAt]),
      [['c1', 'bank', 100, 100]],
    );
    assert.deepEqual(
      owed(whole.slice(0, 2), () => false),
      [['acd.queue-left', 'ended']],
    );
  });
});
