import assert from 'node:assert/strict';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { readContacts } from '../../../src/address-book/file-import.js';
import { writeCsv } from '../../../src/runtime/csv-file.js';
import { detectEncoding, encodeForFile, fileMark } from '../../../src/runtime/text-encoding.js';

const GUESS = { encoding: 'auto', header: undefined, number: undefined, name: undefined } as const;
const gb = (text: string): Buffer => iconv.encode(text, 'gb18030');
const utf = (text: string): Buffer => Buffer.from(text, 'utf8');
const bom = (text: string): Buffer => Buffer.concat([fileMark('utf-8'), utf(text)]);
const utf16 = (text: string): Buffer =>
  Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);

type Row = readonly [number: string, name: string, fields?: Readonly<Record<string, string>>];
interface File {
  readonly what: string;
  readonly octets: Buffer;
  readonly encoding: 'utf-8' | 'gb18030' | 'utf-16le';
  readonly rows: readonly Row[];
  /** Line and fault. */
  readonly faults?: readonly (readonly [number, string])[];
}

const ZHANG: Row = ['13900000001', '张伟'];
const LI: Row = ['13900000002', '李娜'];
const FILES: readonly File[] = [
  {
    what: 'GB18030, titles in Chinese',
    octets: gb('姓名,手机号码\n张伟,13900000001\n李娜,13900000002\n'),
    encoding: 'gb18030',
    rows: [ZHANG, LI],
  },
  {
    what: 'GB18030, line ends of Windows',
    octets: gb('姓名,手机号码\r\n张伟,13900000001\r\n李娜,13900000002\r\n'),
    encoding: 'gb18030',
    rows: [ZHANG, LI],
  },
  {
    what: 'GB18030, line ends of an old Macintosh',
    octets: gb('姓名,手机号码\r张伟,13900000001\r李娜,13900000002\r'),
    encoding: 'gb18030',
    rows: [ZHANG, LI],
  },
  {
    what: 'GB18030, line ends mixed',
    octets: gb('姓名,手机号码\r\n张伟,13900000001\n李娜,13900000002'),
    encoding: 'gb18030',
    rows: [ZHANG, LI],
  },
  {
    what: 'GB18030 of four octets a character',
    octets: gb('姓名,手机号码\n㐀𠀀,13900000001\n𪚥,13900000002\n'),
    encoding: 'gb18030',
    rows: [
      ['13900000001', '㐀𠀀'],
      ['13900000002', '𪚥'],
    ],
  },
  {
    what: 'GB18030 with the euro sign of one and of two octets',
    octets: gb('姓名,手机,金额\n张伟,13900000001,€5\n'),
    encoding: 'gb18030',
    rows: [['13900000001', '张伟', { 金额: '€5' }]],
  },
  {
    what: 'GB18030, quotes around commas',
    octets: gb('姓名,手机,地址\n"张,伟",13900000001,"北京,西城"\n'),
    encoding: 'gb18030',
    rows: [['13900000001', '张,伟', { 地址: '北京,西城' }]],
  },
  {
    what: 'GB18030, a line end within quotes',
    octets: gb('姓名,手机,地址\n张伟,13900000001,"北京\n西城"\n李娜,x,\n'),
    encoding: 'gb18030',
    rows: [['13900000001', '张伟', { 地址: '北京\n西城' }]],
    faults: [[4, 'number-invalid']],
  },
  {
    what: 'GB18030 separated by tabs',
    octets: gb('姓名\t手机\n张伟\t13900000001\n'),
    encoding: 'gb18030',
    rows: [ZHANG],
  },
  {
    what: 'GB18030 separated by semicolons',
    octets: gb('姓名;手机\n张伟;13900000001\n'),
    encoding: 'gb18030',
    rows: [ZHANG],
  },
  {
    what: 'GB18030 without titles',
    octets: gb('13900000001,张伟\n13900000002,李娜\n'),
    encoding: 'gb18030',
    rows: [ZHANG, LI],
  },
  {
    what: 'GB18030, digits of full width',
    octets: gb('姓名,手机\n张伟,１３９００００００01\n'),
    encoding: 'gb18030',
    rows: [ZHANG],
  },
  {
    what: 'GB18030 with octets that are separators in ASCII',
    octets: gb('姓名|手机\n镕|13900000001\n'),
    encoding: 'gb18030',
    rows: [['13900000001', '镕']],
  },
  {
    what: 'UTF-8',
    octets: utf('姓名,手机号码\n张伟,13900000001\n李娜,13900000002\n'),
    encoding: 'utf-8',
    rows: [ZHANG, LI],
  },
  {
    what: 'UTF-8 with a mark',
    octets: bom('手机号码,姓名\n13900000001,张伟\n'),
    encoding: 'utf-8',
    rows: [ZHANG],
  },
  {
    what: 'UTF-8 with a mark and a quoted first title',
    octets: bom('"手机号码","姓名"\n"13900000001","张伟"\n'),
    encoding: 'utf-8',
    rows: [ZHANG],
  },
  {
    what: 'UTF-8 of four octets a character',
    octets: utf('name,mobile\n😀 𠀀,13900000001\n'),
    encoding: 'utf-8',
    rows: [['13900000001', '😀 𠀀']],
  },
  {
    what: 'UTF-16 as spreadsheets save "Unicode text"',
    octets: utf16('姓名\t手机\r\n张伟\t13900000001\r\n'),
    encoding: 'utf-16le',
    rows: [ZHANG],
  },
  {
    what: 'ASCII, numbers alone',
    octets: utf('13900000001\n13900000002\n'),
    encoding: 'utf-8',
    rows: [
      ['13900000001', ''],
      ['13900000002', ''],
    ],
  },
  {
    what: 'one number without a line end',
    octets: utf('13900000001'),
    encoding: 'utf-8',
    rows: [['13900000001', '']],
  },
  {
    what: 'empty lines between',
    octets: utf('mobile,name\n\n\n13900000001,A\n\n13900000002,B\n\n'),
    encoding: 'utf-8',
    rows: [
      ['13900000001', 'A'],
      ['13900000002', 'B'],
    ],
  },
  {
    what: 'numbers with spaces, dashes and brackets',
    octets: utf('name,phone\nA,+86 (139) 0000-0001\nB,139.0000.0002\n'),
    encoding: 'utf-8',
    rows: [
      ['+8613900000001', 'A'],
      ['13900000002', 'B'],
    ],
  },
  {
    what: 'doubled quotes',
    octets: utf('name,phone\n"Zhang ""VIP"" Wei",13900000001\n'),
    encoding: 'utf-8',
    rows: [['13900000001', 'Zhang "VIP" Wei']],
  },
  {
    what: 'a quote in the middle of a cell',
    octets: utf('name,phone\n5" screen,13900000001\n'),
    encoding: 'utf-8',
    rows: [['13900000001', '5" screen']],
  },
  {
    what: 'rows that are shorter and longer',
    octets: utf('name,phone,city\nA,13900000001\nB,13900000002,Beijing,too much\n'),
    encoding: 'utf-8',
    rows: [
      ['13900000001', 'A'],
      ['13900000002', 'B', { city: 'Beijing', column4: 'too much' }],
    ],
  },
  {
    what: 'a customer number beside the telephone number',
    octets: utf('customer_no,name,mobile\n10000001,A,13900000001\n'),
    encoding: 'utf-8',
    rows: [['13900000001', 'A', { customer_no: '10000001' }]],
  },
  {
    what: 'the same number twice, once with +',
    octets: utf('phone\n+8613900000001\n8613900000001\n'),
    encoding: 'utf-8',
    rows: [['+8613900000001', '']],
    faults: [[3, 'doubled']],
  },
  {
    what: 'rows without a number, and a name that is too long',
    octets: utf(`name,phone\nA,\n${'x'.repeat(65)},13900000002\nC,13900000003\n`),
    encoding: 'utf-8',
    rows: [['13900000003', 'C']],
    faults: [
      [2, 'number-missing'],
      [3, 'name-too-long'],
    ],
  },
  {
    what: 'cells that were guarded against formulas',
    octets: utf("phone,name\n'+8613900000001,'=1+1\n"),
    encoding: 'utf-8',
    rows: [['+8613900000001', '=1+1']],
  },
  { what: 'an empty file', octets: utf(''), encoding: 'utf-8', rows: [] },
];

