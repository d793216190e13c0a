import assert from 'node:assert/strict';
import fc from 'fast-check';
import { compareRanked, orderAgents, type SkilledAgent } from '../../../../src/acd/strategies/agent-order.js';
import { firstAcrossQueues } from '../../../../src/acd/strategies/across-queues.js';
import type { CallerKey } from '../../../../src/acd/strategies/caller-order.js';
import {
  AGENT_ORDERS,
  CALLER_ORDERS,
  agentOrderNamed,
  callerOrderNamed,
} from '../../../../src/acd/strategies/index.js';
import { requirementOf } from '../../../../src/acd/strategies/skill-filter.js';

const NEEDS = requirementOf({ skills: { english: 40, funds: 20 }, skillWeights: { english: 2 } }, {}, 0);

function agent(id: string, with_: Partial<SkilledAgent> = {}): SkilledAgent {
  return {
    agent: id,
    position: 1,
    grade: 50,
    level: 1,
    readySince: 100,
    serviceMs: 0,
    skills: { english: 40, funds: 20 },
    ...with_,
  };
}
function caller(call: string, with_: Partial<CallerKey> = {}): CallerKey {
  return { call, since: 100, front: 0, priority: 0, grade: 0, ...with_ };
}

const AGENT_CASES: readonly [order: string, promise: string, agents: SkilledAgent[], expected: string[]][] = [
  ['MOI', 'longest ready first', [agent('a', { readySince: 3 }), agent('b', { readySince: 1 })], ['b', 'a']],
  ['MOI', 'then position', [agent('a', { position: 2 }), agent('b', { position: 1 })], ['b', 'a']],
  ['MOI', 'then id', [agent('b'), agent('a')], ['a', 'b']],
  [
    'MOI',
    'looks at no grade',
    [agent('a', { grade: 9, readySince: 1 }), agent('b', { grade: 90 })],
    ['a', 'b'],
  ],
  ['MGS', 'highest grade first', [agent('a', { readySince: 1 }), agent('b', { grade: 51 })], ['b', 'a']],
  [
    'MGS',
    'then MOI before position',
    [agent('a', { readySince: 2 }), agent('b', { readySince: 1, position: 9 })],
    ['b', 'a'],
  ],
  [
    'LIS',
    'least service to the millisecond first',
    [agent('a', { serviceMs: 1001 }), agent('b', { serviceMs: 1000 })],
    ['b', 'a'],
  ],
  [
    'LIS',
    'the level of the queue goes before the order',
    [agent('a', { level: 2, serviceMs: 0 }), agent('b', { serviceMs: 9 })],
    ['b', 'a'],
  ],
  ['LIS', 'then MOI', [agent('a', { readySince: 2 }), agent('b', { readySince: 1 })], ['b', 'a']],
  [
    'SBS-closest',
    'smallest weighted surplus first: 9 x 2 before 20 x 1',
    [agent('a', { skills: { english: 40, funds: 40 } }), agent('b', { skills: { english: 49, funds: 20 } })],
    ['b', 'a'],
  ],
  [
    'SBS-strongest',
    'greatest weighted surplus first',
    [agent('b', { skills: { english: 49, funds: 20 } }), agent('a', { skills: { english: 40, funds: 40 } })],
    ['a', 'b'],
  ],
  [
    'SBS-closest',
    'skills that are not required count nothing, then MOI',
    [
      agent('a', { readySince: 2 }),
      agent('b', { readySince: 1, skills: { english: 40, funds: 20, loans: 99 } }),
    ],
    ['b', 'a'],
  ],
];

const CALLER_CASES: readonly [order: string, promise: string, callers: CallerKey[], expected: string[]][] = [
  [
    'MWT',
    'who was moved to the front last first, before every priority',
    [caller('a', { front: 1 }), caller('b', { priority: 9, since: 1 }), caller('c', { front: 2 })],
    ['c', 'a', 'b'],
  ],
  [
    'MGS',
    'who was moved to the front before every grade',
    [caller('a', { grade: 90 }), caller('b', { front: 1 })],
    ['b', 'a'],
  ],
  ['MWT', 'longest waiting first', [caller('a', { since: 9 }), caller('b', { since: 1 })], ['b', 'a']],
  [
    'MWT',
    'priority stands before waiting',
    [caller('a', { since: 1 }), caller('b', { priority: 1 })],
    ['b', 'a'],
  ],
  ['MWT', 'looks at no grade', [caller('a', { since: 1 }), caller('b', { grade: 99 })], ['a', 'b']],
  ['MWT', 'then id', [caller('b'), caller('a')], ['a', 'b']],
  ['MGS', 'highest grade before waiting', [caller('a', { since: 1 }), caller('b', { grade: 1 })], ['b', 'a']],
  [
    'MGS',
    'priority stands before grade',
    [caller('a', { grade: 99 }), caller('b', { priority: 1 })],
    ['b', 'a'],
  ],
  ['MGS', 'then longest waiting', [caller('a', { since: 9 }), caller('b', { since: 1 })], ['b', 'a']],
];

