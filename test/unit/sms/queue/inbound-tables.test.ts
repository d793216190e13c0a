import assert from 'node:assert/strict';
import fc from 'fast-check';
import { openSynchronous, type SynchronousDatabase } from '../../../../src/runtime/database.js';
import { createInboundSteps, inboundMigrations } from '../../../../src/sms/queue/inbound-tables.js';

type Told = readonly [text: string, whole: number];
interface Part {
  readonly number: number;
  readonly text: string;
}

/** Hears parts of one phone and says what messages came of each. */
class Ear {
  private readonly steps: ReturnType<typeof createInboundSteps>;
  constructor(readonly database: SynchronousDatabase) {
    this.steps = createInboundSteps(database.statements);
  }
  hear(total: number, { number, text }: Part, at = 1000, id = 7): Told[] {
    const heard = { carrier: 'one', from: '139', to: '95500', text, part: { id, total, number } };
    return this.told({ do: 'hear', heard, at });
  }
  overdue(before: number, repeatsBefore: number): Told[] {
    return this.told({ do: 'overdue-parts', before, repeatsBefore, limit: 100 });
  }
  private told(command: Parameters<typeof this.steps.apply>[0]): Told[] {
    const outcome = this.steps.apply(command);
    assert.ok(outcome.is === 'inbound');
    return outcome.rows.map(({ text, whole }) => [text, whole]);
  }
}

async function withEar(work: (ear: Ear) => void): Promise<void> {
  const database = await openSynchronous({ kind: 'sqlite', path: ':memory:' }, inboundMigrations);
  try {
    work(new Ear(database));
  } finally {
    database.close();
  }
}

describe('Parts from phones', () => {
  it('are told once, whatever their order and however often each is repeated, before and after', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 6 }).chain((total) =>
          fc.record({
            total: fc.constant(total),
            // Every part at least once, in any order, with repetitions anywhere.
            order: fc.array(fc.integer({ min: 1, max: total }), { maxLength: 12 }).chain((more) =>
              fc.shuffledSubarray([...Array.from({ length: total }, (_, i) => i + 1), ...more], {
                minLength: total + more.length,
              }),
            ),
          }),
        ),
        ({ total, order }) =>
          withEar((ear) => {
            const told = order.flatMap((number) => ear.hear(total, { number, text: `${number}.` }));
            const whole = Array.from({ length: total }, (_, i) => `${i + 1}.`).join('');
            assert.deepEqual(told, [[whole, 1]]);
            assert.deepEqual(ear.overdue(2000, 0), [], 'nothing is left to be told as broken');
          }),
      ),
      { numRuns: 60 },
    ));

  it('of a message told broken are no second broken one; the one that was missing begins anew', () =>
    withEar((ear) => {
      const [first, second] = [
        { number: 1, text: 'a' },
        { number: 2, text: 'b' },
      ] as const;
      ear.hear(2, first);
      assert.deepEqual(ear.overdue(2000, 0), [['a', 0]]);
      assert.deepEqual(ear.hear(2, first, 3000), []);
      assert.deepEqual(ear.overdue(4000, 0), []);
      assert.deepEqual(ear.hear(2, second, 5000), []);
      assert.deepEqual(ear.overdue(6000, 0), [['b', 0]]);
    }));

  it('with another text under the same reference are another message', () =>
    withEar((ear) => {
      ear.hear(2, { number: 1, text: 'a' });
      assert.deepEqual(ear.hear(2, { number: 2, text: 'b' }), [['ab', 1]]);
      assert.deepEqual(ear.hear(2, { number: 2, text: 'c' }), []);
      assert.deepEqual(ear.hear(2, { number: 1, text: 'a' }), [['ac', 1]]);
    }));

  it('that were told are forgotten after their time: the same again is a message again', () =>
    withEar((ear) => {
      const say = (at: number): Told[] => [
        ...ear.hear(2, { number: 1, text: 'a' }, at),
        ...ear.hear(2, { number: 2, text: 'b' }, at),
      ];
      assert.deepEqual(say(1000), [['ab', 1]]);
      ear.overdue(2000, 1000);
      assert.deepEqual(say(2000), [], 'not before their time');
      ear.overdue(4000, 1001);
      assert.deepEqual(say(4000), [['ab', 1]]);
    }));
});
