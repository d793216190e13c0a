import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { AgentRow, BoardView, QueueRow } from '../../../../src/supervisor/contract.js';
import {
  boardFigures,
  serviceGrade,
  sortedAgents,
  STATE_ORDER,
  stateCounts,
} from '../../../../src/web/supervisor/board-figures.js';
import { callQueryOf, emptyFilter } from '../../../../src/web/supervisor/call-filter.js';
import { levelPercent, soundsSilent } from '../../../../src/web/supervisor/sound-level.js';

const agent = (id: string, name: string, state: AgentRow['state']): AgentRow => ({
  agent: id,
  name,
  state,
  since: 0,
  reason: null,
  until: null,
  call: null,
  number: null,
  queue: null,
  queues: ['a', 'b'],
  answeredToday: 0,
  missed: 0,
  missAlarm: false,
});
const queue = (id: string, since: number[], answered: number, abandoned: number): QueueRow => ({
  queue: id,
  name: { en: id, zh: id },
  waiting: since.map((at, i) => ({ call: `${id}${i}`, number: '', since: at, priority: 0, grade: 0 })),
  ready: 1,
  talking: 1,
  estimatedWaitMs: null,
  today: {
    entered: 0,
    answered,
    abandoned,
    abandonedShort: 0,
    overflowed: 0,
    calledBack: 0,
    estimate: null,
    serviceLevel: null,
    serviceLevelMs: 20_000,
    averageSpeedOfAnswerMs: null,
    longestWaitMs: 0,
  },
});

describe('figures of the board', () => {
  it('sum callers over the queues and count an agent of two queues once', () => {
    const board = {
      queues: [queue('a', [500, 300], 3, 1), queue('b', [400], 4, 0)],
      agents: [agent('x', 'X', 'ready'), agent('y', 'Y', 'talking')],
      calls: [],
    } as unknown as BoardView;
    assert.deepEqual(boardFigures(board), {
      waiting: 3,
      longestSince: 300,
      ready: 1,
      talking: 1,
      calls: 0,
      answered: 7,
      abandoned: 1,
    });
  });
  it('have no longest wait when nobody waits', () => {
    const board = { queues: [queue('a', [], 0, 0)], agents: [], calls: [] } as unknown as BoardView;
    assert.equal(boardFigures(board).longestSince, null);
  });
});

describe('list of agents', () => {
  it('shows those with callers first and does not depend on the order in which they came', () => {
    const all = STATE_ORDER.flatMap((state, i) => [
      agent(`b${i}`, 'Same', state),
      agent(`a${i}`, 'Same', state),
    ]);
    const expected = sortedAgents(all).map((row) => row.agent);
    assert.deepEqual(expected.slice(0, 4), ['a0', 'b0', 'a1', 'b1']);
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (mixed) => {
        assert.deepEqual(
          sortedAgents(mixed).map((row) => row.agent),
          expected,
        );
      }),
    );
  });
  it('counts each agent in one state', () => {
    const counts = stateCounts([
      agent('a', 'A', 'ready'),
      agent('b', 'B', 'ready'),
      agent('c', 'C', 'talking'),
    ]);
    assert.deepEqual(counts, [
      { state: 'talking', count: 1 },
      { state: 'ready', count: 2 },
    ]);
  });
});

describe('service level', () => {
  it('has no colour before the first answer', () => {
    assert.equal(serviceGrade(null), 'none');
    assert.equal(serviceGrade(0), 'poor');
    assert.equal(serviceGrade(0.6), 'fair');
    assert.equal(serviceGrade(0.8), 'good');
  });
});

describe('search for calls', () => {
  it('asks for what was chosen only', () => {
    assert.equal(callQueryOf(emptyFilter, null), 'limit=50');
    assert.equal(
      callQueryOf({ from: 1, to: 2, number: '138 0013-8000', agent: 'chen', queue: 'cards' }, 77),
      'limit=50&from=1&to=2&number=13800138000&agent=chen&queue=cards&before=77',
    );
  });
  it('does not send what is not a number', () => {
    assert.equal(callQueryOf({ ...emptyFilter, number: 'abc' }, null), 'limit=50');
  });
});

describe('level of a recording', () => {
  it('fills the bar from -60 to 0 dBFS', () => {
    assert.deepEqual([-100, -60, -30, 0, 3].map(levelPercent), [0, 0, 50, 100, 100]);
    assert.equal(levelPercent(null), 0);
  });
  it('is called silent at -60 dBFS and below, not when it is unknown', () => {
    assert.equal(soundsSilent(-100), true);
    assert.equal(soundsSilent(-59.9), false);
    assert.equal(soundsSilent(null), false);
  });
});
