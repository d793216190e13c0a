import assert from 'node:assert/strict';
import { mountAddressBooks } from '../../../src/address-book/index.js';
import { addressBookMigrations } from '../../../src/address-book/store.js';
import type { Session } from '../../../src/identity/index.js';
import { createRandomBytes } from '../../../src/runtime/random-bytes.js';
import { createIdSource } from '../../../src/kernel/ids.js';
import { openDatabase, type OpenDatabase } from '../../../src/runtime/database.js';
import { createRouteRegistry } from '../../../src/runtime/http-route.js';
import { startHttp } from '../../../src/runtime/http.js';
import { createLog } from '../../../src/runtime/log.js';
import { createMetrics } from '../../../src/runtime/metrics.js';
import { createScheduler } from '../../../src/runtime/scheduler.js';
import { people, source, startBusinessServer, type BusinessServer } from './source-rig.js';

/** Session tokens are the names of users; the role stands before the dash. */
const sessionOf = (token: string): Session =>
  ({
    ...{ session: `ses_${token}`, user: token, name: token, role: token.split('-')[0] },
    ...{ agent: null, endsAt: Date.now() + 60_000, language: 'en' },
  }) as unknown as Session;

interface Answer {
  readonly status: number;
  readonly code: string;
  readonly body: Record<string, unknown>;
  readonly text: string;
}

