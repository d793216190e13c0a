import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { createScheduler, type Scheduler } from '../../../src/runtime/scheduler.js';

const START = 1_700_000_000_000;
const DAY = 24 * 60 * 60 * 1000;

describe('the scheduler', () => {
  let scheduler: Scheduler;
  let ran: string[];
  const note = (what: string) => () => void ran.push(what);

  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout', 'Date'], now: START });
    scheduler = createScheduler({ now: () => Date.now() });
    ran = [];
  });
  afterEach(() => {
    scheduler.stop();
    mock.timers.reset();
  });

  it('runs once at its time, not before', () => {
    scheduler.set('a', START + 100, note('a'));
    mock.timers.tick(99);
    assert.deepEqual(ran, []);
    mock.timers.tick(1);
    mock.timers.tick(1000);
    assert.deepEqual(ran, ['a']);
    assert.deepEqual(scheduler.pending(), []);
  });

  it('runs not before its time when the timer is a millisecond ahead of the clock', () => {
    let behind = 0;
    const late = createScheduler({ now: () => Date.now() - behind });
    const ranAt: number[] = [];
    late.set('a', START + 100, () => void ranAt.push(Date.now() - behind));
    behind = 1;
    mock.timers.tick(100);
    assert.deepEqual([ranAt, late.pending()], [[], ['a']]);
    mock.timers.tick(1);
    assert.deepEqual([ranAt, late.pending()], [[START + 100], []]);
  });

  it('setting a key again moves its timer: it cannot fire twice', () => {
    scheduler.set('a', START + 100, note('first'));
    scheduler.set('a', START + 200, note('second'));
    assert.deepEqual(scheduler.pending(), ['a']);
    mock.timers.tick(1000);
    assert.deepEqual(ran, ['second']);
  });

  it('a time that has passed runs in a later turn, not within set', () => {
    scheduler.set('a', START - 5000, note('a'));
    assert.deepEqual(ran, []);
    mock.timers.tick(1);
    assert.deepEqual(ran, ['a']);
  });

  it('cancels one timer and leaves the others', () => {
    scheduler.set('a', START + 10, note('a'));
    scheduler.set('b', START + 10, note('b'));
    scheduler.cancel('a');
    scheduler.cancel('unknown');
    mock.timers.tick(10);
    assert.deepEqual(ran, ['b']);
  });

  it('stops all', () => {
    scheduler.set('a', START + 10, note('a'));
    scheduler.set('b', START + 20, note('b'));
    scheduler.stop();
    mock.timers.tick(100);
    assert.deepEqual([ran, scheduler.pending()], [[], []]);
  });

  it('keeps a timer that is farther off than a timeout of the platform can be', () => {
    scheduler.set('next-month', START + 40 * DAY, note('next-month'));
    for (let day = 0; day < 39; day++) mock.timers.tick(DAY);
    assert.deepEqual([ran, scheduler.pending()], [[], ['next-month']]);
    mock.timers.tick(DAY);
    assert.deepEqual(ran, ['next-month']);
  });

  it('a key may be set again while its timer runs', () => {
    scheduler.set('a', START + 10, () => scheduler.set('a', START + 30, note('again')));
    mock.timers.tick(10);
    assert.deepEqual(scheduler.pending(), ['a']);
    mock.timers.tick(20);
    assert.deepEqual(ran, ['again']);
  });
});