describe('orders of agents and callers', () => {
  for (const [order, promise, agents, expected] of AGENT_CASES) {
    it(`${order}: ${promise}`, () => {
      assert.deepEqual(
        orderAgents(agentOrderNamed(order), agents, NEEDS).map((a) => a.agent),
        expected,
      );
    });
  }
  for (const [order, promise, callers, expected] of CALLER_CASES) {
    it(`callers by ${order}: ${promise}`, () => {
      assert.deepEqual(
        [...callers].sort(callerOrderNamed(order).compare).map((c) => c.call),
        expected,
      );
    });
  }

  it('an unknown name is an error, never a default', () => {
    for (const name of ['', 'moi', 'MOI ', 'constructor', 'MWT']) {
      assert.throws(() => agentOrderNamed(name), { code: 'ACD_UNKNOWN_STRATEGY' });
    }
    assert.throws(() => callerOrderNamed('MOI'), { code: 'ACD_UNKNOWN_STRATEGY' });
  });

  const someAgent = fc.record({
    position: fc.integer({ min: 1, max: 3 }),
    level: fc.constantFrom(1, 1, 2),
    grade: fc.constantFrom(0, 50, 100),
    readySince: fc.constantFrom(1, 2, 3),
    serviceMs: fc.constantFrom(0, 1, 5000),
    skills: fc.record({ english: fc.constantFrom(40, 41, 60), funds: fc.constantFrom(20, 22, 30) }),
  });
  const someAgents = fc
    .array(someAgent, { maxLength: 12 })
    .map((all) => all.map((a, i) => ({ agent: `a${i}`, ...a })));

  for (const order of AGENT_ORDERS) {
    it(`${order.name} is a strict total order that keeps all and does not depend on the order of its input`, () => {
      fc.assert(
        fc.property(someAgents, fc.infiniteStream(fc.nat()), (agents, random) => {
          const ordered = orderAgents(order, agents, NEEDS);
          assert.deepEqual(ordered.map((a) => a.agent).sort(), agents.map((a) => a.agent).sort());
          ordered.forEach((a, i) =>
            ordered.forEach((b, j) => assert.equal(Math.sign(compareRanked(a, b)), Math.sign(i - j))),
          );
          const rest = [...agents];
          const shuffled = agents.map(() => rest.splice(random.next().value % rest.length, 1)[0]!);
          assert.deepEqual(orderAgents(order, shuffled, NEEDS), ordered);
        }),
      );
    });
  }

  const someCallers = fc
    .array(
      fc.record({
        since: fc.constantFrom(1, 2, 3),
        front: fc.constantFrom(0, 0, 1, 2),
        priority: fc.constantFrom(0, 5, 9),
        grade: fc.constantFrom(0, 50, 100),
      }),
      { maxLength: 12 },
    )
    .map((all) => all.map((c, i) => ({ call: `c${i}`, ...c })));

  for (const order of CALLER_ORDERS) {
    it(`callers by ${order.name}: a strict total order that does not depend on the order of its input`, () => {
      fc.assert(
        fc.property(someCallers, (callers) => {
          const ordered = [...callers].sort(order.compare);
          ordered.forEach((a, i) =>
            ordered.forEach((b, j) => assert.equal(Math.sign(order.compare(a, b)), Math.sign(i - j))),
          );
          assert.deepEqual([...callers].reverse().sort(order.compare), ordered);
        }),
      );
    });
  }

  it('between queues of different caller orders the choice does not depend on which is named first', () => {
    const [mwt, mgs] = CALLER_ORDERS;
    const circle = [
      { caller: caller('vip', { since: 30, grade: 90 }), order: mgs! },
      { caller: caller('plain', { since: 20 }), order: mwt! },
      { caller: caller('early', { since: 10, grade: 10 }), order: mgs! },
    ];
    const [a, b, c] = circle as [(typeof circle)[0], (typeof circle)[0], (typeof circle)[0]];
    for (const turned of [
      [a, b, c],
      [a, c, b],
      [b, a, c],
      [b, c, a],
      [c, a, b],
      [c, b, a],
    ]) {
      assert.equal(
        firstAcrossQueues(turned)?.call,
        'plain',
        'it waited longer than the champion of the grades',
      );
    }
    assert.equal(firstAcrossQueues([]), undefined);
  });
});