describe('Routes of address books', function () {
  this.timeout(30_000);
  let database: OpenDatabase;
  let http: Awaited<ReturnType<typeof startHttp>>;
  let server: BusinessServer;
  let mounted: ReturnType<typeof mountAddressBooks>;

  before(async () => {
    server = await startBusinessServer();
    database = await openDatabase({ kind: 'sqlite', path: ':memory:' }, addressBookMigrations);
    const clock = { now: () => Date.now() };
    const log = createLog({ level: 'error' }, { write: () => undefined });
    const registry = createRouteRegistry<Session>({
      version: '0',
      authenticate: ({ headers }) => {
        const token = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1];
        return Promise.resolve(token ? { principal: sessionOf(token), bearer: true } : null);
      },
    });
    mounted = mountAddressBooks(
      registry,
      { sources: [source({ kind: 'http', url: server.url })] },
      {
        ...{ database: database.db, clock, log, timeZone: null },
        scheduler: createScheduler(clock),
        ids: createIdSource(() => clock.now(), createRandomBytes()),
        metrics: createMetrics(false),
        recorder: { record: () => [] },
      },
    );
    const metrics = createMetrics(false);
    http = await startHttp<Session>({
      ...{ host: '127.0.0.1', port: 0, trustedProxies: [], registry, log, metrics },
      health: () => Promise.resolve({ ok: true, parts: {} }),
    });
  });
  after(async () => {
    await mounted.sources.stop();
    await http.stop();
    await database.close();
    await server.stop();
  });

  async function ask(user: string, method: string, path: string, body?: unknown): Promise<Answer> {
    const octets = body instanceof Uint8Array;
    const answer = await fetch(`http://127.0.0.1:${http.port}/api/v1${path}`, {
      method,
      headers: {
        ...(user !== '' && { authorization: `Bearer ${user}` }),
        ...(body !== undefined && {
          'content-type': octets ? 'application/octet-stream' : 'application/json',
        }),
      },
      ...(body !== undefined && { body: octets ? Buffer.from(body) : JSON.stringify(body) }),
    });
    const text = await answer.text();
    const json = text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {};
    const { code = '' } = (json['error'] ?? {}) as { code?: string };
    return { status: answer.status, code, body: json, text };
  }
  const refused = async (asked: Promise<Answer>, status: number, code: string): Promise<void> => {
    const answer = await asked;
    assert.deepEqual([answer.status, answer.code], [status, code]);
  };
  const made = async (asked: Promise<Answer>): Promise<string> => {
    const { status, body } = await asked;
    assert.equal(status, 200);
    return body['id'] as string;
  };
  const contact = (number: string, more: object = {}): object => ({ number, name: 'A', ...more });

  it('nobody without a session is answered', async () => {
    for (const [method, path] of [
      ['GET', '/address-books'],
      ['POST', '/address-books'],
      ['PUT', '/address-books/x'],
      ['DELETE', '/address-books/x'],
      ['GET', '/address-books/x/contacts'],
      ['GET', '/address-books/x/export'],
      ['POST', '/address-books/x/import?mode=preview'],
      ['GET', '/address-book-sources'],
      ['POST', '/address-book-sources/core/run'],
    ] as const)
      await refused(ask('', method, path), 401, 'IDENTITY_NO_SESSION');
  });

  it('a private book is made, renamed, filled, read, exported and removed by its owner', async () => {
    const book = await made(ask('agent-ann', 'POST', '/address-books', { name: 'Mine' }));
    assert.equal((await ask('agent-ann', 'PUT', `/address-books/${book}`, { name: 'My own' })).status, 204);
    const group = await made(ask('agent-ann', 'POST', `/address-books/${book}/groups`, { name: 'VIP' }));
    assert.equal(
      (await ask('agent-ann', 'PUT', `/address-books/${book}/groups/${group}`, { name: 'Gold' })).status,
      204,
    );
    const one = await made(
      ask(
        'agent-ann',
        'POST',
        `/address-books/${book}/contacts`,
        contact('+86 139 0000 0001', { groups: [group] }),
      ),
    );
    const changed = contact('13900000002', { fields: { language: 'zh', balance: '5' }, groups: [group] });
    assert.equal(await made(ask('agent-ann', 'PUT', `/address-books/${book}/contacts/${one}`, changed)), one);
    const { body } = await ask(
      'agent-ann',
      'GET',
      `/address-books/${book}/contacts?group=${group}&search=0002`,
    );
    assert.deepEqual(body, {
      contacts: [
        {
          ...{ id: one, number: '13900000002', name: 'A', groups: [group], source: null },
          fields: { language: 'zh', balance: '5' },
        },
      ],
      more: false,
    });
    const { body: list } = await ask('agent-ann', 'GET', '/address-books');
    assert.deepEqual(list, {
      books: [
        {
          ...{ id: book, name: 'My own', shared: false, owner: 'agent-ann', mayWrite: true, contacts: 1 },
          groups: [{ id: group, name: 'Gold', contacts: 1 }],
        },
      ],
    });
    const exported = await ask('agent-ann', 'GET', `/address-books/${book}/export?encoding=utf-8`);
    assert.equal(exported.status, 200);
    assert.match(exported.text, /number,name,language,balance\r\n13900000002,A,zh,5\r\n/);
    const file = Buffer.from('mobile,name\n13900000003,B\nx,C\n');
    const preview = await ask('agent-ann', 'POST', `/address-books/${book}/import?mode=preview`, file);
    assert.deepEqual([preview.status, preview.body['added'], preview.body['faultCount']], [200, 1, 1]);
    const commit = await ask(
      'agent-ann',
      'POST',
      `/address-books/${book}/import?mode=commit&group=${group}`,
      file,
    );
    assert.deepEqual([commit.status, commit.body['added']], [200, 1]);
    for (const path of [`/contacts/${one}`, `/groups/${group}`, ''])
      assert.equal((await ask('agent-ann', 'DELETE', `/address-books/${book}${path}`)).status, 204);
    await refused(ask('agent-ann', 'GET', `/address-books/${book}/contacts`), 404, 'ADDRESS_BOOK_UNKNOWN');
  });

  it("other people's private books do not exist, for supervisors and administrators neither", async () => {
    const book = await made(ask('agent-ann', 'POST', '/address-books', { name: 'Secret' }));
    const group = await made(ask('agent-ann', 'POST', `/address-books/${book}/groups`, { name: 'G' }));
    const one = await made(
      ask('agent-ann', 'POST', `/address-books/${book}/contacts`, contact('13900000001')),
    );
    for (const user of ['agent-bob', 'supervisor-sue', 'administrator-adam']) {
      const { body } = await ask(user, 'GET', '/address-books');
      assert.doesNotMatch(JSON.stringify(body), /Secret/);
      for (const [method, path, sent] of [
        ['PUT', '', { name: 'Taken' }],
        ['DELETE', '', undefined],
        ['GET', '/contacts', undefined],
        ['POST', '/contacts', contact('13900000009')],
        ['PUT', `/contacts/${one}`, contact('13900000001')],
        ['DELETE', `/contacts/${one}`, undefined],
        ['POST', '/groups', { name: 'Mine' }],
        ['PUT', `/groups/${group}`, { name: 'Mine' }],
        ['DELETE', `/groups/${group}`, undefined],
        ['GET', '/export', undefined],
        ['POST', '/import?mode=preview', Buffer.from('13900000001\n')],
        ['POST', '/import?mode=commit', Buffer.from('13900000001\n')],
      ] as const)
        await refused(ask(user, method, `/address-books/${book}${path}`, sent), 404, 'ADDRESS_BOOK_UNKNOWN');
    }
    const own = await made(ask('agent-bob', 'POST', '/address-books', { name: 'Own' }));
    for (const path of [`/contacts/${one}`, `/groups/${group}`])
      await refused(ask('agent-bob', 'DELETE', `/address-books/${own}${path}`), 404, 'ADDRESS_BOOK_UNKNOWN');
    await refused(
      ask('agent-bob', 'GET', `/address-books/${own}/contacts?group=${group}`),
      404,
      'ADDRESS_BOOK_UNKNOWN',
    );
    const { body } = await ask('agent-ann', 'GET', `/address-books/${book}/contacts`);
    assert.equal((body['contacts'] as unknown[]).length, 1);
  });

  it('shared books are read by all, made and changed by supervisors and administrators alone', async () => {
    const book = await made(ask('supervisor-sue', 'POST', '/address-books', { name: 'All', shared: true }));
    await made(ask('administrator-adam', 'POST', `/address-books/${book}/contacts`, contact('13900000001')));
    for (const role of ['agent', 'operator', 'approver', 'sender', 'billing']) {
      const user = `${role}-x`;
      assert.equal((await ask(user, 'GET', `/address-books/${book}/contacts`)).status, 200);
      assert.equal((await ask(user, 'GET', `/address-books/${book}/export?encoding=gb18030`)).status, 200);
      for (const [method, path, sent] of [
        ['PUT', '', { name: 'Taken' }],
        ['DELETE', '', undefined],
        ['POST', '/contacts', contact('13900000009')],
        ['POST', '/groups', { name: 'Mine' }],
        ['POST', '/import?mode=commit', Buffer.from('13900000001\n')],
      ] as const)
        await refused(
          ask(user, method, `/address-books/${book}${path}`, sent),
          403,
          'ADDRESS_BOOK_READ_ONLY',
        );
      await refused(
        ask(user, 'POST', '/address-books', { name: 'X', shared: true }),
        403,
        'ADDRESS_BOOK_READ_ONLY',
      );
      await refused(ask(user, 'GET', '/address-book-sources'), 403, 'IDENTITY_FORBIDDEN');
      await refused(ask(user, 'POST', '/address-book-sources/core/run', {}), 403, 'IDENTITY_FORBIDDEN');
    }
  });

  it('what cannot be is refused with a stable code', async () => {
    const user = 'supervisor-sue';
    const book = await made(ask(user, 'POST', '/address-books', { name: 'Faults' }));
    const contacts = `/address-books/${book}/contacts`;
    const one = await made(ask(user, 'POST', contacts, contact('13900000001')));
    await made(ask(user, 'POST', contacts, contact('13900000002')));
    await refused(ask(user, 'POST', contacts, contact('nobody')), 422, 'ADDRESS_NUMBER_INVALID');
    await refused(ask(user, 'POST', contacts, contact('+13900000001')), 409, 'ADDRESS_NUMBER_KNOWN');
    await refused(
      ask(user, 'PUT', `${contacts}/${one}`, contact('13900000002')),
      409,
      'ADDRESS_NUMBER_KNOWN',
    );
    await refused(
      ask(user, 'POST', contacts, contact('13900000003', { groups: ['g'] })),
      404,
      'ADDRESS_BOOK_UNKNOWN',
    );
    await refused(
      ask(user, 'PUT', `${contacts}/contact_x`, contact('13900000004')),
      404,
      'ADDRESS_BOOK_UNKNOWN',
    );
    for (const body of [
      {},
      contact('1'.repeat(65)),
      contact('139', { name: 'x'.repeat(65) }),
      contact('139', { fields: { 'a b': '1' } }),
      contact('139', { fields: { a: 'x'.repeat(201) } }),
      contact('139', { fields: Object.fromEntries(Array.from({ length: 21 }, (_, at) => [`f${at}`, ''])) }),
      contact('139', { source: 'core' }),
    ])
      await refused(ask(user, 'POST', contacts, body), 400, 'INPUT_INVALID');
    await refused(ask(user, 'POST', '/address-books', { name: ' ' }), 400, 'INPUT_INVALID');
    await refused(ask(user, 'GET', `${contacts}?limit=0`), 400, 'INPUT_INVALID');
    const into = `/address-books/${book}/import`;
    await refused(ask(user, 'POST', into, Buffer.from('1')), 400, 'INPUT_INVALID');
    await refused(ask(user, 'POST', `${into}?mode=commit`, { a: 1 }), 415, 'BODY_NOT_OCTETS');
    await refused(
      ask(user, 'POST', `${into}?mode=commit`, Buffer.from([0, 0xff])),
      422,
      'ADDRESS_FILE_INVALID',
    );
    await refused(
      ask(user, 'POST', `${into}?mode=commit`, Buffer.alloc(8 * 1024 * 1024 + 1, '1')),
      413,
      'BODY_TOO_LARGE',
    );
    await refused(ask(user, 'GET', `/address-books/${book}/export?encoding=latin1`), 400, 'INPUT_INVALID');
  });

  it('a source is run by a supervisor, who sees how it ended; what it gave is not changed by hand', async () => {
    const user = 'supervisor-sue';
    server.give([...people(2), { mobile: 'x', name: '' }]);
    assert.equal((await ask(user, 'POST', '/address-book-sources/core/run', {})).status, 202);
    await refused(ask(user, 'POST', '/address-book-sources/core/run', {}), 409, 'ADDRESS_SOURCE_RUNNING');
    await refused(ask(user, 'POST', '/address-book-sources/other/run', {}), 404, 'ADDRESS_SOURCE_UNKNOWN');
    await refused(ask(user, 'POST', '/address-book-sources/core/run', { really: 1 }), 400, 'INPUT_INVALID');
    await mounted.sources.settled();
    const { body } = await ask('administrator-adam', 'GET', '/address-book-sources');
    const [view] = body['sources'] as [{ book: string; state: string; last: Record<string, unknown> }];
    assert.equal(view.state, 'idle');
    const { outcome, rows, added, rejected, faults } = view.last;
    assert.deepEqual(
      [outcome, rows, added, rejected, faults],
      ['filled', 3, 2, 1, [{ row: 3, fault: 'number-invalid', cell: 'x' }]],
    );
    const path = `/address-books/${view.book}/contacts`;
    const { body: list } = await ask(user, 'GET', path);
    const [first] = list['contacts'] as [{ id: string; source: string }];
    assert.equal(first.source, 'core');
    await refused(
      ask(user, 'PUT', `${path}/${first.id}`, contact('13911111111')),
      409,
      'ADDRESS_CONTACT_FROM_SOURCE',
    );
    await refused(ask(user, 'DELETE', `${path}/${first.id}`), 409, 'ADDRESS_CONTACT_FROM_SOURCE');
  });
});
