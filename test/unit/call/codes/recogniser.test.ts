import assert from 'node:assert/strict';
import fc from 'fast-check';
import { paused, press, type Heard, type InCallCode } from '../../../../src/call/codes/recogniser.js';
import { featureCodesSchema, inCallCodes } from '../../../../src/call/codes/settings.js';

const codes = inCallCodes(featureCodesSchema.parse({}));
const digit = fc.constantFrom(...'0123456789*#');

/** What comes of digits, one after another; `pause`: and nothing more. */
function hear(digits: string, pause = true): Heard[] {
  const heard: Heard[] = [];
  let typed = '';
  for (const one of digits) {
    const next = press(typed, one, codes);
    typed = next.typed;
    if (next.heard) heard.push(next.heard);
  }
  const last = pause ? paused(typed, codes).heard : undefined;
  return last ? [...heard, last] : heard;
}
const command = (code: InCallCode, number = ''): Heard => ({ do: 'command', code, number });

describe('Recognising codes in mid-call', () => {
  it('a code without a number is complete with its last digit', () => {
    assert.deepEqual(hear('*1', false), [command('hold')]);
    assert.deepEqual(hear('*0', false), [command('cancel')]);
  });

  it('a number behind a code ends with a hash, or with a pause', () => {
    assert.deepEqual(hear('*8801#', false), [command('transfer', '801')]);
    assert.deepEqual(hear('*8801', false), []);
    assert.deepEqual(hear('*8801'), [command('transfer', '801')]);
  });

  it('no number where one is needed, and codes of nobody, are unknown', () => {
    for (const digits of ['*8#', '*8', '*', '*9', '*#', `*8${'1'.repeat(25)}`])
      assert.deepEqual(hear(digits), [{ do: 'unknown' }], digits);
  });

  it('a star begins anew, whatever was typed', () => {
    assert.deepEqual(hear('*85*1'), [command('hold')]);
    assert.deepEqual(hear('**1'), [command('hold')]);
  });

  it('without codes every digit is passed on', () => {
    const none = new Map<string, InCallCode>();
    assert.deepEqual(press('', '5', none), { typed: '', heard: { do: 'pass', digit: '5' } });
  });

  it('digits without a star are all passed on, in order', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9#]{0,40}$/), (digits) => {
        assert.deepEqual(
          hear(digits).map((one) => one.do === 'pass' && one.digit),
          [...digits],
        );
      }),
    );
  });

  it('whatever is pressed: nothing of a code is passed on, and after a pause nothing is left', () => {
    fc.assert(
      fc.property(fc.array(digit, { maxLength: 60 }), (digits) => {
        let typed = '';
        for (const one of digits) {
          const { typed: next, heard } = press(typed, one, codes);
          if (heard?.do === 'pass') assert.deepEqual([typed, heard.digit, next], ['', one, '']);
          else assert.ok(typed !== '' || one === '*', 'outside a code everything is passed on');
          assert.ok(next === '' || next.startsWith('*'));
          typed = next;
        }
        assert.equal(paused(typed, codes).typed, '');
      }),
    );
  });

  it('every code is understood after anything that came before and a pause', () => {
    const number = fc.stringMatching(/^[0-9]{1,24}$/);
    fc.assert(
      fc.property(
        fc.array(digit, { maxLength: 20 }),
        fc.constantFrom(...codes),
        number,
        (before, [text, code], to) => {
          const takesNumber = code === 'transfer' || code === 'consult';
          const heard = hear(`${before.join('')}${text}${takesNumber ? `${to}#` : ''}`);
          assert.deepEqual(heard.at(-1), command(code, takesNumber ? to : ''));
        },
      ),
    );
  });
});
