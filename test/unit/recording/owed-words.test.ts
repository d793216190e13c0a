import assert from 'node:assert/strict';
import type { Event } from '../../../src/kernel/event.js';
import { expectedStill, owedWord } from '../../../src/recording/owed-words.js';
import type { LedgerRow } from '../../../src/recording/store.js';

const event = (type: string, recording: string): Event => ({
  ...{ seq: 1, id: '', at: 1, site: 'main', type, call: 'c1', data: { recording } },
});
const row = (state: LedgerRow['state']): LedgerRow => ({
  ...{ recording: 'r1', call: 'c1', state, startedAt: 1, endedAt: 9, durationMs: 8, bytes: 64 },
  ...{
    leftDbfs: -20,
    rightDbfs: -30,
    sha256: 'abc',
    chain: 'def',
    path: 'x.wav',
    reason: null,
    incomplete: null,
    gaps: [],
  },
});

describe('What the ledger knows and a crash took from the journal', () => {
  it('concerns recordings of whose end the journal does not tell', () => {
    const events = [
      ...['r1', 'r2', 'r3'].map((recording) => event('recording.expected', recording)),
      event('recording.stored', 'r1'),
      event('recording.missing', 'r2'),
    ];
    assert.deepEqual([...expectedStill(events)], [['r3', 'c1']]);
  });

  it('is said once more, as concluded: what was stored with its check, what is missing with the reason', () => {
    const stored = owedWord('r1', 'c1', row('stored'));
    assert.equal(stored?.inferred, true);
    assert.deepEqual(stored?.data, {
      recording: 'r1',
      check: { bytes: 64, durationMs: 8, leftDbfs: -20, rightDbfs: -30 },
      sha256: 'abc',
      chain: 'def',
    });
    assert.equal(owedWord('r1', 'c1', { ...row('missing'), reason: 'full' })?.type, 'recording.missing');
    assert.equal(owedWord('r1', 'c1', undefined)?.type, 'recording.missing', 'the line was never written');
  });

  it('is nothing for a recording that goes on or is still to be stored', () => {
    assert.equal(owedWord('r1', 'c1', row('recording')), undefined);
    assert.equal(owedWord('r1', 'c1', row('expected')), undefined);
  });
});
