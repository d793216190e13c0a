import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { spokenNumber } from '../../../src/switch/spoken-number.js';

const table = new Map(
  parse<{ name: string; en: string; zh: string }>(
    readFileSync(new URL('../../../sounds/prompts.csv', import.meta.url)),
    { columns: true },
  ).map((row) => [row.name, row]),
);
/** What is heard, by the texts of the recordings. */
const heard = (number: number, language: 'en' | 'zh'): string =>
  spokenNumber(number, language)
    .map((name) => table.get(name)?.[language] ?? assert.fail(`no recording ${name}`))
    .join(language === 'en' ? ' ' : '');

/** Reads Chinese number words back. */
function readChinese(text: string): number {
  const digit = (c: string): number => '零一二三四五六七八九'.indexOf(c);
  const below = (part: string): number => {
    let sum = 0;
    let last = 0;
    for (const c of part) {
      const unit = { 十: 10, 百: 100, 千: 1000 }[c];
      if (unit) {
        sum += (last || 1) * unit;
        last = 0;
      } else last = digit(c);
    }
    return sum + last;
  };
  const [, yi = '', wan = '', rest = ''] = /^(?:(.*)亿)?(?:(.*)万)?(.*)$/.exec(text)!;
  return below(yi) * 100_000_000 + below(wan) * 10_000 + below(rest);
}

/** Reads English number words back. */
function readEnglish(text: string): number {
  const words = new Map([...table.values()].map(({ name, en }) => [en, Number(name.split('/')[1])]));
  let sum = 0;
  let group = 0;
  for (const word of text.split(' ')) {
    if (word === 'million' || word === 'thousand') {
      sum += group * (word === 'million' ? 1_000_000 : 1000);
      group = 0;
    } else if (word === 'hundred') group *= 100;
    else group += words.get(word)!;
  }
  return sum + group;
}

describe('a number in words', () => {
  for (const [number, en, zh] of [
    [0, 'zero', '零'],
    [7, 'seven', '七'],
    [10, 'ten', '十'],
    [15, 'fifteen', '十五'],
    [42, 'forty two', '四十二'],
    [105, 'one hundred five', '一百零五'],
    [110, 'one hundred ten', '一百一十'],
    [2026, 'two thousand twenty six', '二千零二十六'],
    [10_010, 'ten thousand ten', '一万零一十'],
    [100_000, 'one hundred thousand', '十万'],
    [20_300_000, 'twenty million three hundred thousand', '二千零三十万'],
    [100_000_001, 'one hundred million one', '一亿零一'],
  ] as const)
    it(`${number} is said as people say it`, () => {
      assert.equal(heard(number, 'en'), en);
      assert.equal(heard(number, 'zh'), zh);
    });

  it('means that number, whichever it is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_999_999 }), (number) => {
        assert.equal(readEnglish(heard(number, 'en')), number);
        assert.equal(readChinese(heard(number, 'zh')), number);
      }),
    );
  });

  it('that is too long is said digit by digit', () =>
    assert.deepEqual(spokenNumber(12_345_678_901, 'en').slice(0, 3), ['digits/1', 'digits/2', 'digits/3']));

  it('has no sign and no fraction, and is silence when it is none', () => {
    assert.deepEqual(spokenNumber(-3.9, 'en'), ['digits/3']);
    assert.deepEqual(spokenNumber(NaN, 'en'), []);
  });
});
