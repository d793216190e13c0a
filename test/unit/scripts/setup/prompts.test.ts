import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseCsv } from '../../../../scripts/setup/csv.js';
import { promptFolderName, promptSounds, soundHash } from '../../../../scripts/setup/prompts.js';

const recorded = 'name,file\n';

describe('comma separated values', () => {
  it('are read with quotes, commas and doubled quotes', () =>
    assert.deepEqual(parseCsv('a,b\n"x, y","say ""no"""\n\n1,2\n', 'f'), [
      { a: 'x, y', b: 'say "no"' },
      { a: '1', b: '2' },
    ]));
  it('of another width than the header are told with their line', () =>
    assert.throws(
      () => parseCsv('a,b\n1,2\n1,2,3\n', 'f.csv'),
      /f\.csv, line 3: has 3 fields, the header has 2/,
    ));
  it('with an open quote are told with their line', () =>
    assert.throws(() => parseCsv('a,b\n1,"2\n', 'f.csv'), /f\.csv, line 2: a quote is left open/));
  it('come back as they were written, whatever stands in them', () =>
    fc.assert(
      fc.property(fc.array(fc.record({ a: fc.string(), b: fc.string() }), { minLength: 1 }), (rows) => {
        const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
        const text = ['a,b', ...rows.map((r) => `${quote(r.a)},${quote(r.b)}`)].join('\r\n');
        const clean = (t: string) => t.replace(/\r\n?/g, '\n').trim();
        assert.deepEqual(
          parseCsv(text, 'f'),
          rows.map((r) => ({ a: clean(r.a), b: clean(r.b) })),
        );
      }),
    ));
});

describe('prompts', () => {
  const prompts = 'name,en,zh\nhello,Hello,你好\ndigits/1,one,一\n';
  it('are one sound for each language', () =>
    assert.deepEqual(
      promptSounds(prompts, recorded).map((s) => `${s.language}/${s.name}`),
      ['en/hello', 'zh/hello', 'en/digits/1', 'zh/digits/1'],
    ));
  it('take a recording for English only', () =>
    assert.deepEqual(
      promptSounds(prompts, 'name,file\ndigits/1,a/1\n').map((s) => s.recorded),
      [undefined, undefined, 'a/1', undefined],
    ));
  for (const [what, text, sentence] of [
    ['without text in a language', 'name,en,zh\nhello,Hello,\n', /"hello" has no text in column zh/],
    ['that stand twice', `${prompts}hello,Hi,嗨\n`, /"hello" stands twice/],
    ['whose name leaves the folder', 'name,en,zh\n../x,a,b\n', /"\.\.\/x" is not a name of a prompt/],
  ] as const)
    it(`${what} are told with their row`, () => assert.throws(() => promptSounds(text, recorded), sentence));
  it('that are recorded but not written are told', () =>
    assert.throws(
      () => promptSounds(prompts, 'name,file\nbye,a/bye\n'),
      /recorded\.csv: "bye" is not a row/,
    ));
  it('are made again when text or recording changes, and only then', () => {
    const [one] = promptSounds(prompts, recorded);
    assert.ok(one);
    assert.equal(soundHash(one), soundHash({ ...one, name: 'other' }));
    assert.notEqual(soundHash(one), soundHash({ ...one, text: 'Hello!' }));
    assert.notEqual(soundHash(one), soundHash({ ...one, recorded: 'x' }));
    assert.notEqual(soundHash(one), soundHash({ ...one, language: 'zh' }));
  });
  it('lie in a folder that is named by them, in whatever order', () => {
    const sounds = promptSounds(prompts, recorded);
    assert.equal(promptFolderName(sounds), promptFolderName([...sounds].reverse()));
    assert.notEqual(promptFolderName(sounds), promptFolderName(sounds.slice(1)));
  });
});
