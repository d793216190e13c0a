import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import {
  SUN_LI,
  LI_NA,
  holdersFile,
  people,
  source,
  startBusinessServer,
  startSources,
  type BusinessServer,
  type SourceRig,
} from '../source-rig.js';

const names = (list: readonly { mobile: string; name: string }[]): Record<string, string> =>
  Object.fromEntries(list.map(({ mobile, name }) => [mobile, name]));

describe('Address sources', function () {
  this.timeout(60_000);
  let folder: string;
  let server: BusinessServer;
  let rig: SourceRig;
  const begin = async (...settings: object[]): Promise<void> => {
    rig = await startSources(
      settings.map((one) => source('kind' in one ? one : { kind: 'http', url: server.url, ...one })),
    );
  };

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ringmaster-sources-'));
    server = await startBusinessServer();
  });
  afterEach(async () => {
    await rig.stop();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('a JSON document fills a shared book that is made for it, and its groups', async () => {
    await begin({
      rows: 'data.items',
      columns: { number: 'mobile', name: 'name', groups: 'segment', fields: { balance: 'bal' } },
    });
    server.give({
      data: {
        items: people(3).map((one, at) => ({ ...one, bal: at + 0.5, segment: at === 0 ? 'VIP' : null })),
      },
    });
    const last = await rig.run();
    assert.deepEqual(
      [last.outcome, last.rows, last.added, last.contacts, last.rejected],
      ['filled', 3, 3, 3, 0],
    );
    const [book] = await rig.books.books(LI_NA);
    assert.deepEqual([book?.name, book?.shared, book?.contacts], ['Customers', true, 3]);
    assert.deepEqual(
      book?.groups.map(({ name, contacts }) => [name, contacts]),
      [['VIP', 1]],
    );
    const { contacts } = await rig.books.contacts(LI_NA, book.id, { limit: 10 });
    assert.deepEqual(contacts[0]?.fields, { balance: '0.5' });
    assert.equal(contacts[0]?.source, 'core');
    assert.deepEqual(
      rig.events.map(({ type }) => type),
      ['address-book.source-filled'],
    );
  });

  it('a CSV document in GB18030 is read, its bad rows are told by line and reason', async () => {
    await begin({ format: 'csv', encoding: 'gb18030', columns: { number: '手机', name: '姓名' } });
    server.answer = (_, response) =>
      response.end(
        iconv.encode(
          '姓名,手机\n张伟,13900000001\n李娜,nobody\n王芳,8613900000001\n赵,+8613900000001\n',
          'gb18030',
        ),
      );
    const last = await rig.run();
    assert.deepEqual(await rig.contents(), { '13900000001': '张伟', '8613900000001': '王芳' });
    assert.deepEqual(last.faults, [
      { row: 3, fault: 'number-invalid', cell: 'nobody' },
      { row: 5, fault: 'doubled', cell: '+8613900000001' },
    ]);
  });

  it('the book follows the source: new ones come, others change, gone ones go; who stays keeps the id', async () => {
    await begin({});
    server.give(people(5));
    await rig.run();
    const id = await rig.bookId();
    const before = (await rig.books.contacts(SUN_LI, id, { limit: 10 })).contacts;
    const next = [...people(4), ...people(1, 7)].map((one, at) =>
      at === 1 ? { ...one, name: 'Other' } : one,
    );
    server.give(next);
    const last = await rig.run();
    assert.deepEqual([last.added, last.changed, last.removed, last.contacts], [1, 1, 1, 5]);
    assert.deepEqual(await rig.contents(), names(next));
    const after = (await rig.books.contacts(SUN_LI, id, { limit: 10 })).contacts;
    const idOf = (list: typeof after, at: number) =>
      list.find((one) => one.number === people(1, at)[0]!.mobile)?.id;
    assert.equal(idOf(after, 0), idOf(before, 0));
    const [book] = await rig.books.books(SUN_LI);
    assert.equal(book?.contacts, 5);
  });

  it('contacts of people in the same book are never touched, and their numbers are told', async () => {
    await begin({});
    server.give(people(2));
    await rig.run();
    const id = await rig.bookId();
    const mine = { number: '+8613999999999', name: 'Mine', fields: {}, groups: [] };
    await rig.books.putContact(SUN_LI, id, null, mine);
    server.give([...people(1), { mobile: '008613999999999', name: 'Of the source' }]);
    const last = await rig.run();
    assert.deepEqual(last.faults, [{ row: 2, fault: 'of-people', cell: '008613999999999' }]);
    assert.deepEqual(await rig.contents(), { ...names(people(1)), '+8613999999999': 'Mine' });
  });

  it('what comes from a source is not changed, removed or overwritten by people, nor its number given again', async () => {
    await begin({});
    server.give(people(1));
    await rig.run();
    const id = await rig.bookId();
    const [contact] = (await rig.books.contacts(SUN_LI, id, { limit: 1 })).contacts;
    const body = { number: contact!.number, name: 'X', fields: {}, groups: [] };
    const fromSource = { code: 'ADDRESS_CONTACT_FROM_SOURCE' };
    await assert.rejects(rig.books.putContact(SUN_LI, id, contact!.id, body), fromSource);
    await assert.rejects(rig.books.removeContact(SUN_LI, id, contact!.id), fromSource);
    await assert.rejects(rig.books.putContact(SUN_LI, id, null, body), { code: 'ADDRESS_NUMBER_KNOWN' });
    const file = Buffer.from(`mobile,name\n${contact!.number},From a file\n13911111111,New\n`);
    const how = { mode: 'commit', encoding: 'auto', known: 'update' } as const;
    const { added, known } = await rig.books.importFile(SUN_LI, id, file, how);
    assert.deepEqual([added, known], [1, 1]);
    assert.deepEqual(await rig.contents(), { ...names(people(1)), '13911111111': 'New' });
  });

  it('two sources fill one book side by side; each removes its own alone, and a number is of who came first', async () => {
    const path = join(folder, 'cards.db');
    holdersFile(path, people(3, 1));
    await begin(
      {},
      {
        id: 'cards',
        ...{ kind: 'database', engine: 'sqlite', file: path, query: 'SELECT * FROM holders' },
      },
    );
    server.give(people(2));
    await rig.run('core');
    const cards = await rig.run('cards');
    assert.deepEqual(cards.faults, [{ row: 1, fault: 'of-another-source', cell: people(1, 1)[0]!.mobile }]);
    assert.deepEqual(await rig.contents(), names(people(4)));
    server.give(people(1));
    await rig.run('core');
    assert.deepEqual(await rig.contents(), names([...people(1), ...people(2, 2)]));
    await rig.run('cards');
    assert.deepEqual(await rig.contents(), names(people(4)));
  });

  for (const [what, answer, code] of [
    ['is empty', (s: BusinessServer) => s.give([]), 'ADDRESS_SOURCE_EMPTY'],
    [
      'has bad rows alone',
      (s: BusinessServer) => s.give([{ mobile: 'x', name: '' }]),
      'ADDRESS_SOURCE_EMPTY',
    ],
    ['has less than half of it', (s: BusinessServer) => s.give(people(4)), 'ADDRESS_SOURCE_SHRUNKEN'],
    ['has as many others', (s: BusinessServer) => s.give(people(10, 50)), 'ADDRESS_SOURCE_SHRUNKEN'],
    ['is no JSON', (s: BusinessServer) => (s.answer = (_, r) => r.end('<html>')), 'ADDRESS_SOURCE_INVALID'],
    ['is no list', (s: BusinessServer) => s.give({}), 'ADDRESS_SOURCE_INVALID'],
    [
      'is without a column',
      (s: BusinessServer) => s.give([{ mobile: '13900000001' }]),
      'ADDRESS_SOURCE_INVALID',
    ],
    ['has more rows than are taken', (s: BusinessServer) => s.give(people(21)), 'ADDRESS_SOURCE_TOO_LARGE'],
    [
      'is larger than is taken',
      (s: BusinessServer) => s.give([{ mobile: 'x'.repeat(60_000) }]),
      'ADDRESS_SOURCE_TOO_LARGE',
    ],
    [
      'is refused',
      (s: BusinessServer) => (s.answer = (_, r) => r.writeHead(403).end()),
      'ADDRESS_SOURCE_REFUSED',
    ],
    [
      'is elsewhere',
      (s: BusinessServer) => (s.answer = (_, r) => r.writeHead(302, { location: s.url }).end()),
      'ADDRESS_SOURCE_REFUSED',
    ],
    [
      'breaks off',
      (s: BusinessServer) => (s.answer = (_, r) => (r.write('['), r.destroy())),
      'ADDRESS_SOURCE_UNREACHABLE',
    ],
  ] as const)
    it(`the book stays as it is when the document ${what}: ${code}`, async () => {
      await begin({ maxRows: 20, maxMegabytes: 0.05 });
      server.give(people(10));
      assert.equal((await rig.run()).outcome, 'filled');
      const contents = await rig.contents();
      answer(server);
      const last = await rig.run();
      assert.deepEqual([last.outcome, last.code], ['failed', code]);
      assert.deepEqual(await rig.contents(), contents);
      const view = await rig.view();
      assert.equal(view.state, 'idle');
      assert.ok(view.filledAt !== null && view.filledAt <= last.at);
      assert.deepEqual(rig.events.at(-1), {
        type: 'address-book.source-failed',
        data: { source: 'core', user: 'sun-li', code },
      });
    });

  it('the book stays as it is when the document never comes: ADDRESS_SOURCE_TIMEOUT', async () => {
    await rigOnDisk();
    server.give(people(3));
    await rig.run();
    await rig.stop();
    await rigOnDisk({ timeoutSeconds: 0.1 });
    server.answer = () => undefined;
    assert.equal((await rig.run()).code, 'ADDRESS_SOURCE_TIMEOUT');
    assert.deepEqual(await rig.contents(), names(people(3)));
  });

  it('a person can take a shrunken result, never an empty one', async () => {
    await begin({});
    server.give(people(10));
    await rig.run();
    server.give(people(2));
    assert.equal((await rig.run()).code, 'ADDRESS_SOURCE_SHRUNKEN');
    assert.equal((await rig.run('core', true)).outcome, 'filled');
    assert.deepEqual(await rig.contents(), names(people(2)));
    server.give([]);
    assert.equal((await rig.run('core', true)).code, 'ADDRESS_SOURCE_EMPTY');
    assert.deepEqual(await rig.contents(), names(people(2)));
  });

  it('a secret from a file stands in the header, and nowhere in log, status or events', async () => {
    const file = join(folder, 'token');
    writeFileSync(file, 'Bearer very-secret-token\n');
    await begin({ header: { name: 'Authorization', file } });
    server.give(people(1));
    await rig.run();
    assert.equal(server.requests[0]?.headers.authorization, 'Bearer very-secret-token');
    server.answer = (_, response) => response.writeHead(500).end();
    await rig.run();
    rmSync(file);
    assert.equal((await rig.run()).code, 'ADDRESS_SOURCE_SECRET_MISSING');
    const told = JSON.stringify([rig.logged, rig.events, await rig.sources.list()]);
    assert.doesNotMatch(told, /very-secret/);
    assert.doesNotMatch(rig.logged.join(), /13900000000|Person 0/);
  });

  it('pages are read until one is empty', async () => {
    await begin({ paging: { parameter: 'page' } });
    server.answer = (request, response) => {
      const page = Number(new URL(request.url!, server.url).searchParams.get('page'));
      response.end(JSON.stringify(page < 4 ? people(2, page * 2) : []));
    };
    assert.equal((await rig.run()).rows, 6);
    assert.deepEqual(await rig.contents(), names(people(6, 2)));
  });

  it('a run is refused while one goes, and two sources wait for each other', async () => {
    await begin({}, { id: 'second', book: 'Second' });
    let most = 0;
    let under = 0;
    server.answer = (_, response) => {
      most = Math.max(most, ++under);
      setImmediate(() => {
        under--;
        response.end(JSON.stringify(people(1)));
      });
    };
    rig.sources.run('core', null, false);
    rig.sources.run('second', null, false);
    assert.throws(() => rig.sources.run('core', null, false), { code: 'ADDRESS_SOURCE_RUNNING' });
    assert.throws(() => rig.sources.run('third', null, false), { code: 'ADDRESS_SOURCE_UNKNOWN' });
    await rig.sources.settled();
    assert.equal(most, 1);
    assert.equal((await rig.view('second')).last?.outcome, 'filled');
  });

  it('a source that never filled its book runs at the start when it has a schedule, and says when it runs next', async () => {
    server.give(people(1));
    await begin({ schedule: '15 2 * * *' }, { id: 'by-hand', book: 'Other' });
    await rig.sources.start();
    await rig.sources.settled();
    assert.deepEqual(await rig.contents(), names(people(1)));
    const { nextAt } = await rig.view();
    assert.equal(new Date(nextAt!).toLocaleTimeString('en-GB', { timeZone: 'Asia/Shanghai' }), '02:15:00');
    assert.deepEqual([(await rig.view('by-hand')).last, (await rig.view('by-hand')).nextAt], [null, null]);
  });

  it('the process that ends in mid-run leaves the book as it was; the next one runs again', async () => {
    await rigOnDisk();
    server.give(people(10));
    await rig.run();
    const asked = new Promise<void>((resolve) => {
      server.answer = (_, response) => (response.write('['), resolve());
    });
    rig.sources.run('core', null, false);
    await asked;
    await rig.stop();
    server.give(people(12));
    await rigOnDisk();
    assert.equal((await rig.view()).last?.code, 'ADDRESS_SOURCE_INTERRUPTED');
    assert.deepEqual(await rig.contents(), names(people(10)));
    await rig.sources.start();
    await rig.sources.settled();
    assert.deepEqual(await rig.contents(), names(people(12)));
  });

  it('a book that people renamed is still the one that is filled; one that they removed is made anew', async () => {
    await begin({});
    server.give(people(2));
    await rig.run();
    const id = await rig.bookId();
    await rig.books.renameBook(SUN_LI, id, 'All customers');
    server.give(people(3));
    await rig.run();
    assert.deepEqual(await rig.contents('All customers'), names(people(3)));
    await rig.books.removeBook(SUN_LI, id);
    assert.deepEqual(await rig.books.books(SUN_LI), []);
    await rig.run();
    assert.deepEqual(await rig.contents(), names(people(3)));
  });

  it('a database is only read', async () => {
    const path = join(folder, 'h.db');
    holdersFile(path, people(3));
    const database = { kind: 'database', engine: 'sqlite', file: path };
    await begin(
      { ...database, query: 'SELECT mobile, name FROM holders' },
      { ...database, id: 'writes', query: 'WITH x AS (SELECT 1) DELETE FROM holders' },
      { ...database, id: 'wrong', query: 'SELECT mobile, name FROM nothing' },
      { ...database, id: 'away', file: join(folder, 'none.db'), query: 'SELECT 1' },
    );
    assert.equal((await rig.run('writes')).code, 'ADDRESS_SOURCE_REFUSED');
    assert.equal((await rig.run('wrong')).code, 'ADDRESS_SOURCE_REFUSED');
    assert.equal((await rig.run('away')).code, 'ADDRESS_SOURCE_UNREACHABLE');
    assert.equal((await rig.run('core')).outcome, 'filled');
    assert.deepEqual(await rig.contents(), names(people(3)));
  });

  const rigOnDisk = async (settings: object = {}): Promise<void> => {
    rig = await startSources([source({ kind: 'http', url: server.url, ...settings })], {
      path: join(folder, 'books.db'),
      inThread: true,
    });
  };
});
