import assert from 'node:assert/strict';
import fc from 'fast-check';
import { acceptable, createRowReader, judge } from '../../../../src/address-book/sources/rules.js';

const columns = {
  number: 'mobile',
  name: 'cust',
  language: 'lang',
  groups: 'segment',
  fields: { balance: 'bal' },
};

describe('Rules of address sources', () => {
  const read = createRowReader(columns);

  it('a row becomes a contact by the names of its columns, its number as in files', () => {
    assert.deepEqual(
      read(
        { mobile: '＋86 139-0000-0001', cust: ' 张伟 ', lang: 'zh', segment: 'VIP； Gold,VIP', bal: '12.50' },
        7,
      ),
      {
        row: 7,
        number: '+8613900000001',
        name: '张伟',
        fields: { balance: '12.50', language: 'zh' },
        groups: ['Gold', 'VIP'],
      },
    );
    assert.deepEqual(read({ mobile: '13900000001' }, 1), {
      ...{ row: 1, number: '13900000001', name: '', fields: {}, groups: [] },
    });
  });

  for (const [row, fault] of [
    [{ cust: 'A' }, 'number-missing'],
    [{ mobile: 'nobody' }, 'number-invalid'],
    [{ mobile: '13900000001', cust: 'x'.repeat(65) }, 'name-too-long'],
    [{ mobile: '13900000001', bal: 'x'.repeat(201) }, 'value-too-long'],
    [{ mobile: '13900000001', segment: 'x'.repeat(65) }, 'group-too-long'],
    [
      { mobile: '13900000001', segment: Array.from({ length: 21 }, (_, n) => `g${n}`).join(';') },
      'group-too-long',
    ],
  ] as const)
    it(`a row with the fault ${fault} is told with its place and no more than the beginning of the cell`, () => {
      const found = read(row, 3);
      assert.ok('fault' in found);
      assert.equal(found.fault, fault);
      assert.equal(found.row, 3);
      assert.ok(found.cell.length <= 40);
    });

  it('a number that people or another source have is theirs', () => {
    const contact = { number: '+861', name: 'A', fields: { x: '1' } };
    const holder = { number: '+861', name: 'A', fields: '{"x":"1"}', groups: ['g1'] };
    assert.equal(judge(contact, ['g1'], undefined, 'core'), 'add');
    assert.equal(judge(contact, ['g1'], { ...holder, source: '' }, 'core'), 'of-people');
    assert.equal(judge(contact, ['g1'], { ...holder, source: 'cards' }, 'core'), 'of-another-source');
    assert.equal(judge(contact, ['g1'], { ...holder, source: 'core' }, 'core'), 'same');
    for (const other of [{ name: 'B' }, { number: '0086 1' }, { fields: '{}' }, { groups: [] }])
      assert.equal(judge(contact, ['g1'], { ...holder, source: 'core', ...other }, 'core'), 'change');
  });

  it('an empty result is never taken, whatever is allowed; the first one always is when it has a contact', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.double({ min: 0, max: 1, noNaN: true }), (before, share) => {
        assert.equal(acceptable({ contacts: 0, before, gone: before }, share), 'empty');
        assert.equal(acceptable({ contacts: 1, before: 0, gone: 0 }, share), 'yes');
      }),
    );
  });

  it('a result is refused exactly when more than the share is gone', () => {
    assert.equal(acceptable({ contacts: 50, before: 100, gone: 50 }, 0.5), 'yes');
    assert.equal(acceptable({ contacts: 49, before: 100, gone: 51 }, 0.5), 'shrunken');
    assert.equal(acceptable({ contacts: 500, before: 100, gone: 100 }, 0.5), 'shrunken');
    assert.equal(acceptable({ contacts: 1, before: 100, gone: 99 }, 1), 'yes');
    assert.equal(acceptable({ contacts: 99, before: 100, gone: 1 }, 0), 'shrunken');
  });
});
