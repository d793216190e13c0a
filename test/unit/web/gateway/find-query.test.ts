import assert from 'node:assert/strict';
import fc from 'fast-check';
import { publicId } from '../../../../src/sms/message-id.js';
import { findQuery, justBefore, wishOf } from '../../../../src/web/gateway/find-query.js';

describe('what an operator looks for', () => {
  it('every id that the gateway gives is taken for one, in small letters too', () => {
    // 41 bits of milliseconds with 12 bits behind them.
    fc.assert(
      fc.property(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (id) => {
        const name = publicId(id);
        assert.deepEqual(wishOf(` ${name.toLowerCase()} `), { by: 'message', message: name });
      }),
    );
  });
  it('a number is a number with or without plus, spaces and dashes, and so is its end', () => {
    assert.deepEqual(wishOf('+86 139-0000-0001'), { by: 'number', number: '+8613900000001' });
    assert.deepEqual(wishOf('13900000001'), { by: 'number', number: '13900000001' });
    assert.deepEqual(wishOf('0001'), { by: 'number', number: '0001' });
  });
  it('anything else is neither', () => {
    for (const text of ['', '123', 'hello', '+', '1'.repeat(21), '%%%%'])
      assert.equal(wishOf(text), null, text);
  });
  it('a query names only what was given, and escapes the plus', () => {
    assert.equal(findQuery('+861', { from: null, until: null }, null), 'number=%2B861');
    assert.equal(
      findQuery('0001', { from: 5, until: 9 }, '0MT7ABQ2W9K'),
      'number=0001&since=5&until=9&before=0MT7ABQ2W9K',
    );
  });
  it('a list begins at the first number with the digits looked for', () => {
    const digits = fc.stringMatching(/^\d{1,6}$/);
    fc.assert(
      fc.property(digits, fc.array(fc.stringMatching(/^\d{3,12}$/)), (start, numbers) => {
        const after = justBefore(start);
        for (const number of numbers) {
          if (number >= start) assert.ok(number > after, `${number} is shown from ${start} on`);
          else if (!start.startsWith(number)) assert.ok(number <= after, `${number} is before ${start}`);
        }
      }),
    );
    assert.equal(justBefore(' '), '');
  });
});
