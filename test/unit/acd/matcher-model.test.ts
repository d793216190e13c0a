import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Matcher } from '../../../src/acd/matcher.js';
import type { CallerOrderName } from '../../../src/acd/types.js';
import {
  AGENT_ORDERS,
  arrival,
  centreWith,
  crowdedCentre,
  readiness,
  readinessOf,
  step,
  Twins,
  type Step,
} from './matcher-twins.js';
import type { Pair } from './reference-matcher.js';

describe('the indexed matcher against the naive one', function () {
  this.timeout(60_000);

  for (const orders of [['MWT'], ['MGS'], ['MWT', 'MGS']] as CallerOrderName[][]) {
    it(`makes the same choices through any history, callers ordered by ${orders.join(' and ')}`, () => {
      let matches = 0;
      let stepsTaken = 0;
      fc.assert(
        fc.property(
          centreWith(orders),
          fc.array(step, { minLength: 100, maxLength: 400, size: 'max' }),
          (queues, history) => {
            const twins = new Twins(queues);
            for (const step of history) {
              if (step.do === 'wait') {
                const until = twins.now + step.ms;
                // As a timer would: at every moment that changes something, and at no other.
                for (;;) {
                  const at = twins.indexed.nextStepAt(twins.now);
                  assert.ok(at === undefined || at > twins.now, 'a step that was due has been taken');
                  if (at === undefined || at > until) break;
                  twins.now = at;
                  twins.drain();
                  stepsTaken++;
                }
                twins.now = until;
              }
              twins.tell(step);
              twins.drain();
              twins.compare();
            }
            matches += twins.matches;
          },
        ),
        { numRuns: 60 },
      );
      assert.ok(matches > 800 && stepsTaken > 800, `the histories hold enough: ${matches}, ${stepsTaken}`);
    });
  }

  it('makes the same choices while many are ready, few again, and many once more', () => {
    let matches = 0;
    let mostReady = 0;
    const crowd = Array.from({ length: 48 }, (_, i) => `m${String(i).padStart(2, '0')}`);
    fc.assert(
      fc.property(
        crowdedCentre(crowd),
        fc.array(
          fc.oneof(
            { weight: 5, arbitrary: arrival },
            { weight: 1, arbitrary: fc.record({ do: fc.constant('confirm' as const), nth: fc.nat() }) },
            {
              weight: 1,
              arbitrary: fc.record({
                do: fc.constant('return' as const),
                nth: fc.nat(),
                exclude: fc.boolean(),
              }),
            },
          ),
          { minLength: 90, maxLength: 90 },
        ),
        fc.array(fc.record({ ...readinessOf(crowd) }), { minLength: 100, maxLength: 100 }),
        (queues, arrivals, readinesses) => {
          const twins = new Twins(queues);
          const tell = (told: Step): void => {
            twins.tell(told);
            twins.drain();
            twins.now += 1;
          };
          // All come, many callers are served, and once more.
          for (const half of [0, 1]) {
            for (const told of readinesses.slice(half * 50, half * 50 + 50)) tell(told);
            for (const told of arrivals.slice(half * 45, half * 45 + 45)) tell(told);
            twins.compare();
          }
          matches += twins.matches;
          mostReady = Math.max(mostReady, twins.mostReady);
        },
      ),
      { numRuns: 40 },
    );
    assert.ok(matches > 800 && mostReady > 32, `the histories hold enough: ${matches}, ${mostReady}`);
  });

  for (const orders of [['MWT'], ['MGS']] as CallerOrderName[][]) {
    it(`comes to the same matches in whatever order many changes were told at once (${orders.join()})`, () => {
      let matches = 0;
      fc.assert(
        fc.property(
          // Every match changes the shares of groups: with them the order in which matches are made counts.
          centreWith(
            orders,
            AGENT_ORDERS.filter((order) => order !== 'balanced'),
          ),
          fc.array(arrival, { minLength: 2, maxLength: 15, size: 'max' }),
          fc.uniqueArray(readiness, {
            minLength: 2,
            maxLength: 8,
            size: 'max',
            selector: ({ agent }) => agent,
          }),
          fc.infiniteStream(fc.nat()),
          (queues, arrivals, readinesses, random) => {
            const told = new Twins(queues);
            for (const change of [...arrivals, ...readinesses]) told.tell(change);
            const callers = [...told.naive.callers.values()].map((w) => w.caller);
            const agents = [...told.naive.readyAgents.values()];
            const shuffled = new Matcher(queues, 'v1');
            const deeds = [
              ...callers.map((c) => () => shuffled.addCaller(c, told.now)),
              ...agents.map((a) => () => void shuffled.agentReady(a)),
            ];
            while (deeds.length > 0) {
              const [deed] = deeds.splice(random.next().value % deeds.length, 1);
              deed!();
            }
            const again: Pair[] = [];
            for (let m = shuffled.next(told.now); m; m = shuffled.next(told.now)) {
              again.push({ call: m.call, agent: m.agent });
            }
            const byCall = (a: Pair, b: Pair): number => a.call.localeCompare(b.call);
            assert.deepEqual(again.sort(byCall), told.drain().sort(byCall));
            matches += again.length;
          },
        ),
        { numRuns: 150 },
      );
      assert.ok(matches > 150, `the changes hold enough: ${matches}`);
    });
  }
});
