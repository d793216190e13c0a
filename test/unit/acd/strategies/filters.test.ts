import assert from 'node:assert/strict';
import { designatedAt, designatedUntil } from '../../../../src/acd/strategies/designated.js';
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

describe('DS, the designated agent', () => {
  const caller = { designatedAgent: 'anna', since: 100 };
  const yes = (): boolean => true;
  it('stands alone until the time is over, then the whole queue may serve', () => {
    assert.equal(designatedAt({ designatedMs: 50 }, caller, 149, yes), 'anna');
    assert.equal(designatedAt({ designatedMs: 50 }, caller, 150, yes), undefined);
    assert.equal(designatedUntil({ designatedMs: 50 }, caller), 150);
  });
  it('does not hold for an agent who cannot come, without a name, or in a queue without designation', () => {
    assert.equal(
      designatedAt({ designatedMs: 50 }, caller, 100, () => false),
      undefined,
    );
    assert.equal(designatedAt({ designatedMs: 50 }, { since: 100 }, 100, yes), undefined);
    assert.equal(designatedAt({ designatedMs: 0 }, caller, 100, yes), undefined);
  });
});
