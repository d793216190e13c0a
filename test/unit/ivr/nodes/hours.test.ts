import assert from 'node:assert/strict';
import { parseFlow } from '../../../../src/ivr/loader.js';
import { begin } from '../../../../src/ivr/rules.js';
import { KNOWN, flowText } from '../caller.js';

const text = flowText({
  office: {
    kind: 'hours',
    settings: { calendar: 'bank' },
    exits: { open: 'line', closed: 'bye', holiday: 'bye' },
  },
  line: { kind: 'queue', settings: { queue: 'personal' } },
  bye: { kind: 'hang-up', settings: { prompts: ['bye'] } },
});
const flow = parseFlow(text, 'test.yaml', { ...KNOWN, calendars: ['bank'] });

describe('ivr node hours', () => {
  for (const state of ['open', 'closed', 'holiday'] as const)
    it(`leaves by ${state} when the calendar says so of now`, () => {
      const asked: unknown[] = [];
      const result = begin(flow, 'en', 'play_1', 77, undefined, {
        opening: (calendar, at) => {
          asked.push([calendar, at]);
          return state;
        },
      });
      assert.deepEqual(asked, [['bank', 77]]);
      assert.deepEqual(result.steps[1], { type: 'node-left', node: 'office', exit: state });
    });

  it('names a calendar that exists, or the flow is not loaded', () =>
    assert.throws(
      () => parseFlow(text, 'test.yaml', KNOWN),
      /there is no calendar "bank": add it to centre.yaml/,
    ));
});
