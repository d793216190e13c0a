import assert from 'node:assert/strict';
import {
  ageText,
  codeKey,
  countText,
  rateText,
  spaceText,
} from '../../../../src/web/gateway/figure-texts.js';

describe('figures of the gateway', () => {
  it('ages are tenths, seconds, a clock or days', () => {
    const ages: [number, string][] = [
      [-5, '0.0 s'],
      [0, '0.0 s'],
      [449, '0.4 s'],
      [9949, '9.9 s'],
      [9950, '9 s'],
      [59_999, '59 s'],
      [60_000, '1:00'],
      [3_723_000, '1:02:03'],
      [2 * 86_400_000 - 1, '47:59:59'],
      [2 * 86_400_000 + 3 * 3_600_000, '2 d 3 h'],
    ];
    for (const [ms, text] of ages) assert.equal(ageText(ms), text, String(ms));
  });
  it('rates are tenths below ten and whole from there; what is not known is a dash', () => {
    assert.deepEqual([null, 0, 0.04, 8.74, 9.96, 482.4].map(rateText), ['–', '0', '0.0', '8.7', '10', '482']);
  });
  it('room is in gigabytes, below one in megabytes', () => {
    assert.deepEqual([48_211_000_000, 1e9, 999_999_999, 0].map(spaceText), [
      '48.2 GB',
      '1.0 GB',
      '999 MB',
      '0 MB',
    ]);
  });
  it('counts have their thousands apart', () => assert.equal(countText(1_234_567, 'en'), '1,234,567'));
  it('a code has the meaning of its first word, and an unknown one none', () => {
    const known = { UNDELIVERABLE: '', none: '' };
    assert.equal(codeKey('UNDELIVERABLE 27', known), 'UNDELIVERABLE');
    assert.equal(codeKey('none', known), 'none');
    assert.equal(codeKey('0x00000402', known), null);
    assert.equal(codeKey('toString', known), null);
  });
});
