import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Mailboxes } from '../../../src/runtime/mailbox.js';

const noError = (error: unknown): never => assert.fail(String(error));
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('mailboxes', () => {
  it('work of one key runs one after another in the order posted', async () => {
    const key = fc.constantFrom('a', 'b', 'c');
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(key, fc.integer({ min: 0, max: 4 })), { maxLength: 15 }),
        async (posts) => {
          const boxes = new Mailboxes(noError);
          const running = new Set<string>();
          const done: Record<string, number[]> = {};
          posts.forEach(([box, awaits], n) => {
            void boxes.post(box, async () => {
              assert.ok(!running.has(box), 'two at once under one key');
              running.add(box);
              for (let i = 0; i < awaits; i++) await turn();
              running.delete(box);
              (done[box] ??= []).push(n);
            });
          });
          await boxes.drained();
          for (const numbers of Object.values(done))
            assert.deepEqual(
              numbers,
              [...numbers].sort((a, b) => a - b),
            );
          assert.equal(Object.values(done).flat().length, posts.length);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('work of different keys does not wait for each other', async () => {
    const boxes = new Mailboxes(noError);
    let release = (): void => undefined;
    const blocked = boxes.post('slow', () => new Promise<void>((resolve) => (release = resolve)));
    await boxes.post('quick', () => undefined);
    assert.equal(boxes.busy, 1);
    release();
    await blocked;
    await boxes.drained();
    assert.equal(boxes.busy, 0);
  });

  it('a failing piece of work is reported with its key and does not stop the next', async () => {
    const reported: [string, string][] = [];
    const boxes = new Mailboxes((error, key) => reported.push([key, (error as Error).message]));
    const ran: string[] = [];
    await Promise.all([
      boxes.post('call', () => {
        throw new Error('thrown');
      }),
      boxes.post('call', () => Promise.reject(new Error('rejected'))),
      boxes.post('call', () => void ran.push('next')),
    ]);
    assert.deepEqual(reported, [
      ['call', 'thrown'],
      ['call', 'rejected'],
    ]);
    assert.deepEqual(ran, ['next']);
  });

  it('asking hands the result or the error to the asker and reports nothing', async () => {
    const boxes = new Mailboxes(noError);
    assert.equal(await boxes.ask('call', () => Promise.resolve(42)), 42);
    await assert.rejects(
      boxes.ask('call', () => {
        throw new Error('refused');
      }),
      /refused/,
    );
    assert.equal(await boxes.ask('call', () => 'still working'), 'still working');
  });

  it('work never runs within the post itself', () => {
    const boxes = new Mailboxes(noError);
    let ran = false;
    void boxes.post('call', () => {
      ran = true;
    });
    assert.equal(ran, false);
  });

  it('is drained only after work that was posted by work', async () => {
    const boxes = new Mailboxes(noError);
    const ran: string[] = [];
    void boxes.post('a', async () => {
      await turn();
      ran.push('a');
      void boxes.post('b', async () => {
        await turn();
        ran.push('b');
      });
    });
    await boxes.drained();
    assert.deepEqual(ran, ['a', 'b']);
  });

  it('forgets a key that has nothing left to do', async () => {
    const boxes = new Mailboxes(noError);
    await Promise.all(Array.from({ length: 50 }, (_, n) => boxes.post(`call-${n}`, () => undefined)));
    await turn();
    assert.equal(boxes.busy, 0);
  });
});
