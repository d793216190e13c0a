import assert from 'node:assert/strict';
import {
  addressBooksFault,
  addressBooksSchema,
  type SourceSettings,
} from '../../../../src/address-book/sources/settings.js';

const http = {
  id: 'core',
  book: 'Customers',
  kind: 'http',
  url: 'https://core.example/x',
  columns: { number: 'n' },
};
const table = {
  ...http,
  kind: 'database',
  engine: 'sqlite',
  file: '/srv/x.db',
  query: 'SELECT 1',
  url: undefined,
};
const read = (...sources: object[]): readonly SourceSettings[] =>
  addressBooksSchema.parse(JSON.parse(JSON.stringify({ sources }))).sources;
const refused = (source: object, what: RegExp): void => assert.throws(() => read(source), what);

describe('Settings of address sources', () => {
  it('little must be said: half may be gone, 60 seconds, 100,000 rows, by hand alone', () => {
    const [one] = read(http);
    assert.ok(one?.kind === 'http');
    assert.equal(one.mostGone, 0.5);
    assert.equal(one.timeoutSeconds, 60);
    assert.equal(one.maxRows, 100_000);
    assert.equal(one.schedule, null);
    assert.equal(one.format, 'json');
  });

  it('each engine is taken with what it needs', () => {
    const server = { ...table, file: undefined, host: '127.0.0.1', database: 'crm', user: 'reader' };
    const found = read(
      table,
      { ...server, id: 'a', engine: 'postgresql' },
      { ...server, id: 'b', engine: 'mysql' },
    );
    assert.deepEqual(
      found.map((one) => one.kind === 'database' && one.engine),
      ['sqlite', 'postgresql', 'mysql'],
    );
  });

  it('mistakes are found before the first run, each with its reason', () => {
    refused({ ...http, schedule: 'every day' }, /no rule of five fields/);
    refused({ ...http, schedule: '* * * * * *' }, /no rule of five fields/);
    refused({ ...http, url: 'file:///etc/passwd' }, /http:\/\//);
    refused({ ...http, header: { name: 'X' } }, /exactly one of file and environment/);
    refused({ ...http, header: { name: 'X', file: '/a', environment: 'B' } }, /exactly one of/);
    refused({ ...http, header: { name: 'X: a\r\nY', file: '/a' } }, /no name of a header/);
    refused({ ...http, header: { name: 'X', file: 'a' } }, /no absolute path/);
    refused({ ...table, file: 'x.db' }, /no absolute path/);
    for (const query of ['DELETE FROM a', 'SELECT 1; DROP TABLE a', 'PRAGMA x', ''])
      refused({ ...table, query }, /not one SELECT/);
    refused({ ...http, columns: { number: 'n', language: 'l', fields: { language: 'x' } } }, /stands twice/);
    refused({ ...http, columns: { number: 'n', fields: { 'a b': 'x' } } }, /columns/);
    refused({ ...http, secret: 'x' }, /secret/);
  });

  it('two sources of one name are refused', () => {
    const config = addressBooksSchema.parse({ sources: [http, http] });
    assert.equal(addressBooksFault(config), 'sources: "core" stands twice');
    assert.equal(addressBooksFault({ sources: [] }), undefined);
  });
});
