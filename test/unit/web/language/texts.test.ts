import assert from 'node:assert/strict';
import { en } from '../../../../src/web/language/en.js';
import { zh } from '../../../../src/web/language/zh.js';
import { chooseLanguage } from '../../../../src/web/language/choice.js';

/** Every text by its full key. */
function flat(node: unknown, path = ''): Map<string, string> {
  if (typeof node === 'string') return new Map([[path, node]]);
  const found = new Map<string, string>();
  for (const [key, child] of Object.entries(node as Record<string, unknown>))
    for (const [at, text] of flat(child, path === '' ? key : `${path}.${key}`)) found.set(at, text);
  return found;
}

const placeholders = (text: string): string[] =>
  [...text.matchAll(/\{\{(\w+)\}\}/g)].map((m) => m[1]!).sort();

describe('texts of the pages', () => {
  const english = flat(en);
  const chinese = flat(zh);

  it('have the same keys in both languages', () => {
    assert.deepEqual([...chinese.keys()].sort(), [...english.keys()].sort());
    assert.ok(english.size > 200);
  });

  it('are nowhere empty', () => {
    for (const texts of [english, chinese])
      for (const [key, text] of texts) assert.notEqual(text.trim(), '', key);
  });

  it('take the same values in both languages', () => {
    for (const [key, text] of english)
      assert.deepEqual(placeholders(chinese.get(key)!), placeholders(text), key);
  });

  it('are translated: a Chinese text has Chinese characters unless it is a name', () => {
    const names = new Set([
      'frame.product',
      'recording.checksum',
      'supervisor.conservation.sum',
      'supervisor.conservation.sumBroken',
    ]);
    for (const [key, text] of chinese) if (!names.has(key)) assert.match(text, /\p{Script=Han}/u, key);
    for (const [key, text] of english) assert.doesNotMatch(text, /\p{Script=Han}/u, key);
  });
});

describe('language of a page', () => {
  it('is what was chosen in this browser, before what is set for the user', () => {
    assert.equal(chooseLanguage('zh', 'en', ['en-US']), 'zh');
    assert.equal(chooseLanguage('en', 'zh', ['zh-CN']), 'en');
  });
  it('is what is set for the user, before what the browser prefers', () => {
    assert.equal(chooseLanguage(null, 'zh', ['en-US']), 'zh');
  });
  it('is the first of the browser that we have', () => {
    assert.equal(chooseLanguage(null, null, ['fr', 'zh-Hant-TW', 'en']), 'zh');
    assert.equal(chooseLanguage(null, null, ['de', 'en-GB', 'zh']), 'en');
  });
  it('is English when nothing fits, also when the stored choice is rubbish', () => {
    assert.equal(chooseLanguage('klingon', null, ['fr']), 'en');
    assert.equal(chooseLanguage(null, null, []), 'en');
  });
});
