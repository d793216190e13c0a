import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readDialled, type NumberPlan } from '../../../../src/call/codes/dialled.js';
import { codesFault, dialledCodes, featureCodesSchema } from '../../../../src/call/codes/settings.js';

const plan: NumberPlan = {
  targets: new Map([
    ['801', { kind: 'extension', extension: '801' }],
    ['601', { kind: 'group', group: '601' }],
  ]),
  lines: new Set(['95500']),
  slots: { from: 701, to: 720 },
  codes: dialledCodes(featureCodesSchema.parse({})),
};

describe('What was dialled on a phone of the centre', () => {
  it('own numbers stand before outside ones', () => {
    assert.deepEqual(readDialled('801', plan), {
      kind: 'target',
      to: { kind: 'extension', extension: '801' },
    });
    assert.deepEqual(readDialled('601', plan), { kind: 'target', to: { kind: 'group', group: '601' } });
    assert.deepEqual(readDialled('95500', plan), { kind: 'line' });
    assert.deepEqual(readDialled('701', plan), { kind: 'slot', slot: '701' });
    assert.deepEqual(readDialled('0701', plan), { kind: 'target', to: { kind: 'outside', number: '0701' } });
    assert.deepEqual(readDialled('+861390', plan), {
      kind: 'target',
      to: { kind: 'outside', number: '+861390' },
    });
  });

  it('codes with what is dialled behind them', () => {
    assert.deepEqual(readDialled('*42', plan), { kind: 'code', code: 'ready', rest: '' });
    assert.deepEqual(readDialled('*432', plan), { kind: 'code', code: 'notReady', rest: '2' });
    assert.deepEqual(readDialled('*85701#', plan), { kind: 'code', code: 'pickUpParked', rest: '701' });
    assert.deepEqual(readDialled('*99', plan), { kind: 'unknown', what: 'code' });
    assert.deepEqual(readDialled('#', plan), { kind: 'unknown', what: 'code' });
    assert.deepEqual(readDialled('', plan), { kind: 'unknown', what: 'number' });
  });

  it('whatever is dialled is something, and only digits go outside', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9+*#]{0,32}$/), (dialled) => {
        const read = readDialled(dialled, plan);
        if (read.kind === 'target' && read.to.kind === 'outside') assert.match(read.to.number, /^\+?[0-9]+$/);
        if (/^[*#]/.test(dialled)) assert.ok(read.kind === 'code' || read.kind === 'unknown');
      }),
    );
  });
});

describe('Settings of codes', () => {
  const fault = (settings: object) => codesFault(featureCodesSchema.parse(settings));

  it('are fit by default', () => assert.equal(fault({}), undefined));

  it('two codes of which one begins like the other are refused, with both names', () => {
    const found = fault({ inCall: { hold: '*2', consult: '*21' } });
    assert.equal(found?.where, 'featureCodes.inCall.consult');
    assert.match(found?.what ?? '', /"\*2" of hold/);
    assert.ok(fault({ dialled: { ready: '*8' } }));
  });

  it('a code that is off is in nobody’s way, and not known', () => {
    const off = { inCall: { hold: '*2', consult: 'off' } };
    assert.equal(fault(off), undefined);
    assert.equal(dialledCodes(featureCodesSchema.parse({ enabled: false })).size, 0);
    assert.ok(!dialledCodes(featureCodesSchema.parse({ dialled: { ready: 'off' } })).has('*42'));
  });
});
