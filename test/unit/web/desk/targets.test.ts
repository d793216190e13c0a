import assert from 'node:assert/strict';
import type { DeskDirectory } from '../../../../src/agent/contract.js';
import { targetRows, typedNumber, type PickerPurpose } from '../../../../src/web/desk/targets.js';

const directory: DeskDirectory = {
  agents: [
    { agent: 'ann', name: 'Ann', state: 'talking' },
    { agent: 'bob', name: 'Bob', state: 'ready' },
    { agent: 'cid', name: 'Cid', state: 'logged-out' },
    { agent: 'dan', name: 'Dan', state: 'not-ready' },
  ],
  queues: [
    { queue: 'cards', name: { en: 'Cards', zh: '信用卡' }, ready: 0, waiting: 3, callerId: null },
    { queue: 'loans', name: { en: 'Loans', zh: '贷款' }, ready: 2, waiting: 0, callerId: '95500' },
  ],
  groups: [],
  extensions: [{ extension: '8001', name: 'Branch' }],
  flows: [{ flow: 'pin', name: { en: 'PIN check', zh: '密码验证' } }],
  outside: true,
  calls: [],
};
const keys = (purpose: PickerPurpose, text = '', of = directory): string[] =>
  targetRows(of, purpose, text, 'en').map((row) => row.key);

describe('the picker of targets', () => {
  it('shows who is ready first and leaves out who is logged out', () => {
    assert.deepEqual(keys('consult'), [
      'agent:bob',
      'agent:dan',
      'agent:ann',
      'queue:cards',
      'queue:loans',
      'extension:8001',
    ]);
  });
  it('offers what the purpose allows', () => {
    assert.ok(keys('transfer').includes('flow:pin'));
    assert.deepEqual(keys('flow'), ['flow:pin']);
    assert.ok(!keys('dial').some((key) => key.startsWith('queue:') || key.startsWith('flow:')));
  });
  it('finds by name in either language, by id and by extension', () => {
    assert.deepEqual(keys('consult', 'bo'), ['agent:bob']);
    assert.deepEqual(keys('consult', '贷款'), ['queue:loans']);
    assert.deepEqual(keys('consult', ' CARDS '), ['queue:cards']);
    assert.deepEqual(keys('flow', 'pin'), ['flow:pin']);
  });
  it('puts a typed number first, beside the extensions that begin so', () => {
    assert.deepEqual(keys('dial', '8001'), ['outside:8001', 'extension:8001']);
    assert.deepEqual(keys('dial', '+86 138-0001 0001'), ['outside:+8613800010001']);
  });
  it('offers no outside number to an agent who may not call outside', () => {
    assert.deepEqual(keys('dial', '13800010001', { ...directory, outside: false }), []);
  });
  it('says who can take it now', () => {
    const available = new Map(
      targetRows(directory, 'transfer', '', 'en').map((row) => [row.key, row.available]),
    );
    assert.equal(available.get('agent:bob'), true);
    assert.equal(available.get('agent:ann'), false);
    assert.equal(available.get('queue:cards'), false);
    assert.equal(available.get('queue:loans'), true);
  });
  it('names queues and flows in the language of the page', () => {
    assert.equal(targetRows(directory, 'flow', '', 'zh')[0]?.name, '密码验证');
  });
});

describe('a typed number', () => {
  it('is taken with what people put between the digits', () => {
    assert.equal(typedNumber(' (010) 6655-1234 '), '01066551234');
    assert.equal(typedNumber('+86 10.6655'), '+86106655');
  });
  it('is none with letters, nothing in it, a plus inside or too many digits', () => {
    for (const text of ['', ' ', 'ann', '12a', '1+2', '1'.repeat(33)])
      assert.equal(typedNumber(text), null, text);
  });
});