describe('Files of contacts', () => {
  it('there are thirty of them', () => assert.equal(FILES.length, 30));

  for (const { what, octets, encoding, rows, faults = [] } of FILES)
    it(`reads ${what}`, async () => {
      const seen = await readContacts(octets, GUESS);
      assert.equal(seen.encoding, encoding);
      assert.deepEqual(
        seen.contacts,
        rows.map(([number, name, fields = {}]) => ({ number, name, fields })),
      );
      assert.deepEqual(
        seen.faults.map(({ line, fault }) => [line, fault]),
        faults,
      );
    });

  it('says at which line a quote is opened and never closed', async () => {
    const file = utf(`name,phone\nA,13900000001\n"B,13900000002\n${'C,13900000003\n'.repeat(5)}`);
    await assert.rejects(readContacts(file, GUESS), { code: 'ADDRESS_FILE_INVALID', message: /^Line 3 / });
  });

  it('refuses what is no text, and more lines than are taken', async () => {
    const picture = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0xff, 0xfe, 0x80]);
    await assert.rejects(readContacts(picture, GUESS), { code: 'ADDRESS_FILE_INVALID' });
    const long = utf('13900000001\n'.repeat(50_002));
    await assert.rejects(readContacts(long, GUESS), /more than 50000 lines/);
  });

  it('takes the encoding and the columns that somebody says', async () => {
    const file = utf('a,b\n13900000001,13900000002\n');
    const seen = await readContacts(file, { encoding: 'utf-8', header: 'yes', number: 1, name: 0 });
    assert.deepEqual(seen.contacts, [{ number: '13900000002', name: '13900000001', fields: {} }]);
  });

  it('whatever is written is read again, in both encodings, and no cell begins a formula', () =>
    fc.assert(
      fc.asyncProperty(
        fc.constantFrom('utf-8' as const, 'gb18030' as const),
        fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }), {
          minLength: 1,
          maxLength: 5,
        }),
        async (encoding, texts) => {
          // Spaces around, zero octets and private characters are not kept by files of this kind.
          const names = texts.map((text) => `x${text.replace(/[\0\p{Co}\p{Cn}\p{Cs}]/gu, '')}`.trim());
          names.push('=HYPERLINK("a")', '@x', '-1');
          const table = names.map((name, i) => [`+861390000${1000 + i}`, name]);
          const written = writeCsv([['number', 'name'], ...table]);
          for (const line of written.split('\r\n').slice(1, -1)) assert.doesNotMatch(line, /(^|,)"?[=+\-@]/);
          const octets = Buffer.concat([fileMark(encoding), encodeForFile(written, encoding)]);
          const seen = await readContacts(octets, { ...GUESS, encoding });
          assert.deepEqual(
            seen.contacts.map(({ number, name }) => [number, name]),
            table,
          );
        },
      ),
      { numRuns: 100 },
    ));

  it('recognises any text of Chinese characters in GB18030 that is not valid UTF-8 by chance', () =>
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0x4e00, max: 0x9fa5 }), { minLength: 3 }), (points) => {
        const text = String.fromCodePoint(...points);
        assert.equal(detectEncoding(Buffer.from(text, 'utf8')), 'utf-8');
        const octets = gb(text);
        const valid = !new TextDecoder().decode(octets).includes('\ufffd');
        assert.equal(detectEncoding(octets), valid ? 'utf-8' : 'gb18030');
      }),
    ));
});
