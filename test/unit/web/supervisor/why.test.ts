import assert from 'node:assert/strict';
import type { WaitingStep } from '../../../../src/acd/contract.js';
import { en } from '../../../../src/web/language/en.js';
import type { Names } from '../../../../src/web/supervisor/names.js';
import type { Text } from '../../../../src/web/supervisor/timeline.js';
import { obstacleText, waitingStepText } from '../../../../src/web/supervisor/why.js';

/** English, as i18next would say it. */
const t: Text = (key, values = {}) => {
  const text = key
    .split('.')
    .reduce<unknown>((node, part) => (node as Record<string, unknown> | undefined)?.[part], en);
  assert.equal(typeof text, 'string', key);
  return (text as string).replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name]));
};
const names: Names = {
  queue: (id) => (id === 'cards' ? 'Card service' : (id ?? '–')),
  agent: (id) => (id === 'chen' ? 'Chen Wei' : (id ?? '–')),
  reason: (id) => id ?? '',
  result: (id) => id ?? '–',
};
const people = { sue: 'Sun Li' };
const say = (step: object): string =>
  waitingStepText(
    { seq: 1, at: 0, waitedMs: 0, queue: 'cards', inferred: false, ...step } as WaitingStep,
    names,
    people,
    t,
  );
const obstacle = (reason: string, detail?: string): string =>
  obstacleText({ reason, ...(detail === undefined ? {} : { detail }) }, names, (call) => `no. ${call}`, t);

describe('"why?" in words', () => {
  it('names whoever did something to the caller, and shows the id of one who is gone', () => {
    const moved = { kind: 'moved-to-queue', from: 'loans', position: 1 };
    assert.equal(say({ ...moved, by: 'sue' }), 'Sun Li moved the caller from loans to Card service.');
    assert.equal(say({ ...moved, by: 'old' }), 'old moved the caller from loans to Card service.');
    assert.equal(
      say({ kind: 'moved-to-front', position: 1, by: 'sue' }),
      'Sun Li put the caller to the front.',
    );
    assert.equal(
      say({ kind: 'priority-changed', from: 0, to: 5, by: 'sue' }),
      'Sun Li changed the priority from 0 to 5.',
    );
    assert.equal(say({ kind: 'assigned', agent: 'chen', by: 'sue' }), 'Sun Li gave the caller to Chen Wei.');
  });

  it('tells an offer, its end with the reason, and how the caller left the line', () => {
    assert.equal(say({ kind: 'offered', offer: 'o', agent: 'chen' }), 'Offered to Chen Wei.');
    assert.match(
      say({ kind: 'offer-failed', offer: 'o', agent: 'chen', reason: 'no-answer', afterMs: 20_000 }),
      /^Chen Wei did not take it: .+ \(after 0?0:20\)\.$/,
    );
    assert.match(
      say({ kind: 'offer-failed', offer: 'o', agent: 'chen', reason: 'of-a-later-version', afterMs: 0 }),
      /of-a-later-version/,
    );
    assert.equal(say({ kind: 'left', outcome: 'answered', agent: 'chen' }), 'Answered by Chen Wei.');
    assert.equal(say({ kind: 'left', outcome: 'abandoned', agent: null }), 'Hung up.');
    for (const outcome of ['overflowed', 'called-back', 'ended'])
      assert.equal(say({ kind: 'left', outcome, agent: null }), 'Left the line.');
  });

  it('says the place in line, and a question mark where the journal does not know it', () => {
    const entered = { kind: 'entered', length: 4, priority: 2, grade: 0, skills: {}, designations: [] };
    assert.equal(
      say({ ...entered, again: false, position: 3 }),
      'Came into line at place 3 of 4, priority 2.',
    );
    assert.match(
      say({ ...entered, again: true, position: null }),
      /place \? of 4, with the old waiting time/,
    );
    assert.match(
      say({ kind: 'consult-entered', again: false, position: 1, length: 1 }),
      /asks queue Card service/,
    );
    assert.match(say({ kind: 'consult-entered', again: true, position: 1, length: 1 }), /consult goes on/);
    assert.equal(say({ kind: 'consult-offered', agent: 'chen' }), 'Chen Wei is asked for advice.');
  });

  it('says what keeps caller and agent apart, with the name that is meant', () => {
    assert.equal(obstacle('caller-behind', '7'), 'serves no. 7 first');
    assert.equal(obstacle('not-designated', 'chen'), 'kept for Chen Wei');
    assert.equal(obstacle('skill-too-low', 'english 40 < 60'), 'skill too low: english 40 < 60');
    assert.equal(obstacle('not-a-member'), 'does not serve this queue');
    assert.equal(obstacle('not-ready'), t('decision.exclusion.not-ready'));
    assert.equal(obstacle('skill-too-low'), t('decision.exclusion.skill-too-low'));
    assert.equal(obstacle('of-a-later-version'), 'of-a-later-version');
  });
});
