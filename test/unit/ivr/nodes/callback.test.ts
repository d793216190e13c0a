import assert from 'node:assert/strict';
import { checkNames } from '../../../../src/ivr/checks.js';
import { nodeKind } from '../../../../src/ivr/nodes/index.js';
import type { NodeContext } from '../../../../src/ivr/nodes/kind.js';
import type { Flow } from '../../../../src/ivr/types.js';

const kind = nodeKind('callback');
const context = { collected: { manager: 'ann' } } as unknown as NodeContext;
const settingsOf = (settings: object): unknown => kind.settings.parse(settings);

describe('callback node', () => {
  it('ends the flow with the request and what the caller hears', () => {
    const settings = settingsOf({
      queue: 'bank',
      priority: 4,
      designatedAgent: { collected: 'manager' },
      prompts: ['bye'],
    });
    assert.deepEqual(kind.exits(settings), []);
    assert.deepEqual(kind.enter(settings, context), {
      then: 'callback',
      request: { queue: 'bank', priority: 4, grade: 0, skills: {}, designatedAgent: 'ann' },
      prompts: ['bye'],
    });
  });

  it('of a queue that calls nobody back is a fault of the flow', () => {
    const flow: Flow = {
      flow: 'f',
      name: { en: 'f', zh: 'f' },
      version: '1',
      start: 'ask',
      nodes: { ask: { kind: 'callback', settings: settingsOf({ queue: 'bank' }), exits: {} } },
    };
    const known = { queues: ['bank'], agents: [], prompts: [] };
    assert.equal(checkNames(flow, { ...known, callbacks: ['bank'] }), undefined);
    assert.match(
      checkNames(flow, known) ?? '',
      /no callback of the queue "bank": give that queue a callback/,
    );
  });
});
