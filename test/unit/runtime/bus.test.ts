import assert from 'node:assert/strict';
import type { Event } from '../../../src/kernel/event.js';
import { createBus, createRecorder } from '../../../src/runtime/bus.js';

type Test = Event<'a.one', { n: number }> | Event<'a.two', { s: string }>;
const one = (seq: number): Test => ({
  seq,
  id: `ev_${seq}`,
  at: 1,
  site: 'main',
  type: 'a.one',
  data: { n: seq },
});
const two = (seq: number): Test => ({ ...one(seq), type: 'a.two', data: { s: 'x' } });

describe('bus', () => {
  it('calls handlers of the type and of all types in order of subscription', () => {
    const bus = createBus<Test>(assert.fail);
    const calls: string[] = [];
    bus.subscribe('*', (event) => void calls.push(`first ${event.type}`));
    bus.subscribe('a.two', (event) => void calls.push(`second ${event.data.s}`));
    bus.subscribe('a.one', (event) => void calls.push(`third ${event.data.n}`));
    bus.subscribe('*', () => void calls.push('fourth'));
    bus.publish(one(1));
    bus.publish(two(2));
    assert.deepEqual(calls, ['first a.one', 'third 1', 'fourth', 'first a.two', 'second x', 'fourth']);
  });

  it('reports what a handler throws or rejects with and calls the next ones all the same', async () => {
    const reported: string[] = [];
    let told: () => void;
    const both = new Promise<void>((resolve) => (told = resolve));
    const bus = createBus<Test>((error, event) => {
      reported.push(`${(error as Error).message} ${event.seq}`);
      if (reported.length === 2) told();
    });
    let reached = 0;
    bus.subscribe('*', () => {
      throw new Error('thrown');
    });
    bus.subscribe('*', () => Promise.reject(new Error('rejected')));
    bus.subscribe('*', () => void reached++);
    bus.publish(one(1));
    assert.equal(reached, 1);
    await both;
    assert.deepEqual(reported, ['thrown 1', 'rejected 1']);
  });

  it('gives every handler the events in order, also those that handlers publish', () => {
    const bus = createBus<Test>(assert.fail);
    const late: number[] = [];
    bus.subscribe('a.one', (event) => {
      if (event.seq === 1) {
        bus.publish(one(2));
        bus.publish(two(3));
      }
    });
    bus.subscribe('*', (event) => void late.push(event.seq));
    bus.publish(one(1));
    assert.deepEqual(late, [1, 2, 3]);
  });

  it('does not call a handler after its subscription has ended, even within the same event', () => {
    const bus = createBus<Test>(assert.fail);
    let calls = 0;
    bus.subscribe('*', () => end());
    const end = bus.subscribe('*', () => void calls++);
    bus.publish(one(1));
    bus.publish(one(2));
    assert.equal(calls, 0);
  });

  it('records first into the journal, then to everybody', () => {
    const bus = createBus(assert.fail);
    const kept: Event[] = [];
    const steps: string[] = [];
    bus.subscribe('*', (event) => void steps.push(`published ${event.seq} of ${kept.length} kept`));
    const recorder = createRecorder(
      {
        append: <E extends Event>(drafts: readonly object[], now: number) => {
          const events = drafts.map(
            (draft, i) => ({ ...draft, seq: i + 1, id: `ev_${i}`, at: now, site: 'main' }) as E,
          );
          kept.push(...events);
          return events;
        },
      },
      bus,
      { now: () => 42 },
    );
    const events = recorder.record<Test>([
      { type: 'a.one', data: { n: 1 } },
      { type: 'a.two', call: 'call_1', data: { s: 'x' } },
    ]);
    assert.deepEqual(steps, ['published 1 of 2 kept', 'published 2 of 2 kept']);
    assert.deepEqual([events[0]!.at, events[1]!.call], [42, 'call_1']);
  });
});
