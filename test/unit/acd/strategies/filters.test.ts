import assert from 'node:assert/strict';
import fc from 'fast-check';
import { compareShares, sharesOf, type GroupCount } from '../../../../src/acd/strategies/balanced.js';
import { designationAt, designationsOf } from '../../../../src/acd/strategies/designated.js';
import { ALL_LEVELS, nextOpeningAt, openLevel } from '../../../../src/acd/strategies/levels.js';
import type { Designation } from '../../../../src/acd/types.js';
import {
  firstLack,
  nextRelaxationAt,
  qualifies,
  relaxedBy,
  requirementOf,
  surplus,
} from '../../../../src/acd/strategies/skill-filter.js';

const QUEUE = { skills: { english: 50 }, skillWeights: { funds: 3 } };
const RELAXATION = [
  { afterMs: 60, lowerBy: 30 },
  { afterMs: 20, lowerBy: 10 },
];

describe('the skill filter', () => {
  it('takes the greater of what queue and caller require, lowered, never under 0', () => {
    const needs = requirementOf(QUEUE, { english: 30, funds: 15 }, 20);
    assert.deepEqual(
      [needs.skills, needs.levels, needs.weights],
      [
        ['english', 'funds'],
        [30, 0],
        [1, 3],
      ],
    );
  });
  it('lets exactly the required level pass and names the first lack', () => {
    const needs = requirementOf(QUEUE, {}, 0);
    assert.equal(qualifies({ english: 50 }, needs), true);
    assert.equal(qualifies({ english: 49 }, needs), false);
    assert.equal(qualifies({}, needs), false);
    assert.equal(firstLack({ english: 49 }, needs), 'english 49 < 50');
    assert.equal(firstLack({ english: 50 }, needs), undefined);
  });
  it('a skill named like something inherited is a skill nobody has', () => {
    const needs = requirementOf({ skills: { constructor: 1 }, skillWeights: {} }, {}, 0);
    assert.equal(qualifies({}, needs), false);
    assert.equal(surplus({}, needs), -1);
  });
  it('relaxes by the sum of the steps that are due, at their very millisecond', () => {
    assert.deepEqual(
      [0, 19, 20, 59, 60, 1e9].map((waited) => relaxedBy(RELAXATION, waited)),
      [0, 0, 10, 10, 40, 40],
    );
    assert.deepEqual(
      [100, 119, 120, 160].map((now) => nextRelaxationAt(RELAXATION, 100, now)),
      [120, 120, 160, undefined],
    );
  });
});

describe('levels of agents', () => {
  const OPENS = [
    { level: 3, afterMs: 50 },
    { level: 2, afterMs: 80 },
  ];
  it('are all open where nothing is said', () => {
    assert.equal(openLevel(undefined, 0), ALL_LEVELS);
    assert.equal(openLevel([], 0), ALL_LEVELS);
    assert.equal(nextOpeningAt(undefined, 0, 0), undefined);
  });
  it('open at their very millisecond, none before a lower one, and level 1 always', () => {
    assert.deepEqual(
      [0, 50, 79, 80].map((waited) => openLevel(OPENS, waited)),
      [1, 1, 1, ALL_LEVELS],
    );
    assert.equal(openLevel([{ level: 1, afterMs: 90 }], 0), ALL_LEVELS);
    assert.equal(openLevel([{ level: 3, afterMs: 90 }], 0), 2);
    assert.deepEqual(
      [100, 149, 150, 180].map((now) => nextOpeningAt(OPENS, 100, now)),
      [150, 150, 180, undefined],
    );
  });
});

describe('who alone is tried', () => {
  const yes = (): boolean => true;
  const owner: Designation = { agent: 'olga', why: 'owner', until: 170 };
  const by: Designation = { agent: 'bob', why: 'assigned', until: null, by: 'sue' };
  const caller = { designatedAgent: 'anna', since: 100, designations: [owner] };

  it('is the agent assigned by hand, then the one of the flow, then who is known, each until the time is over', () => {
    const all = designationsOf({ designatedMs: 50 }, { ...caller, designations: [owner, by] });
    assert.deepEqual(
      all.map(({ agent, until }) => [agent, until]),
      [
        ['bob', null],
        ['anna', 150],
        ['olga', 170],
      ],
    );
    const flow = designationsOf({ designatedMs: 50 }, caller);
    assert.deepEqual(
      [149, 150, 169, 170].map((now) => designationAt(flow, now, yes)?.agent),
      ['anna', 'olga', 'olga', undefined],
    );
  });
  it('is never an agent who cannot come: the next one is tried', () => {
    const flow = designationsOf({ designatedMs: 50 }, caller);
    assert.equal(designationAt(flow, 100, (agent) => agent !== 'anna')?.agent, 'olga');
    assert.equal(
      designationAt(flow, 100, () => false),
      undefined,
    );
  });
  it('is nobody without a name, or in a queue without designation', () => {
    assert.deepEqual(designationsOf({ designatedMs: 50 }, { since: 100 }), []);
    assert.deepEqual(designationsOf({ designatedMs: 0 }, { designatedAgent: 'anna', since: 100 }), []);
  });
});

describe('load balance over groups', () => {
  const group = (at: number, ready: number, loggedIn: number): GroupCount => ({
    at,
    group: { group: `g${at}`, agents: [], agentOrder: 'MOI' },
    ready,
    loggedIn,
  });
  it('puts the greatest share of ready agents first, equal ones as configured, empty ones last', () => {
    const groups = [group(0, 0, 0), group(1, 1, 3), group(2, 2, 6), group(3, 3, 4), group(4, 0, 2)];
    assert.deepEqual(
      sharesOf(groups).map((share) => share.group),
      ['g3', 'g1', 'g2', 'g4', 'g0'],
    );
  });
  it('is a strict total order, whatever the numbers', () => {
    const counts = fc.array(fc.tuple(fc.nat(4), fc.nat(4)), { maxLength: 8 });
    fc.assert(
      fc.property(counts, (pairs) => {
        const groups = pairs.map(([ready, more], at) => group(at, ready, ready + more));
        const ordered = [...groups].sort(compareShares);
        ordered.forEach((a, i) =>
          ordered.forEach((b, j) => assert.equal(Math.sign(compareShares(a, b)), Math.sign(i - j))),
        );
      }),
    );
  });
});
